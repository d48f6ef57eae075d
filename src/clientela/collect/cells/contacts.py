"""E-mail addresses and telephone numbers."""

from __future__ import annotations

import re

import email_validator
import phonenumbers

from clientela.collect.cells.outcome import NOTHING, Cell, CellContext, failed, is_empty

PLAIN_ADDRESS = r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
_PLAIN = re.compile(PLAIN_ADDRESS)
SPECIAL_DOMAINS = (".test", ".local", ".localhost", ".invalid", ".arpa", ".onion")
ADDRESS_IN_BRACKETS = re.compile(r".*<([^<>]+)>\s*")


def read_email(text: str, context: CellContext) -> Cell:  # noqa: ARG001 - one signature for all kinds
    """The address without what stands around it, its domain in small letters."""
    if is_empty(text):
        return NOTHING
    bare = ADDRESS_IN_BRACKETS.sub(r"\1", text.strip()).strip().removeprefix("mailto:").rstrip(";,. ")
    local, at, domain = bare.rpartition("@")
    bare = local + at + domain.lower()
    is_short = len(bare) <= 254 and len(local) <= 64
    if is_short and _PLAIN.fullmatch(bare) and not bare.endswith(SPECIAL_DOMAINS):
        return Cell(bare)
    try:
        return Cell(email_validator.validate_email(bare, check_deliverability=False).normalized)
    except email_validator.EmailNotValidError as problem:
        said = str(problem).rstrip(".")
        return failed(f"{text!r} is no e-mail address ({said})", "correct it, or leave it empty")


def read_phone(text: str, context: CellContext) -> Cell:
    """The number in E.164, such as +34612345678; without a country code it is the context's country's."""
    if is_empty(text):
        return NOTHING
    bare = re.sub(r"\.0$", "", text.strip())
    if re.fullmatch(r"\d[.,]?\d*[eE]\+?\d+", bare):
        return failed(f"{text!r} lost its figures in a spreadsheet", "export the column as text")
    bare = re.sub(
        r"^(?:tel|тел)[.:\s]*|^00(?=[1-9])", lambda found: "+" if found.group() == "00" else "", bare
    )
    try:
        number = phonenumbers.parse(bare, context.country)
    except phonenumbers.NumberParseException:
        return failed(*_unparsed(text, context))
    if not phonenumbers.is_possible_number(number):
        where = f" in {context.country}" if context.country and not bare.startswith("+") else ""
        return failed(f"{text!r} has too few or too many figures for a phone number{where}", "correct it")
    note = None if phonenumbers.is_valid_number(number) else "some numbers are not among those given out"
    return Cell(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), note=note)


def _unparsed(text: str, context: CellContext) -> tuple[str, str]:
    if context.country is None and re.search(r"\d{5}", re.sub(r"\D", "", text)):
        return f"{text!r} has no country code", "say the country the numbers are in, or begin them with +"
    return f"{text!r} is no phone number", "correct it, or leave it empty"
