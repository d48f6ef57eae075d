"""How one cell becomes a typed value, for the cells that are not written plainly."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, cast

from clientela.collect.cells.outcome import Cell, CellContext
from clientela.collect.cells.readers import READERS, Kind
from clientela.rules.types import EXACT, ValueType

OTHERWISE = "*"  # in a mapping's values: whatever else the file says


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
    decimal_comma: bool | None = False  # None: either, as each value shows
    factor: Decimal | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    separator: str = ";"

    def is_plain(self, typed: ValueType) -> bool:
        """Whether plainly written values mean what they say: no translation, factor or decimal comma."""
        if self.values or self.factor is not None:
            return False
        return typed not in {ValueType.NUMBER, *EXACT} or not self.decimal_comma or typed is ValueType.INTEGER

    def context(self) -> CellContext:
        """What the readers of cells want to know."""
        marks = self.separator if self.separator != ";" else ";|,\n"
        point = None if self.decimal_comma is None else "," if self.decimal_comma else "."
        return CellContext(
            decimal=cast(Literal[",", "."] | None, point),
            date_order=cast(Literal["DMY", "MDY", "YMD"], self.date_order),
            zone=self.zone,
            country=self.country,
            separators=marks,
        )


Parser = Callable[[str | None], object]

# Targets with readers of their own; where these words are not understood they are kept as they stand.
BY_TARGET: dict[str, Kind] = {"email": "email", "phone": "phone", "mobile": "phone"}
KEPT_AS_WRITTEN: dict[str, Kind] = {
    "country": "country",
    "nationality": "country",
    "gender": "gender",
    "language": "language",
    "preferred_language": "language",
}
BY_TYPE: dict[ValueType, Kind] = {
    ValueType.INTEGER: "integer",
    ValueType.NUMBER: "number",
    ValueType.DECIMAL: "number",
    ValueType.MONEY: "money",
    ValueType.BOOLEAN: "boolean",
    ValueType.DATE: "date",
    ValueType.INSTANT: "instant",
    ValueType.LIST: "list",
}


def parser(typed: ValueType, reading: Reading, target: str) -> Parser | None:
    """The function that reads one text, or None where text is taken as it stands."""
    read = _base(typed, reading, target.removeprefix("customer."))
    if not reading.values:
        return read
    translated = {key.casefold(): value for key, value in reading.values.items()}

    def translate(text: str | None) -> object:
        if text is None:
            return None
        found = translated.get(text.casefold(), translated.get(OTHERWISE, text))
        return read(found) if read else found

    return translate


def _base(typed: ValueType, reading: Reading, target: str) -> Parser | None:
    kept = KEPT_AS_WRITTEN.get(target) if typed is ValueType.TEXT else None
    kind = kept or (BY_TARGET.get(target) if typed is ValueType.TEXT else None) or BY_TYPE.get(typed)
    if kind is None:
        return None
    reader, context, typer = READERS[kind], reading.context(), TYPED.get(typed, _as_text)

    def read(text: str | None) -> object:
        if text is None:
            return None
        cell: Cell = reader(text, context)
        if cell.value is None:
            unread = Unreadable(*cell.problem) if cell.problem else None
            return text if kept and unread else unread
        return typer(cell.value, reading)

    return read


def _number(text: str, reading: Reading) -> Decimal | Unreadable:
    value = Decimal(text)
    if abs(value) >= Decimal(10) ** 14:
        return Unreadable(f"{text!r} is too large a number", "correct it, or map the column as text")
    return value * reading.factor if reading.factor is not None else value


def _exact(text: str, reading: Reading) -> Decimal | Unreadable:
    value = _number(text, reading)
    return value if isinstance(value, Unreadable) else value.quantize(Decimal("0.0001"))


def _integer(text: str, reading: Reading) -> int | Unreadable:
    value = _number(text, reading)
    return value if isinstance(value, Unreadable) else int(value)


def _double(text: str, reading: Reading) -> float | Unreadable:
    value = _number(text, reading)
    return value if isinstance(value, Unreadable) else float(value)


def _as_text(text: str, _: Reading) -> str:
    return text


TYPED: dict[ValueType, Callable[[str, Reading], object]] = {
    ValueType.INTEGER: _integer,
    ValueType.NUMBER: _double,
    ValueType.DECIMAL: _exact,
    ValueType.MONEY: _exact,
    ValueType.BOOLEAN: lambda text, _: text == "true",
    ValueType.DATE: lambda text, _: date.fromisoformat(text),
    ValueType.INSTANT: lambda text, _: datetime.fromisoformat(text),
    ValueType.LIST: lambda text, _: json.loads(text),
}
