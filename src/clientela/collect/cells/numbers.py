"""Numbers and money, however they are punctuated, as exact decimal text."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from clientela.collect.cells.currencies import AMBIGUOUS_SIGNS, CURRENCY, currency_of
from clientela.collect.cells.outcome import NOTHING, Cell, CellContext, failed, is_empty

SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’_]")
EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}")
CURE = "write it in figures, for example 1234.56"


def read_number(text: str, context: CellContext) -> Cell:
    """A number; a currency beside it is left out, a per cent sign too (and noted)."""
    cell = read_money(text, context)
    return cell._replace(currency=None)


def read_integer(text: str, context: CellContext) -> Cell:
    """A whole number."""
    cell = read_number(text, context)
    if cell.value is not None and "." in cell.value:
        return failed(f"{text!r} is not a whole number", "round it, or give the column the type number")
    return cell


def read_money(text: str, context: CellContext) -> Cell:
    """An amount and its currency: that beside it, else the column's."""
    if is_empty(text):
        return NOTHING
    bare, currency, note = _without_currency(text.strip())
    bare, negative = _without_sign(bare)
    if bare.endswith("%"):
        bare, note = bare[:-1], "the per cent sign is left out: 12 % is 12"
    bare = SPACES.sub("", bare)
    if EXPONENT.fullmatch(bare):
        return _cell(bare, text, negative=negative, note=note, currency=currency or context.currency)
    if not re.fullmatch(r"[\d.,]*\d[\d.,]*", bare):
        return failed(f"{text!r} is not a number", CURE)
    pointed, marked, problem = _pointed(bare, context.decimal)
    if problem:
        return failed(f"{text!r} {problem}", "say which mark stands before the decimals")
    return _cell(pointed, text, negative=negative, note=note or marked, currency=currency or context.currency)


def _cell(bare: str, text: str, *, negative: bool, note: str | None, currency: str | None) -> Cell:
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return failed(f"{text!r} is not a number", CURE)
    return Cell(plain_number(-value if negative else value), note=note, currency=currency)


def _without_currency(text: str) -> tuple[str, str | None, str | None]:
    for found in CURRENCY.finditer(text):
        code = currency_of(found.group())
        if code:
            sign = found.group()
            note = f"{sign} is read as {code}" if sign in AMBIGUOUS_SIGNS else None
            return (text[: found.start()] + text[found.end() :]).strip(), code, note
    return text, None, None


def _without_sign(text: str) -> tuple[str, bool]:
    text = text.strip().replace("−", "-").replace("–", "-")
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text.startswith("-"):
        return text[1:].strip(), True
    if text.endswith("-"):
        return text[:-1].strip(), True
    return text.removeprefix("+").strip(), False


def _pointed(bare: str, decimal: str | None) -> tuple[str, str | None, str | None]:
    """The figures with a point before the decimals; what was taken for granted; why they cannot be read."""
    marks = {mark: bare.count(mark) for mark in ",." if mark in bare}
    if not marks:
        return bare, None, None
    if len(marks) == 2:
        last = max(",.", key=bare.rfind)
        other = "," if last == "." else "."
        if marks[last] > 1 or not _is_grouped(bare.partition(last)[0], other):
            return bare, None, "mixes commas and points"
        note = (
            f"the {MARK_WORDS[last]} is taken for the decimal mark" if decimal not in (None, last) else None
        )
        return bare.replace(other, "").replace(last, "."), note, None
    ((mark, times),) = marks.items()
    return _pointed_by_one(bare, mark, times, decimal)


MARK_WORDS = {",": "comma", ".": "point"}


def _pointed_by_one(
    bare: str, mark: str, times: int, decimal: str | None
) -> tuple[str, str | None, str | None]:
    grouped = _is_grouped(bare, mark)
    if times > 1:
        return (bare.replace(mark, ""), None, None) if grouped else (bare, None, f"has {times} decimal marks")
    if decimal == mark:
        return bare.replace(mark, "."), None, None
    if not grouped:
        note = f"the {MARK_WORDS[mark]} is taken for the decimal mark" if decimal else None
        return bare.replace(mark, "."), note, None
    if decimal is None:
        whole = bare.replace(mark, "")
        return bare, None, f"can be {whole} or {bare.replace(mark, '.')}"
    return bare.replace(mark, ""), None, None


def _is_grouped(bare: str, mark: str) -> bool:
    return re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+", bare) is not None or mark not in bare


def plain_number(value: float | Decimal) -> str | None:
    """The number in digits, without exponent and without idle zeros; None for no number."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        return None
    text = format(exact, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
