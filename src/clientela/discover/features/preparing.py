"""Which features can be clustered as they are, and how the others are prepared for it or left out.

Everything is decided from the data by fixed rules, so the user prepares nothing; each variable that is left
out is named with its reason. Order matters: near-constant columns, mostly
missing ones and doubles go first; then limits at 0.1 and 99.9 per cent, log1p for skewed amounts, counts and
days, Yeo and Johnson's power (Biometrika 2000) for other skewed numbers; then medians, levels and z-scores.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy import optimize

from clientela.discover.features.currencies import in_one_scale, scales_of
from clientela.discover.features.doubles import doubles
from clientela.discover.features.preparation import (
    CodePlan,
    NumberPlan,
    Preparation,
    Transform,
    transformed,
    yeo_johnson,
)
from clientela.discover.features.table import (
    MISSING,
    Exclusion,
    Feature,
    FeatureTable,
    Numbers,
    Prepared,
)

MOST_CONSTANT = 0.98
"""The share of the most frequent value from which on a column says nothing of groups."""

MOST_MISSING = 0.4
RAREST_LEVEL = 0.01
MOST_RARE = 0.5
"""Where more of those known than this have a rare level, the levels name things."""

WINSOR = (0.001, 0.999)
SKEWED = 0.75
_SAMPLE = 20_000  # customers from whom a power is learnt
_RATIOS = frozenset({"share", "probability", "ratio", "per cent", "band"})

OTHER = "…"
UNKNOWN = "—"


def prepare(table: FeatureTable, exclusions: Sequence[Exclusion] = ()) -> Prepared:
    """The table's features made comparable; what is left out is added to `exclusions`, with its reason."""
    preparation, found = learn(table)
    return replace(preparation.apply(table), exclusions=(*exclusions, *found))


def learn(table: FeatureTable) -> tuple[Preparation, tuple[Exclusion, ...]]:
    """What is to be done to such tables, and which features are of no use."""
    scales = scales_of(table)
    table = in_one_scale(table, scales)
    useful: list[Feature] = []
    excluded: list[Exclusion] = []
    for feature in table.features:
        why = _why_useless(table, feature)
        if why is None:
            useful.append(feature)
        else:
            excluded.append(why)
    twice = doubles(table, useful)
    kept = [feature for feature in useful if feature.key not in twice]
    excluded += [Exclusion(key, "duplicate", of) for key, of in twice.items()]
    numbers, constant = _number_plans(table, [each for each in kept if each.role != "category"])
    codes = [_code_plan(table, each) for each in kept if each.role == "category"]
    return Preparation(tuple(numbers), tuple(codes), scales), (*excluded, *constant)


def _why_useless(table: FeatureTable, feature: Feature) -> Exclusion | None:
    column = table.columns[feature.key]
    known = column[column != MISSING] if feature.role == "category" else column[~np.isnan(column)]
    missing = 1 - len(known) / len(column) if len(column) else 1.0
    if missing > MOST_MISSING:
        return Exclusion(feature.key, "mostly missing", f"{missing:.0%}")
    values, counts = np.unique(known, return_counts=True)
    if counts.max() >= MOST_CONSTANT * len(known):
        return Exclusion(feature.key, "constant", f"{counts.max() / len(known):.1%}")
    if feature.role == "category":
        rare = counts[counts < RAREST_LEVEL * len(column)].sum()
        if rare > MOST_RARE * len(known):
            return Exclusion(feature.key, "too many levels", f"{len(values):,}")
    return None


def _number_plans(
    table: FeatureTable, features: Sequence[Feature]
) -> tuple[list[NumberPlan], list[Exclusion]]:
    plans: list[NumberPlan] = []
    constant: list[Exclusion] = []
    for feature in features:
        plan = _number_plan(feature, np.asarray(table.columns[feature.key], np.float64))
        if plan.deviation > 0:
            plans.append(plan)
        else:  # all that varied lay beyond the limits
            constant.append(Exclusion(feature.key, "constant", f"{1 - WINSOR[0]:.1%}"))
    return plans, constant


def _number_plan(feature: Feature, column: Numbers) -> NumberPlan:
    known = column[~np.isnan(column)]
    low, high = (0.0, 1.0) if feature.role == "flag" else np.quantile(known, WINSOR)
    limited = np.clip(known, low, high)
    transform, power = _transform(feature, limited)
    made = transformed(limited, transform, power)
    median = float(np.median(made))
    # what is missing becomes the median, so it counts in the mean and the deviation
    missing = len(column) - len(known)
    mean = float((made.sum() + missing * median) / len(column))
    squares = float(((made - mean) ** 2).sum() + missing * (median - mean) ** 2)
    deviation = float(np.sqrt(squares / len(column)))
    if deviation < 1e-12 * max(abs(mean), 1.0):
        deviation = 0.0
    return NumberPlan(feature.key, float(low), float(high), transform, power, median, mean, deviation)


def _transform(feature: Feature, column: Numbers) -> tuple[Transform, float]:
    """What takes the skew away: nothing where there is little, or where the number is a truth."""
    skew = abs(skewness(column))
    if skew <= SKEWED or feature.role == "flag":
        return "none", 0.0
    if column.min() >= 0 and feature.unit not in _RATIOS and abs(skewness(np.log1p(column))) < skew:
        return "log1p", 0.0
    return "yeo-johnson", _power(column)


def skewness(column: Numbers) -> float:
    """The third standardised moment; 0 where nothing varies."""
    centred = column - column.mean()
    squares = centred * centred
    variance = float(squares.mean())
    return float((squares * centred).mean()) / variance**1.5 if variance > 0 else 0.0


def _power(column: Numbers) -> float:
    """Yeo and Johnson's parameter of greatest likelihood, on at most 20,000 values spread over all."""
    sample = column[:: -(-len(column) // _SAMPLE)]
    logs = float((np.sign(sample) * np.log1p(np.abs(sample))).sum())

    def loss(power: float) -> float:
        variance = float(np.var(yeo_johnson(sample, power)))
        if not 0 < variance < np.inf:
            return np.inf
        return len(sample) / 2 * math.log(variance) - (power - 1) * logs

    found = optimize.minimize_scalar(loss, bounds=(-3.0, 5.0), method="bounded")
    return round(float(found.x), 3)


def _code_plan(table: FeatureTable, feature: Feature) -> CodePlan:
    codes, levels = np.asarray(table.columns[feature.key], np.int32), table.levels[feature.key]
    counts = np.bincount(codes[codes != MISSING], minlength=len(levels))
    kept = tuple(
        level for level, count in zip(levels, counts, strict=True) if count >= RAREST_LEVEL * len(codes)
    )
    missing = int((codes == MISSING).sum())
    rare = len(codes) - missing - sum(int(counts[levels.index(level)]) for level in kept)
    own = list(_own_levels(kept, rare=rare > 0, missing=missing > 0))
    other = own.index(OTHER) if rare else own.index(UNKNOWN) if missing else 0
    return CodePlan(feature.key, tuple(own), kept, other, own.index(UNKNOWN) if missing else other)


def _own_levels(kept: Sequence[str], *, rare: bool, missing: bool) -> Iterator[str]:
    yield from kept
    if rare:
        yield OTHER
    if missing:
        yield UNKNOWN
