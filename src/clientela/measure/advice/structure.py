"""Which segments to split, because a message works differently within them, and which to treat as one.

Split: within a segment the lift differs by more than chance along something known before the send (Cochran's
Q, false discovery rate over all that were tried). Merge: two segments whose lifts surely differ by less than
a stated margin, two one-sided tests (Schuirmann, J. Pharmacokin. Biopharm. 1987) with Holm over the pairs:
that no difference was seen is no reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

from clientela.measure.advice.recommendation import Figure, Proof, Recommendation, unit_of, width_of
from clientela.measure.balance import Checks
from clientela.measure.effects import Effect, compared
from clientela.measure.families import holm
from clientela.measure.heterogeneity import Heterogeneity, cochran_q
from clientela.measure.lift import SegmentLift
from clientela.measure.lines import LEAST, Bools, Line
from clientela.measure.outcomes import Outcomes
from clientela.segments.intervals import adjusted

ALIKE = 0.25
"""Lifts that differ by less than this part of what the holdout does are alike in practice."""
_SURE = 0.025
"""So that the 95 % interval shown lies within the margin, both ends."""
_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Split:
    """The lifts of an arm in the levels of something known, within a segment or over all."""

    arm: str
    known: str
    segment: str | None
    effects: tuple[Effect, ...]
    heterogeneity: Heterogeneity

    def is_like(self, other: Split) -> bool:
        """The same arm by the same thing, wherever."""
        return (self.arm, self.known) == (other.arm, other.known)

    def ends(self) -> tuple[Effect, Effect]:
        """The level with the largest lift, and that with the smallest."""
        ordered = sorted(self.effects, key=lambda each: each.fixed.value)
        return ordered[-1], ordered[0]

    def apart(self, most: str | None, least: str | None) -> Line | None:
        """The lift of one level less that of another; None where either is not shown."""
        by_level = {effect.segment: effect for effect in self.effects}
        if most not in by_level or least not in by_level:
            return None
        return _apart(by_level[most], by_level[least])


def split_advice(outcomes: Outcomes, checks: Checks) -> Iterator[Recommendation]:
    """Segments within which the lift differs, and by what."""
    if outcomes.design.running or outcomes.design.assigned != "random" or not checks.speaks:
        return
    found = list(_splits(outcomes))
    probabilities = adjusted([each.heterogeneity.p for each in found])
    clear = [split for split, q in zip(found, probabilities, strict=True) if q < 0.05]
    for split in clear:
        whole = next((each for each in clear if each.segment is None and split.is_like(each)), None)
        parts = [each for each in found if each.segment is not None and split.is_like(each)]
        # what holds alike in all segments is said once, what does not of those it holds in
        if whole is None or (_is_same_everywhere(whole, parts) == (split.segment is None)):
            yield _recommended_split(outcomes, split)


def merge_advice(
    outcomes: Outcomes, segments: Sequence[SegmentLift], checks: Checks
) -> Iterator[Recommendation]:
    """Pairs of segments in which every variant works alike, as far as it matters."""
    if outcomes.design.running or not checks.speaks or outcomes.design.assigned != "random":
        return
    lifts = [lift for lift in segments if lift.outcome == outcomes.primary]
    margin = _margin(outcomes)
    tested = [(pair, p) for pair in _pairs(lifts) if (p := _alike_p(pair, margin)) is not None]
    probabilities = holm([p for _, p in tested])
    for (pair, _), p in zip(tested, probabilities, strict=True):
        if p < _SURE:
            yield _recommended_merge(outcomes, pair, margin)


def _splits(outcomes: Outcomes) -> Iterator[Split]:
    everybody = outcomes.arm_codes >= 0
    groups: list[tuple[str | None, Bools]] = [(None, everybody)]
    groups += [(name, outcomes.in_segment(name)) for name in outcomes.segments]
    for known in outcomes.columns.known:
        for segment, rows in groups:
            for arm in outcomes.variants:
                effects = _within(outcomes, known, arm, rows)
                if len(effects) > 1:
                    spread = cochran_q(
                        [each.fixed.value for each in effects], [each.error for each in effects]
                    )
                    yield Split(arm, known, segment, effects, spread)


def _is_same_everywhere(whole: Split, parts: Sequence[Split]) -> bool:
    """Whether nothing shows that what parts the levels over all is another thing in some segment."""
    most, least = whole.ends()
    found = [line for each in parts if (line := each.apart(most.segment, least.segment)) is not None]
    if len(found) < 2:
        return True
    return not cochran_q([line.value for line in found], [line.reach / _Z for line in found]).is_clear


def _within(outcomes: Outcomes, known: str, arm: str, rows: Bools) -> tuple[Effect, ...]:
    levels, codes = outcomes.trait(known)
    found = (
        compared(
            outcomes,
            outcomes.primary,
            arm,
            outcomes.design.holdout,
            rows=rows & (codes == place),
            segment=level,
        )
        for place, level in enumerate(levels)
    )
    shown = (each for each in found if each is not None and min(each.n, each.n_against) >= LEAST)
    return tuple(each for each in shown if each.error > 0 and not each.is_thin)


def _recommended_split(outcomes: Outcomes, split: Split) -> Recommendation:
    """The evidence: the largest lift less the smallest."""
    most, least = split.ends()
    unit = unit_of(most.kind, is_difference=True)
    n = sum(each.n + each.n_against for each in split.effects)
    proof = Proof(n, _apart(most, least), unit, "A", outcomes.design.as_of)
    facts = {
        "arm": split.arm,
        "known": split.known,
        "outcome": outcomes.primary,
        "most": most.segment,
        "least": least.segment,
        "most_lift": Figure(most.fixed.value, unit),
        "least_lift": Figure(least.fixed.value, unit),
    }
    return Recommendation("split", "split", split.segment, proof, facts)


_Pair = tuple[tuple[Effect, Effect], ...]  # the two segments' effects, a pair an arm


def _pairs(lifts: Sequence[SegmentLift]) -> Iterator[_Pair]:
    """Pairs of segments shown for every arm."""
    by_arm = [{effect.segment: effect for effect in lift.effects} for lift in lifts]
    shared = sorted(set.intersection(*(set(each) for each in by_arm)) if by_arm else set(), key=str)
    for one, other in combinations(shared, 2):
        yield tuple((each[one], each[other]) for each in by_arm)


def _alike_p(pair: _Pair, margin: float) -> float | None:
    """The p of lifts that differ by the margin or more, the largest over the arms; None where unclear."""
    found = []
    for one, other in pair:
        error = math.hypot(one.error, other.error)
        if not error or not margin or one.is_thin or other.is_thin:
            return None
        apart = abs(one.fixed.value - other.fixed.value)
        found.append(_NORMAL.cdf((apart - margin) / error))
    return max(found)


def _margin(outcomes: Outcomes) -> float:
    held_out = outcomes.values(outcomes.primary)[outcomes.in_arm(outcomes.design.holdout)]
    return ALIKE * abs(float(held_out.mean()))


def _recommended_merge(outcomes: Outcomes, pair: _Pair, margin: float) -> Recommendation:
    """The evidence: the widest of the arms' differences."""
    one, other = max(pair, key=lambda each: abs(each[0].fixed.value - each[1].fixed.value))
    unit = unit_of(one.kind, is_difference=True)
    n = one.n + one.n_against + other.n + other.n_against
    proof = Proof(n, _apart(one, other), unit, "A", outcomes.design.as_of)
    facts = {
        "one": one.segment,
        "other": other.segment,
        "outcome": outcomes.primary,
        "margin": Figure(margin, width_of(one.kind)),
    }
    return Recommendation("merge", "merge", None, proof, facts)


def _apart(one: Effect, other: Effect) -> Line:
    value = one.fixed.value - other.fixed.value
    reach = _Z * math.hypot(one.error, other.error)
    return Line(value, value - reach, value + reach)
