"""One arm held against another: every line that is told of an effect, and which of them leads."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from clientela.measure.adjusting import Adjusted, lin
from clientela.measure.design import Grade, Kind
from clientela.measure.lines import Bools, Floats, Line
from clientela.measure.means import mean, mean_ratio, welch, winsorised
from clientela.measure.outcomes import Outcomes
from clientela.measure.rates import rate, rate_difference, rate_ratio
from clientela.measure.sequence import LEAST_EACH, always_valid
from clientela.measure.trends import Trend, difference_in_differences

LEAST_WITH = 10
"""Customers with an outcome, of both arms together, below which a comparison is thin."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The values of one arm's customers, and what they did before, a column a period."""

    values: Floats
    before: Floats | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one arm did more than another in one outcome, over all or in one segment.

    `difference` is the plain one. `adjusted` takes out what was so before; `trend` is the difference of the
    changes, of groups not drawn by lot; `always` may be read at any time; `stratified` weighs segments
    whose arms have other shares. `best` is the line to be read: which one that is hangs on how the
    experiment was made, never on what they say. `q` is its p after correction for all that was compared
    beside it. A rate's unit is 1, not per cent.
    """

    outcome: str
    kind: Kind
    arm: str
    against: str
    segment: str | None
    n: int
    n_against: int
    value: Line
    value_against: Line
    difference: Line
    ratio: Line | None = None
    winsorised: Line | None = None
    adjusted: Adjusted | None = None
    trend: Trend | None = None
    stratified: Line | None = None
    always: Line | None = None
    running: bool = False
    is_thin: bool = False
    grade: Grade = "A"
    q: float | None = None

    def __repr__(self) -> str:
        where = f" in {self.segment}" if self.segment is not None else ""
        best = self.best
        said = f"{best.value:.4g} [{best.low:.4g}, {best.high:.4g}]" if best is not None else "too early"
        return f"Effect({self.outcome!r}: {self.arm} over {self.against}{where} {said}, {self.grade})"

    @property
    def best(self) -> Line | None:
        """The line that leads; None while it is too early to look."""
        if self.running:
            return self.always
        return self.fixed

    @property
    def is_clear(self) -> bool:
        """Whether the line that leads excludes nothing, after correction where there was one."""
        line = self.best
        if line is None or self.is_thin or not line.is_clear:
            return False
        return self.q is None or self.running or self.q < 0.05

    @property
    def error(self) -> float:
        """The standard error of the line that leads when the window has closed."""
        return self.fixed.reach / 1.959963984540054

    @property
    def fixed(self) -> Line:
        """The line that leads when the window has closed; not to be read before."""
        if self.trend is not None:
            return self.trend.line
        if self.stratified is not None:
            return self.stratified
        return self.adjusted.line if self.adjusted is not None else self.difference

    def turned(self) -> Effect:
        """The same comparison with the other arm first."""
        adjusted = self.adjusted
        return replace(
            self,
            arm=self.against,
            against=self.arm,
            n=self.n_against,
            n_against=self.n,
            value=self.value_against,
            value_against=self.value,
            difference=self.difference.turned(),
            ratio=None,
            winsorised=self.winsorised.turned() if self.winsorised else None,
            adjusted=replace(adjusted, line=adjusted.line.turned()) if adjusted else None,
            stratified=self.stratified.turned() if self.stratified else None,
            always=self.always.turned() if self.always else None,
        )

    def corrected(self, q: float) -> Effect:
        """The same with its p after correction."""
        return replace(self, q=q)


def sample(outcomes: Outcomes, outcome: str, rows: Bools) -> Sample:
    """The values of the rows, with what was before."""
    before = outcomes.before(outcome)
    return Sample(outcomes.values(outcome)[rows], before[rows] if before is not None else None)


def compared(
    outcomes: Outcomes, outcome: str, arm: str, against: str, *, rows: Bools | None = None, segment: str = ""
) -> Effect | None:
    """One arm against another, among `rows`; None with fewer than two customers in either."""
    inside = np.ones(len(outcomes), dtype=bool) if rows is None else rows
    one = sample(outcomes, outcome, inside & outcomes.in_arm(arm))
    rest = sample(outcomes, outcome, inside & outcomes.in_arm(against))
    if min(one.values.size, rest.values.size) < 2:
        return None
    found = plain_effect(one.values, rest.values, outcomes.kind(outcome))
    found = replace(found, outcome=outcome, arm=arm, against=against, segment=segment or None)
    found = _with_before(found, one, rest, is_random=outcomes.design.assigned == "random")
    return read_early(found, _among(outcomes, found)) if outcomes.design.running else found


def plain_effect(values: Floats, rest: Floats, kind: Kind) -> Effect:
    """The lines that need nothing but the outcome itself."""
    n, n_rest = values.size, rest.size
    with_outcome = int(np.count_nonzero(values) + np.count_nonzero(rest))
    if kind == "rate":
        counts = float(values.sum()), n, float(rest.sum()), n_rest
        lines = rate(*counts[:2]), rate(*counts[2:]), rate_difference(*counts), rate_ratio(*counts)
        cut = None
        is_thin = False  # score intervals hold for small counts too
    else:
        lines = mean(values), mean(rest), welch(values, rest), mean_ratio(values, rest)
        cut = winsorised(values, rest)
        is_thin = with_outcome < LEAST_WITH
    value, value_rest, difference, ratio = lines
    return Effect(
        outcome="",
        kind=kind,
        arm="",
        against="",
        segment=None,
        n=n,
        n_against=n_rest,
        value=value,
        value_against=value_rest,
        difference=difference,
        ratio=ratio,
        winsorised=cut,
        is_thin=is_thin,
    )


def _with_before(effect: Effect, one: Sample, rest: Sample, *, is_random: bool) -> Effect:
    if one.before is None or rest.before is None:
        return effect
    if not is_random:
        return replace(
            effect, trend=difference_in_differences(one.values, one.before, rest.values, rest.before)
        )
    if min(effect.n, effect.n_against) < 2 * (one.before.shape[1] + 2):
        return effect  # a slope of so few would be noise of its own
    if not (np.ptp(one.values) and np.ptp(rest.values)):
        return effect  # of an arm in which all did the same the regression knows no error
    line = lin(one.values, one.before, rest.values, rest.before)
    plain = welch(one.values, rest.values)
    saved = 1 - (line.reach / plain.reach) ** 2 if plain.reach else 0.0
    return replace(effect, adjusted=Adjusted(line, saved))


def _among(outcomes: Outcomes, effect: Effect) -> int:
    """How many differences of its kind are looked at together."""
    variants = len(outcomes.variants)
    is_lift = effect.against == outcomes.design.holdout
    alike = variants if is_lift else variants * (variants - 1) // 2
    return max(1, alike) * (len(outcomes.segments) if effect.segment else 1)


def read_early(effect: Effect, among: int = 1) -> Effect:
    """The same with the line that may be read while customers still answer, one of so many."""
    line = None
    if min(effect.n, effect.n_against) >= LEAST_EACH and effect.error > 0:
        fixed = effect.fixed
        line = always_valid(fixed.value, effect.error, effect.n + effect.n_against, among)
    return replace(effect, running=True, always=line)
