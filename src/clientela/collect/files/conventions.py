"""How a file writes its numbers, dates and money: what its values show, and what they leave open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from clientela.collect.cells.currencies import CURRENCY, currency_of

DateOrder = Literal["DMY", "MDY", "YMD"]
ENOUGH = 0.8
DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})\.?(?:[T ,].*)?")
NUMBER = re.compile(r"[-+(]?\s*\d[\d\s.,'’]*\)?\s*[-%]?")
GROUPED = re.compile(r"\d{1,3}([ \u00a0\u202f'’.,])\d{3}(?:\1\d{3})*(?!\d)")


@dataclass(frozen=True, slots=True)
class ColumnConvention:
    """What the values of one column show; `evidence` is a value that decides the date order."""

    column: str
    kind: Literal["date", "number", "money", "text"]
    date_order: DateOrder | None = None
    date_order_sure: bool = True
    evidence: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class FileConvention:
    """The same for the file, with what was left open."""

    columns: tuple[ColumnConvention, ...]
    decimal: str
    thousands: str
    date_order: DateOrder
    date_order_sure: bool
    currency: str | None
    warnings: tuple[str, ...]


def observe(column: str, values: Iterable[str | None]) -> ColumnConvention | None:
    """What the values of a column show, or None where they are neither dates nor numbers."""
    filled = list(dict.fromkeys(text for value in values if value and (text := value.strip())))
    if not filled:
        return None
    dates = [found for value in filled if (found := DATE.fullmatch(value))]
    if len(dates) >= ENOUGH * len(filled):
        return _dates(column, dates)
    plain = [(value, CURRENCY.search(value)) for value in filled]
    numbers = [CURRENCY.sub("", value).strip() for value, _ in plain]
    matching = [number for number in numbers if NUMBER.fullmatch(number)]
    if len(matching) < ENOUGH * len(filled):
        return None
    currency = _commonest(currency_of(sign.group()) for _, sign in plain if sign)
    decimal, thousands = _separators(matching)
    kind: Literal["money", "number"] = "money" if currency else "number"
    return ColumnConvention(column, kind, decimal=decimal, thousands=thousands, currency=currency)


def _dates(column: str, dates: Sequence[re.Match[str]]) -> ColumnConvention:
    first_is_year = sum(len(date.group(1)) == 4 for date in dates)
    if first_is_year > len(dates) / 2:
        return ColumnConvention(column, "date", "YMD", evidence=dates[0].group())
    day_first = next((date.group() for date in dates if 12 < int(date.group(1)) <= 31), None)
    day_second = next((date.group() for date in dates if 12 < int(date.group(3)) <= 31), None)
    if day_first and not day_second:
        return ColumnConvention(column, "date", "DMY", evidence=day_first)
    if day_second and not day_first:
        return ColumnConvention(column, "date", "MDY", evidence=day_second)
    dotted = dates[0].group(2) == "."
    return ColumnConvention(
        column,
        "date",
        "DMY",
        date_order_sure=dotted and not day_second,
        evidence=day_second or dates[0].group(),
    )


def _separators(numbers: Sequence[str]) -> tuple[str | None, str | None]:
    """The decimal mark and the thousands mark that the numbers show; None where they show none."""
    decimals: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    for number in numbers:
        decimal, thousands = _marks(number)
        decimals.update(decimal or ())
        groups.update(thousands or ())
    decimal = _commonest(decimals.elements())
    thousands = _commonest(mark for mark in groups.elements() if mark != decimal)
    if decimal is None and thousands in (",", ".") and groups[thousands]:
        decimal = "," if thousands == "." else "."
    return decimal, thousands


def _marks(number: str) -> tuple[str | None, str | None]:
    """One number's marks; `1,234` alone shows neither."""
    last = max(number.rfind(","), number.rfind("."))
    grouped = GROUPED.search(number)
    if last < 0:
        return None, grouped.group(1) if grouped else None
    mark = number[last]
    other = "." if mark == "," else ","
    after = len(re.sub(r"\D", "", number[last + 1 :]))
    if number.count(mark) > 1:
        return other if other in number else None, mark
    if other in number:
        return mark, other
    if after == 3 and grouped and re.match(r"[-+(]?\s*[1-9]", number):
        return None, None
    return mark, grouped.group(1) if grouped and grouped.group(1) != mark else None


def _commonest(values: Iterable[str | None]) -> str | None:
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None


def file_convention(
    observed: tuple[ColumnConvention, ...],
    decimal: str | None,
    date_order: DateOrder | None,
    currency: str | None,
) -> FileConvention:
    """One convention for the file: what was said, else what most columns show, else the usual."""
    dates = [column for column in observed if column.kind == "date"]
    sure_orders = {
        column.date_order for column in dates if column.date_order_sure and column.date_order != "YMD"
    }
    columns = tuple(_settled(column, frozenset(sure_orders), date_order) for column in observed)
    open_dates = [column for column in columns if column.kind == "date" and not column.date_order_sure]
    order = date_order or _file_order(columns)
    mark = decimal or _commonest(column.decimal for column in observed) or "."
    thousands = _commonest(column.thousands for column in observed if column.thousands != mark) or ""
    return FileConvention(
        columns,
        mark,
        thousands,
        order,
        not open_dates,
        currency or _commonest(column.currency for column in observed),
        (*_date_notes(open_dates), *_number_notes(observed, mark, decimal)),
    )


def _settled(
    column: ColumnConvention, sure: frozenset[DateOrder | None], given: DateOrder | None
) -> ColumnConvention:
    """An ambiguous column follows the only order that the file's other columns prove."""
    if column.kind != "date" or column.date_order == "YMD":
        return column
    if given:
        return replace(column, date_order=given, date_order_sure=True)
    if not column.date_order_sure and len(sure) == 1:
        return replace(column, date_order=next(iter(sure)), date_order_sure=True)
    return column


def _file_order(columns: tuple[ColumnConvention, ...]) -> DateOrder:
    orders: Counter[DateOrder] = Counter(
        c.date_order for c in columns if c.date_order and c.date_order != "YMD"
    )
    if orders:
        return orders.most_common(1)[0][0]
    return "YMD" if any(column.kind == "date" for column in columns) else "DMY"


def _date_notes(columns: list[ColumnConvention]) -> tuple[str, ...]:
    return tuple(
        f"{column.column!r}: day and month cannot be told apart in dates such as {column.evidence}; "
        f"read as {ORDER_WORDS[column.date_order or 'DMY']}, correct it with --date-order"
        for column in columns
    )


ORDER_WORDS: dict[DateOrder, str] = {
    "DMY": "day, month, year",
    "MDY": "month, day, year",
    "YMD": "year, month, day",
}


def _number_notes(columns: tuple[ColumnConvention, ...], mark: str, given: str | None) -> tuple[str, ...]:
    if given:
        return ()
    return tuple(
        f"{column.column!r} writes decimals with {column.decimal!r}, other columns with {mark!r}; "
        "say which with --decimal"
        for column in columns
        if column.decimal not in (None, mark)
    )
