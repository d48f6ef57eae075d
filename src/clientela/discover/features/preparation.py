"""How columns are made comparable, learnt from one table and applied to any other with the same features.

The order matters: money of several currencies is brought to one scale; then limits against
outliers, the transform against skew, the median for what is missing, mean 0 and deviation 1. Source: Yeo and
Johnson, Biometrika 2000, for the power transform of numbers with any sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from clientela.discover.features.currencies import Scales, in_one_scale
from clientela.discover.features.table import Codes, FeatureTable, Mask, Numbers, Prepared

Transform: TypeAlias = Literal["none", "log1p", "yeo-johnson"]


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """What is done to one column of numbers or flags; all of it was learnt from the table it is made for.

    `low` and `high` are the limits in the user's own unit; `power` is the parameter of Yeo and Johnson;
    `median`, `mean` and `deviation` are those after the transform.
    """

    key: str
    low: float
    high: float
    transform: Transform
    power: float
    median: float
    mean: float
    deviation: float

    def apply(self, column: Numbers) -> Numbers:
        """The column prepared: no missing value is left."""
        made = transformed(np.clip(column, self.low, self.high), self.transform, self.power)
        made[np.isnan(made)] = self.median
        made -= self.mean
        made /= self.deviation
        return made


@dataclass(frozen=True, slots=True)
class CodePlan:
    """The levels one category keeps: `places[code]` of the original code, the last one for missing.

    A level that this table never saw is pooled with the rare ones, else with the missing ones.
    """

    key: str
    levels: tuple[str, ...]
    kept: tuple[str, ...]  # the first of `levels`: those that are levels of the feature itself
    other: int
    missing: int

    def apply(self, codes: Codes, levels: tuple[str, ...]) -> Codes:
        """The codes of a column with these levels as codes into `self.levels`."""
        known = {level: place for place, level in enumerate(self.kept)}
        places = [known.get(level, self.other) for level in levels] + [self.missing]
        made: Codes = np.array(places, np.int32)[codes]
        return made


@dataclass(frozen=True, slots=True)
class Preparation:
    """All that was learnt from a table, to be applied to it and to other customers alike."""

    numbers: tuple[NumberPlan, ...]
    codes: tuple[CodePlan, ...]
    scales: Scales = ()

    def apply(self, table: FeatureTable) -> Prepared:
        """The table's customers, prepared; it must have the features this was learnt from."""
        table = in_one_scale(table, self.scales)
        numbers = np.empty((len(table), len(self.numbers)))
        for place, number in enumerate(self.numbers):
            numbers[:, place] = number.apply(np.asarray(table.columns[number.key], np.float64))
        codes = np.empty((len(table), len(self.codes)), np.int32)
        for place, code in enumerate(self.codes):
            column = np.asarray(table.columns[code.key], np.int32)
            codes[:, place] = code.apply(column, table.levels[code.key])
        return Prepared(
            numbers,
            tuple(each.key for each in self.numbers),
            codes,
            tuple(each.key for each in self.codes),
            tuple(each.levels for each in self.codes),
            preparation=self,
        )


def transformed(column: Numbers, transform: Transform, power: float) -> Numbers:
    """A new column, transformed; NaN stays NaN."""
    if transform == "log1p":
        return np.asarray(np.log1p(column))
    if transform == "yeo-johnson":
        return yeo_johnson(column, power)
    return np.array(column)


def yeo_johnson(column: Numbers, power: float) -> Numbers:
    """The transform of Yeo and Johnson (2000), equation 2.1."""
    made = np.array(column)
    up = column >= 0
    made[up] = np.log1p(column[up]) if power == 0 else (np.power(column[up] + 1, power) - 1) / power
    down: Mask = column < 0
    left = 2 - power
    made[down] = -np.log1p(-column[down]) if left == 0 else -(np.power(1 - column[down], left) - 1) / left
    return made
