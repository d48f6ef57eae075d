"""What changed between two instants, feature by feature, with a cut that knows how many customers there are.

The population stability index of two samples is, where nothing changed, distributed like (1/n + 1/m) times
chi-squared with one degree of freedom less than bins (Yurdakul and Naranjo, J. Risk Model Validation 2020).
The practical limits of 0.1 and 0.25 alone cry wolf in small samples: a feature is flagged only beyond both.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from clientela.discover.features.table import MISSING, Feature, FeatureTable, Numbers
from clientela.errors import TooThinError

BINS = 10
SOME, MUCH = 0.1, 0.25
"""Where a change is worth a look, and where it is large."""
LEAST_CUSTOMERS = 100
_RARE = 0.01  # levels rarer than this in both samples share a bin
_LEVEL = 0.95
Band: TypeAlias = Literal["little", "some", "much"]
Counts: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shift:
    """One feature: its index, the cut for samples of this size, and where the change is largest.

    `bins` names each bin with its shares before and after; a missing value has a bin of its own, named "".
    """

    feature: Feature
    psi: float
    cut: float
    bins: tuple[tuple[str, float, float], ...]

    @property
    def band(self) -> Band:
        """The practical size of the change, whatever its certainty."""
        return "little" if self.psi < SOME else "some" if self.psi < MUCH else "much"

    @property
    def flagged(self) -> bool:
        """Beyond both the cut and the lower practical limit."""
        return self.psi > self.cut and self.psi >= SOME


@dataclass(frozen=True, slots=True)
class Drift:
    """All features, the largest change first."""

    since: dt.datetime
    until: dt.datetime
    before: int
    after: int
    shifts: tuple[Shift, ...]

    @property
    def flagged(self) -> tuple[Shift, ...]:
        """The features that changed."""
        return tuple(each for each in self.shifts if each.flagged)

    def __repr__(self) -> str:
        names = ", ".join(f"{each.feature.key} {each.psi:.2f}" for each in self.flagged) or "none"
        return f"Drift({self.before:,} → {self.after:,} customers; changed: {names})"


def psi_cut(n: int, m: int, bins: int) -> float:
    """Where nineteen of twenty indexes of two samples of the same population lie below."""
    return float((1 / n + 1 / m) * chi2.ppf(_LEVEL, bins - 1))


def stability_index(before: Counts, after: Counts) -> float:
    """The index of two rows of counts; half a customer in each bin keeps an empty one finite."""
    old, new = ((row + 0.5) / (row.sum() + 0.5 * len(row)) for row in (before, after))
    return float(((new - old) * np.log(new / old)).sum())


def find_drift(before: FeatureTable, after: FeatureTable) -> Drift:
    """Each feature that both tables have; raises TooThinError below 100 customers at either instant.

    Numbers fall into tenths of the earlier customers, fewer where values tie.
    """
    if min(len(before), len(after)) < LEAST_CUSTOMERS:
        raise TooThinError(
            f"there are {len(before):,} customers at one instant and {len(after):,} at the other;"
            f" drift needs {LEAST_CUSTOMERS} at both"
        )
    both = {feature.key for feature in after.features}
    shifts = [_shift(feature, before, after) for feature in before.features if feature.key in both]
    shifts.sort(key=lambda each: (-each.psi, each.feature.key))
    return Drift(before.as_of, after.as_of, len(before), len(after), tuple(shifts))


def _shift(feature: Feature, before: FeatureTable, after: FeatureTable) -> Shift:
    key = feature.key
    if feature.role == "category":
        names, old, new = _level_counts(key, before, after)
    else:
        names, old, new = _number_counts(
            np.asarray(before.columns[key], np.float64), np.asarray(after.columns[key], np.float64)
        )
    filled = (old > 0) | (new > 0)
    old, new = old[filled], new[filled]
    shares = zip(np.asarray(names, dtype=object)[filled], old / old.sum(), new / new.sum(), strict=True)
    cut = psi_cut(int(old.sum()), int(new.sum()), max(len(old), 2))
    return Shift(
        feature,
        stability_index(old, new),
        cut,
        tuple((str(name), float(one), float(other)) for name, one, other in shares),
    )


def _number_counts(before: Numbers, after: Numbers) -> tuple[list[str], Counts, Counts]:
    known = before[~np.isnan(before)]
    if not len(known):
        known = after[~np.isnan(after)]
    edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS)) if len(known) else np.empty(0)
    return _bin_names(edges), _binned(before, edges), _binned(after, edges)


def _bin_names(edges: Numbers) -> list[str]:
    """ "≤ 10", "10 … 20", "> 20", and none for missing; each bin goes up to its end."""
    said = [f"{edge:.4g}" for edge in edges]
    between = [f"{low} … {high}" for low, high in pairwise(said)]
    ends = [f"≤ {said[0]}", *between, f"> {said[-1]}"] if said else ["*"]
    return [*ends, ""]


def _binned(values: Numbers, edges: Numbers) -> Counts:
    """How many are up to each edge, beyond the last, and missing."""
    missing = np.isnan(values)
    counts = np.bincount(np.searchsorted(edges, values[~missing], side="left"), minlength=len(edges) + 1)
    return np.append(counts, missing.sum()).astype(np.int64)


def _level_counts(key: str, before: FeatureTable, after: FeatureTable) -> tuple[list[str], Counts, Counts]:
    names = sorted({*before.levels[key], *after.levels[key]})
    rows = [_level_row(key, table, names) for table in (before, after)]
    common = np.maximum(rows[0] / max(rows[0].sum(), 1), rows[1] / max(rows[1].sum(), 1)) >= _RARE
    common[-1] = True  # missing
    old, new = (np.append(row[common], row[~common].sum()).astype(np.int64) for row in rows)
    kept = [name for name, is_kept in zip([*names, ""], common, strict=True) if is_kept]
    return [*kept, "…"], old, new


def _level_row(key: str, table: FeatureTable, names: list[str]) -> Counts:
    place = {name: number for number, name in enumerate(names)}
    codes = np.asarray(table.columns[key], np.int64)
    own = np.asarray([place[level] for level in table.levels[key]] + [len(names)])
    return np.bincount(
        own[np.where(codes == MISSING, len(table.levels[key]), codes)], minlength=len(names) + 1
    )
