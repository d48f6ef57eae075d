"""Variables that say the same as another one: only the first of them is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy import stats

from clientela.discover.features.table import MISSING, Codes, Feature, FeatureTable, Numbers

Column = TypeVar("Column", Numbers, Codes)

SAME_NUMBERS = 0.95
"""Spearman's rank correlation (either sign) from which on two numbers are one concept."""

SAME_LEVELS = 0.95
"""The share of a text's uncertainty that another text takes away, from which on it adds nothing."""

_SAMPLE = 20_000
_FEWEST_TOGETHER = 30


def doubles(table: FeatureTable, features: Sequence[Feature]) -> dict[str, str]:
    """The features that double an earlier one, each with the one it doubles.

    Numbers and flags are compared by rank; texts by whether one determines the other, as a city does its
    country. Decided on at most 20,000 customers spread evenly over all.
    """
    step = max(1, -(-len(table) // _SAMPLE))
    numbers = {
        each.key: _ranks(np.asarray(table.columns[each.key][::step], np.float64))
        for each in features
        if each.role != "category"
    }
    texts = {
        each.key: np.asarray(table.columns[each.key][::step], np.int32)
        for each in features
        if each.role == "category"
    }
    found = _repeated(numbers, _are_alike) | _repeated(texts, _are_determined)
    return {each.key: found[each.key] for each in features if each.key in found}


def _repeated(columns: Mapping[str, Column], are_same: Callable[[Column, Column], bool]) -> dict[str, str]:
    kept: list[str] = []
    found: dict[str, str] = {}
    for key, column in columns.items():
        first = next((other for other in kept if are_same(columns[other], column)), None)
        if first is None:
            kept.append(key)
        else:
            found[key] = first
    return found


def _ranks(column: Numbers) -> Numbers:
    ranks: Numbers = stats.rankdata(column, nan_policy="omit")
    return ranks


def _are_alike(one: Numbers, other: Numbers) -> bool:
    together = ~(np.isnan(one) | np.isnan(other))
    if together.sum() < _FEWEST_TOGETHER:
        return False
    one, other = one[together], other[together]
    one, other = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return scale > 0 and abs(float((one * other).sum())) > SAME_NUMBERS * scale


def _are_determined(one: Codes, other: Codes) -> bool:
    """Whether knowing one leaves almost nothing unknown of the other, in either direction."""
    together = (one != MISSING) & (other != MISSING)
    if together.sum() < _FEWEST_TOGETHER:
        return False
    counts = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(counts, (one[together], other[together]), 1.0)
    first, second, both = (_entropy(each) for each in (counts.sum(1), counts.sum(0), counts.ravel()))
    shared = first + second - both
    return shared > SAME_LEVELS * min(first, second) > 0


def _entropy(counts: Numbers) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())
