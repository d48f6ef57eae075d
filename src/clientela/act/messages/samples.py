"""Values of every type, to try a message with before anybody gets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from clientela.rules.types import ValueType

_OF_TYPE: dict[ValueType, object] = {
    ValueType.TEXT: "Anna",
    ValueType.INTEGER: 3,
    ValueType.NUMBER: 2.5,
    ValueType.DECIMAL: Decimal("2.5"),
    ValueType.MONEY: Decimal("19.90"),
    ValueType.BOOLEAN: True,
    ValueType.DATE: dt.date(2026, 5, 17),
    ValueType.INSTANT: dt.datetime(2026, 5, 17, 12, 30, tzinfo=dt.UTC),
    ValueType.LIST: ["one", "two"],
}
_SHOES: dict[str, object] = {
    "item": "A-1",
    "name": "Red shoes",
    "category": "shoes",
    "brand": "Vela",
    "price": Decimal("49.90"),
    "currency": "EUR",
    "bought_on": dt.date(2026, 4, 2),
    "because": None,
}
_COAT = {**_SHOES, "item": "B-2", "name": "Blue coat", "category": "coats", "price": Decimal("120.00")}


def sample_values(
    types: Mapping[str, ValueType], lists: Iterable[str], given: Iterable[str], links: Iterable[str]
) -> dict[str, object]:
    """A value for each name."""
    values: dict[str, object] = {name: _OF_TYPE[kind] for name, kind in types.items()}
    values |= {name: [_SHOES, _COAT] for name in lists}
    values |= dict.fromkeys(given, "GIFT-2026")
    return values | {name: f"https://example.com/{name}" for name in links}
