"""All the conditions a segment might be made of, in the user's own units and round numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from clientela.discover.conditions.candidate import Candidate
from clientela.discover.conditions.thresholds import thresholds
from clientela.discover.features.table import Codes, Feature, FeatureTable, Mask, Numbers
from clientela.rules.nodes import Compare, Condition, Operand, Scalar
from clientela.rules.types import NUMERIC, ValueType

MOST_LEVELS = 15
"""Levels of a category that are conditions, the most frequent first."""

RAREST, COMMONEST = 0.005, 0.975
"""A condition met by a smaller share than the one, or a larger one than the other, sets nobody apart."""

_BETWEEN = 7  # borders that pairs are made of


def candidates(table: FeatureTable, *, keys: Sequence[str] | None = None) -> list[Candidate]:
    """Conditions on the features named by `keys` (on all): the same for the same table, whatever else.

    `>=`, `<=` and `between` for numbers, `=` for levels, `includes any` for items, both truths for flags.
    Of conditions that the same customers meet, the first on each feature is kept. Where there are several
    currencies, amounts give no conditions: one border would mean unlike things (ask `within` one country).
    """
    found: list[Candidate] = []
    for feature in table.features:
        if (keys is None or feature.key in keys) and _is_comparable(feature, table):
            found += _distinct(_of_feature(feature, table), len(table))
    return found


def _is_comparable(feature: Feature, table: FeatureTable) -> bool:
    return feature.unit != "money" or not table.currencies


def _of_feature(feature: Feature, table: FeatureTable) -> Iterator[Candidate]:
    column = table.columns[feature.key]
    if feature.role == "category":
        return _of_levels(feature, np.asarray(column, np.int32), table.levels[feature.key])
    numbers = np.asarray(column, np.float64)
    if feature.role == "flag":
        return _of_flag(feature, numbers)
    if feature.unit == "band":
        return _of_bands(feature, numbers, table.levels[feature.key])
    return _of_numbers(feature, numbers)


def _of_numbers(feature: Feature, column: Numbers) -> Iterator[Candidate]:
    borders = thresholds(feature, column)
    for border in borders:
        yield _candidate(feature, ">=", _spelled(border, feature), column >= border)
    for border in borders:
        yield _candidate(feature, "<=", _spelled(border, feature), column <= border)
    step = -(-len(borders) // _BETWEEN) or 1
    for low, high in combinations(borders[::step], 2):
        operand = _spelled(low, feature), _spelled(high, feature)
        yield _candidate(feature, "between", operand, (column >= low) & (column <= high))


def _of_flag(feature: Feature, column: Numbers) -> Iterator[Candidate]:
    if feature.item is not None:
        yield _candidate(feature, "includes any", (feature.item,), column == 1)
        return
    for truth in (True, False):
        yield _candidate(feature, "=", truth, column == float(truth))


def _of_levels(feature: Feature, codes: Codes, levels: tuple[str, ...]) -> Iterator[Candidate]:
    counts = np.bincount(codes[codes >= 0], minlength=len(levels))
    ranked = sorted(range(len(levels)), key=lambda code: (-counts[code], levels[code]))
    for code in ranked[:MOST_LEVELS]:
        yield _candidate(feature, "=", _level(levels[code], feature), codes == code)


def _of_bands(feature: Feature, places: Numbers, steps: tuple[str, ...]) -> Iterator[Candidate]:
    """Neighbouring bands of a scale, as lists of texts."""
    for low in range(len(steps)):
        for high in range(low, len(steps)):
            if high - low < len(steps) - 1:
                mask = (places >= low) & (places <= high)
                yield _candidate(feature, "in", steps[low : high + 1], mask)


def _candidate(feature: Feature, operator: str, operand: Operand, mask: Mask) -> Candidate:
    node: Condition = Compare(feature.value, operator, operand)
    return Candidate(feature.key, node, np.asarray(mask, np.bool_))


def _spelled(border: float, feature: Feature) -> int | float:
    whole = border == int(border)
    if not whole and feature.type is ValueType.INTEGER:
        raise ValueError(f"{border} is no border of whole numbers")
    return int(border) if whole else border


def _level(level: str, feature: Feature) -> Scalar:
    return int(level) if feature.type in NUMERIC else level


def _distinct(found: Iterator[Candidate], customers: int) -> Iterator[Candidate]:
    seen: set[bytes] = set()
    fewest, most = max(1.0, RAREST * customers), min(customers - 1, COMMONEST * customers)
    for each in found:
        count = int(each.mask.sum())
        key = np.packbits(each.mask).tobytes()
        if fewest <= count <= most and key not in seen:
            seen.add(key)
            yield each
