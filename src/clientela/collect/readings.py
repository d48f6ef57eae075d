"""How one cell becomes a value, for the cells that are not written plainly."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from clientela.rules.types import EXACT, ValueType


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a cell is no value of its type, and what to do about it."""

    reason: str
    cure: str


@dataclass(frozen=True)
class Reading:
    """The conventions a column is read by."""

    zone: str = "UTC"
    country: str | None = None
    date_order: str = "YMD"
    decimal_comma: bool = False
    factor: Decimal | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    separator: str = ";"

    special: ClassVar[frozenset[str]] = frozenset({"email", "phone", "customer.email", "customer.phone"})

    def is_plain(self, typed: ValueType) -> bool:
        """Whether plainly written values mean what they say: no translation, factor or decimal comma."""
        if self.values or self.factor is not None:
            return False
        return typed not in {ValueType.NUMBER, *EXACT} or not self.decimal_comma or typed is ValueType.INTEGER


Parser = Callable[[str], Any]


def parser(typed: ValueType, reading: Reading, target: str) -> Parser | None:
    """The function that reads one text, or None where text is taken as it stands."""
    read = _base(typed, reading, target)
    if not reading.values:
        return read
    translated = {key.casefold(): value for key, value in reading.values.items()}

    def translate(text: str | None) -> Any:
        if text is None:
            return None
        found = translated.get(text.casefold(), text)
        return read(found) if read else found

    return translate


def _base(typed: ValueType, reading: Reading, target: str) -> Parser | None:
    special = SPECIAL.get(target.removeprefix("customer."))
    if special:
        return _skipping_none(lambda text: special(text, reading))
    by_type = BY_TYPE.get(typed)
    return _skipping_none(lambda text: by_type(text, reading)) if by_type else None


def _skipping_none(read: Callable[[str], Any]) -> Parser:
    return lambda text: None if text is None else read(text)


def read_number(text: str, reading: Reading) -> Decimal | Unreadable:
    """A number with its currency sign, per cent sign and thousands marks taken off."""
    bare = re.sub(r"[\s\u00a0\u202f']|[^\d.,()eE+\-−]", "", text).replace("−", "-")
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    bare = _with_point(bare, comma=reading.decimal_comma)
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return Unreadable("is not a number", "correct the value, or map the column as text")
    if not value.is_finite() or abs(value) >= Decimal(10) ** 14:
        return Unreadable("is too large a number", "correct the value, or map the column as text")
    return value * reading.factor if reading.factor is not None else value


def _with_point(bare: str, *, comma: bool) -> str:
    if comma:
        return bare.replace(".", "").replace(",", ".")
    if bare.count(",") == 1 and "." not in bare and not re.fullmatch(r"-?\d{1,3},\d{3}", bare):
        return bare.replace(",", ".")
    return bare.replace(",", "")


def _exact(text: str, reading: Reading) -> Decimal | Unreadable:
    value = read_number(text, reading)
    return value if isinstance(value, Unreadable) else value.quantize(Decimal("0.0001"))


def _integer(text: str, reading: Reading) -> int | Unreadable:
    value = read_number(text, reading)
    if isinstance(value, Unreadable):
        return value
    if value != value.to_integral_value():
        return Unreadable("is not a whole number", "map the column as decimal")
    return int(value)


def _double(text: str, reading: Reading) -> float | Unreadable:
    value = read_number(text, reading)
    return value if isinstance(value, Unreadable) else float(value)


TRUE = frozenset(["yes", "y", "true", "t", "1", "si", "sí", "s", "sim", "da", "tak", "oui", "ja", "да", "true", "x", "✓", "on", "x"])
FALSE = frozenset(["no", "n", "false", "f", "0", "nu", "nie", "non", "nein", "нет", "не", "off"])


def _boolean(text: str, _reading: Reading) -> bool | Unreadable:
    word = text.casefold()
    if word in TRUE or word in FALSE:
        return word in TRUE
    return Unreadable("is neither yes nor no", "translate it under 'values', or map the column as text")


DAY = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ,]+(.+))?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}:?\d{2}.*))?")
CLOCK = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,6}))?)?\s*([ap]\.?m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.I
)
NO_DATE = Unreadable("is not a date", "correct the value, or set date_order (DMY, MDY or YMD)")


def _parts(text: str, order: str) -> tuple[date, str] | None:
    compact = COMPACT.fullmatch(text)
    found = compact or DAY.fullmatch(text)
    if not found:
        return None
    first, second, third, clock = found.groups()
    if compact or len(first) == 4:
        year, month, day = first, second, third
    elif order == "MDY":
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    if len(year) == 2:
        year = ("19" if int(year) > 40 else "20") + year
    try:
        return date(int(year), int(month), int(day)), clock or ""
    except ValueError:
        return None


def read_date(text: str, reading: Reading) -> date | Unreadable:
    """A calendar day; a clock time after it is left off."""
    found = _parts(text, reading.date_order)
    return found[0] if found else NO_DATE


def read_instant(text: str, reading: Reading) -> datetime | Unreadable:
    """An instant in UTC; without an offset it is wall time in the reading's zone."""
    found = _parts(text, reading.date_order)
    if not found:
        return NO_DATE
    day, clock = found
    if not clock:
        return _placed(datetime(day.year, day.month, day.day), reading.zone)
    parts = CLOCK.fullmatch(clock.strip())
    if not parts:
        return NO_DATE
    hour, minute, second, fraction, half, offset = parts.groups()
    hours = int(hour) % 12 + (12 if half[0].lower() == "p" else 0) if half else int(hour)
    micro = int((fraction or "0").ljust(6, "0"))
    try:
        local = datetime(day.year, day.month, day.day, hours, int(minute), int(second or 0), micro)
    except ValueError:
        return NO_DATE
    return _with_offset(local, offset) if offset else _placed(local, reading.zone)


def _with_offset(local: datetime, offset: str) -> datetime:
    if offset.upper() == "Z":
        return local.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "")
    return (local - sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))).replace(tzinfo=UTC)


def _placed(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _list(text: str, reading: Reading) -> list[str]:
    marks = [reading.separator, "|", ","] if reading.separator == ";" else [reading.separator]
    mark = next((mark for mark in marks if mark in text), marks[0])
    return [part.strip() for part in text.split(mark) if part.strip()]


BY_TYPE: dict[ValueType, Callable[[str, Reading], Any]] = {
    ValueType.INTEGER: _integer,
    ValueType.NUMBER: _double,
    ValueType.DECIMAL: _exact,
    ValueType.MONEY: _exact,
    ValueType.BOOLEAN: _boolean,
    ValueType.DATE: read_date,
    ValueType.INSTANT: read_instant,
    ValueType.LIST: _list,
}


def _number_as_key(text: str, _reading: Reading) -> str:
    """A number that a spreadsheet turned into a float (17850.0) is written as it was."""
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


SPECIAL: dict[str, Callable[[str, Reading], Any]] = {}
