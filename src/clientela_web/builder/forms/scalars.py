"""Literals: what was typed, in the type it is held against."""

from __future__ import annotations

from clientela.rules.nodes import Scalar
from clientela.rules.spelling import read_number
from clientela.rules.types import NUMERIC, ValueType
from clientela_web.builder.forms.control import Choice, Control
from clientela_web.builder.forms.desk import Desk
from clientela_web.builder.forms.parts import number_of
from clientela_web.builder.forms.posted import Posted

KINDS = {bool: "yesno", int: "number", float: "number", str: "text"}


def scalar_control(
    value: Scalar,
    path: str,
    value_type: ValueType | None,
    desk: Desk,
    *,
    named: str | None = None,
    said: str = "",
) -> Control:
    """A literal as a control that fits its type; `named` is the variable or field whose options it takes."""
    faults = desk.faults_at(path)
    if value_type is ValueType.BOOLEAN and isinstance(value, bool):
        choices = yes_or_no(desk, value=value)
        return Control("choice", path, said, spelled(value), choices, faults=faults)
    shown = spelled(value)
    label = desk.catalog.labels.option(named, shown, desk.language) if named else None
    kind = "text" if not isinstance(value, str) and value_type is None else KINDS[type(value)]
    facts = {
        "as": KINDS[type(value)] if not _is_open(value) else wanted_kind(value_type),
        "numeric": value_type in NUMERIC,
        "said": label or "",
        "kind": kind,
    }
    return Control("scalar", path, said, shown, faults=faults, facts=facts)


def _is_open(value: Scalar) -> bool:
    return isinstance(value, str) and not value


def yes_or_no(desk: Desk, *, value: bool | None) -> list[Choice]:
    """Yes and no, in the words of the sentences."""
    from clientela.rules.sentences import language_of

    say = language_of(desk.language).say
    return [Choice("true", say("yes"), value is True), Choice("false", say("no"), value is False)]


def wanted_kind(value_type: ValueType | None) -> str:
    """How a literal of that type is typed."""
    if value_type in NUMERIC:
        return "number"
    return "yesno" if value_type is ValueType.BOOLEAN else "text"


def spelled(value: Scalar) -> str:
    """The literal as it stands in a control."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def read_scalar(path: str, value_type: ValueType | None, posted: Posted) -> Scalar:
    """The literal posted there; what is no number stays the text it is, and `check` says so."""
    text = posted.text(path) or ""
    spelling = posted.text(f"{path}.as") or wanted_kind(value_type)
    if value_type is ValueType.BOOLEAN or (value_type is None and spelling == "yesno"):
        return {"true": True, "false": False}.get(text, text)
    if value_type in NUMERIC or (value_type is None and spelling == "number"):
        return text if (number := number_of(text)) is None else number
    if value_type is None or spelling == "text":
        return text
    return _as_it_was(text, spelling)


def _as_it_was(text: str, spelling: str) -> Scalar:
    """A literal of the wrong type stays what it was until somebody changes it."""
    if spelling == "yesno":
        return {"true": True, "false": False}.get(text, text)
    try:
        return read_number(text)
    except ValueError:
        return text
