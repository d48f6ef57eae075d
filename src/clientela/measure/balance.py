"""Whether the arms are what they were said to be: their sizes, what they did before, who got what.

An experiment whose arms have other sizes than planned was broken somewhere between drawing and counting, and
none of its figures can be trusted (sample-ratio mismatch; Fabijan et al., KDD 2019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from clientela.measure.families import holm
from clientela.measure.lines import Floats
from clientela.measure.means import moments, welch
from clientela.measure.outcomes import Outcomes

BROKEN = 0.001
"""Chance alone makes as much in one experiment of a thousand: then no verdict."""


@dataclass(frozen=True, slots=True)
class SharesCheck:
    """The arms' sizes against the planned ones; `p` of Pearson's chi-squared."""

    counts: Mapping[str, int]
    planned: Mapping[str, float]
    p: float

    @property
    def is_broken(self) -> bool:
        """The sizes are not those planned."""
        return self.p < BROKEN


@dataclass(frozen=True, slots=True)
class Balance:
    """How far an arm was from the holdout before the message.

    `apart` is the difference in standard deviations, `p` Welch's after Holm over everything compared.
    """

    column: str
    arm: str
    value: float
    against: float
    apart: float
    p: float

    @property
    def is_broken(self) -> bool:
        """They differed before by more than chance."""
        return self.p < BROKEN


@dataclass(frozen=True, slots=True)
class Checks:
    """Everything that was checked; what could not be is None.

    `contaminated` is how many of the holdout got the message all the same. `by_segment` is the p of the
    arms' shares being the same in every segment: where they are not, segments are weighted.
    """

    shares: SharesCheck | None
    balance: tuple[Balance, ...]
    contaminated: int
    by_segment: float | None

    @property
    def speaks(self) -> bool:
        """Whether a verdict may be given."""
        return not (self.shares is not None and self.shares.is_broken)

    @property
    def is_balanced(self) -> bool:
        """Whether the arms were alike before."""
        return not any(each.is_broken for each in self.balance)

    @property
    def is_uneven(self) -> bool:
        """Whether the arms' shares differ between segments by more than chance."""
        return self.by_segment is not None and self.by_segment < BROKEN


def checks(outcomes: Outcomes) -> Checks:
    """Every check that the columns allow."""
    received = outcomes.received() & outcomes.in_arm(outcomes.design.holdout)
    return Checks(_shares(outcomes), _balance(outcomes), int(received.sum()), _by_segment(outcomes))


def shares_check(counts: Mapping[str, int], planned: Mapping[str, float]) -> SharesCheck:
    """The sizes against planned shares of any total; 821,588 and 815,482 of halves give p = 1.8e-6."""
    total, whole = sum(counts.values()), sum(planned[arm] for arm in counts)
    expected = np.array([total * planned[arm] / whole for arm in counts])
    found = np.array(list(counts.values()), dtype=np.float64)
    statistic = float(np.sum((found - expected) ** 2 / expected))
    return SharesCheck(dict(counts), dict(planned), chi_squared_p(statistic, len(counts) - 1))


def chi_squared_p(statistic: float, freedom: int) -> float:
    """How often chance alone makes a chi-squared at least as large."""
    return float(special.chdtrc(freedom, statistic)) if freedom > 0 else 1.0


def independence_p(table: Floats) -> float:
    """Pearson's test that rows and columns of counts have nothing to do with each other."""
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    statistic = float(np.sum((table - expected) ** 2 / expected))
    return chi_squared_p(statistic, (table.shape[0] - 1) * (table.shape[1] - 1))


def _shares(outcomes: Outcomes) -> SharesCheck | None:
    planned = outcomes.design.shares
    if set(planned) != set(outcomes.arms):
        return None
    sizes = np.bincount(outcomes.arm_codes, minlength=len(outcomes.arms))
    return shares_check(dict(zip(outcomes.arms, sizes.tolist(), strict=True)), planned)


def _balance(outcomes: Outcomes) -> tuple[Balance, ...]:
    found: list[Balance] = []
    for outcome, names in outcomes.columns.before.items():
        before = outcomes.before(outcome)
        if before is None:
            continue
        for place, name in enumerate(names):
            if all(each.column != name for each in found):
                found += [_apart(outcomes, name, before[:, place], arm) for arm in outcomes.variants]
    return _corrected(found)


def _corrected(found: Sequence[Balance]) -> tuple[Balance, ...]:
    probabilities = holm([each.p for each in found])
    return tuple(
        Balance(each.column, each.arm, each.value, each.against, each.apart, p)
        for each, p in zip(found, probabilities, strict=True)
    )


def _apart(outcomes: Outcomes, column: str, before: Floats, arm: str) -> Balance:
    one, rest = before[outcomes.in_arm(arm)], before[outcomes.in_arm(outcomes.design.holdout)]
    deviation = float(np.sqrt((moments(one).variance + moments(rest).variance) / 2))
    line = welch(one, rest)
    apart = line.value / deviation if deviation else 0.0
    return Balance(column, arm, float(one.mean()), float(rest.mean()), apart, line.p or 0.0)


def _by_segment(outcomes: Outcomes) -> float | None:
    if len(outcomes.segments) < 2:
        return None
    inside = outcomes.segment_codes >= 0
    shape = len(outcomes.segments), len(outcomes.arms)
    places = outcomes.segment_codes[inside] * shape[1] + outcomes.arm_codes[inside]
    return independence_p(np.bincount(places, minlength=shape[0] * shape[1]).reshape(shape).astype(float))
