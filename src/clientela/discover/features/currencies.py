"""Amounts of several currencies, made comparable: each held against what is usual in its own currency.

The store converts nothing, so 5,000 may be a fortune or a pair of socks. Without this, the largest difference
between customers would be the currency they pay in, and every cluster a country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.discover.features.columns import TextColumn
from clientela.discover.features.table import MISSING, Codes, FeatureTable, Numbers
from clientela.rules.nodes import Aggregate, Value, Variable

RAREST_CURRENCY = 0.01
FEWEST_OF_ONE = 30
"""A currency of fewer known amounts has no usual amount: its amounts are left as missing."""

Scales: TypeAlias = tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
"""For each money feature and currency, what an amount is multiplied by."""

ASKED: dict[str, Value] = {
    "paid": Aggregate("mode", ("order_completed",), "currency"),
    "preferred": Variable("currency"),
    "country": Variable("country"),
}
"""What tells a customer's currency: that of most of her orders, her own, or that of her country."""


def currency_of(told: Mapping[str, TextColumn], order: NDArray[np.intp]) -> tuple[Codes, tuple[str, ...]]:
    """Each customer's currency as codes into names; no names where the store has only one."""
    paid, names = told["paid"].sorted(order)
    preferred, own = told["preferred"].sorted(order)
    country, _ = told["country"].sorted(order)
    levels = tuple(sorted({*names, *own}))
    found = np.where(paid == MISSING, _among(preferred, own, levels), _among(paid, names, levels))
    found = np.where(found == MISSING, _usual(found, country, len(levels)), found).astype(np.int32)
    counts = np.bincount(found[found != MISSING], minlength=len(levels))
    several = int((counts >= RAREST_CURRENCY * max(counts.sum(), 1)).sum()) > 1
    return found, levels if several else ()


def _among(codes: Codes, names: tuple[str, ...], levels: tuple[str, ...]) -> Codes:
    places = np.array([*(levels.index(name) for name in names), MISSING], np.int32)
    moved: Codes = places[codes]
    return moved


def _usual(found: Codes, country: Codes, size: int) -> Codes:
    """The currency most people of her country have; missing where nobody's is known."""
    usual = np.full(int(country.max(initial=MISSING)) + 2, MISSING, np.int32)
    for code in range(len(usual) - 1):
        counts = np.bincount(found[(country == code) & (found != MISSING)], minlength=max(size, 1))
        usual[code] = int(counts.argmax()) if counts.any() else MISSING
    moved: Codes = usual[country]
    return moved


def scales_of(table: FeatureTable) -> Scales:
    """What brings each money feature to the scale of the most frequent currency: its median over theirs."""
    if not table.currencies:
        return ()
    found = []
    for feature in table.features:
        if feature.unit == "money":
            column = np.asarray(table.columns[feature.key], np.float64)
            found.append((feature.key, _scale(column, table)))
    return tuple(found)


def _scale(column: Numbers, table: FeatureTable) -> tuple[tuple[str, float], ...]:
    usual: dict[str, tuple[int, float]] = {}
    for code, currency in enumerate(table.currencies):
        its = column[(column > 0) & (table.currency == code)]
        if len(its) >= FEWEST_OF_ONE:
            usual[currency] = len(its), float(np.median(its))
    if not usual:
        return ()
    _, home = max(usual.values())
    return tuple((currency, home / median) for currency, (_, median) in usual.items())


def in_one_scale(table: FeatureTable, scales: Scales) -> FeatureTable:
    """The table with its money features on one scale; zero stays zero, an unknown currency is missing."""
    if not scales or table.currency is None:
        return table
    columns = dict(table.columns)
    for key, factors in scales:
        known = dict(factors)
        by_code = np.array([*(known.get(name, np.nan) for name in table.currencies), np.nan])
        column = np.asarray(table.columns[key], np.float64)
        columns[key] = np.where(column == 0, 0.0, column * by_code[table.currency])
    return replace(table, columns=columns)
