"""Every arm against the holdout, over all and by segment; and the variants against each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from clientela.measure.balance import Checks
from clientela.measure.balance import checks as checks_of
from clientela.measure.effects import Effect, compared
from clientela.measure.families import holm
from clientela.measure.grading import grade_of
from clientela.measure.heterogeneity import Heterogeneity, cochran_q, shrunk
from clientela.measure.lines import LEAST, Line
from clientela.measure.outcomes import Outcomes
from clientela.measure.strata import weighted
from clientela.segments.intervals import adjusted


@dataclass(frozen=True, slots=True)
class SegmentLift:
    """The lift of one arm in one outcome, segment by segment.

    `effects` have their p after Benjamini and Hochberg over the segments; `shrunk` are the effects as they
    are best believed, in the same order. Segments with fewer than ten customers in an arm are in `hidden`.
    `heterogeneity` is None with fewer than two segments shown.
    """

    outcome: str
    arm: str
    effects: tuple[Effect, ...]
    shrunk: tuple[Line, ...]
    heterogeneity: Heterogeneity | None
    hidden: tuple[str, ...]

    def believed(self, segment: str) -> Line | None:
        """The shrunk effect of one segment; None where it is hidden."""
        for effect, line in zip(self.effects, self.shrunk, strict=True):
            if effect.segment == segment:
                return line
        return None


def lifts(outcomes: Outcomes, checks: Checks) -> tuple[Effect, ...]:
    """Every variant against the holdout, in every outcome; p after Holm over the variants of an outcome."""
    found: list[Effect] = []
    for outcome in outcomes.columns.outcomes:
        plain = _present(
            compared(outcomes, outcome, arm, outcomes.design.holdout) for arm in outcomes.variants
        )
        found += _corrected([_weighted(effect, outcomes, checks) for effect in plain])
    return _graded(found, outcomes, checks)


def between_variants(outcomes: Outcomes, checks: Checks) -> tuple[Effect, ...]:
    """Every pair of variants, in every outcome; p after Holm over the pairs of an outcome."""
    return _graded(_pairs(outcomes, outcomes.variants), outcomes, checks)


def pairwise(outcomes: Outcomes) -> tuple[Effect, ...]:
    """The same over all arms: for a campaign in which nobody was held out."""
    found = _pairs(outcomes, outcomes.arms)
    return _graded(found, outcomes, checks_of(outcomes))


def _pairs(outcomes: Outcomes, arms: Sequence[str]) -> list[Effect]:
    found: list[Effect] = []
    for outcome in outcomes.columns.outcomes:
        pairs = combinations(arms, 2)
        found += _corrected(_present(compared(outcomes, outcome, one, other) for one, other in pairs))
    return found


def segment_lifts(outcomes: Outcomes, checks: Checks) -> tuple[SegmentLift, ...]:
    """Every variant against the holdout in every segment and outcome."""
    if not outcomes.segments:
        return ()
    return tuple(
        _segment_lift(outcomes, checks, outcome, arm)
        for outcome in outcomes.columns.outcomes
        for arm in outcomes.variants
    )


def _segment_lift(outcomes: Outcomes, checks: Checks, outcome: str, arm: str) -> SegmentLift:
    effects = _by_segment(outcomes, outcome, arm)
    hidden = set(outcomes.segments) - {effect.segment for effect in effects}
    # segments in which nobody did anything say nothing about a spread
    telling = [effect for effect in effects if effect.error > 0]
    heterogeneity = None
    if len(telling) > 1:
        heterogeneity = cochran_q(*zip(*((_value(each), each.error) for each in telling), strict=True))
    lines = shrunk([_value(each) for each in telling], [each.error for each in telling])
    believed = {each.segment: line for each, line in zip(telling, lines, strict=True)}
    probabilities = adjusted([_p(effect) for effect in effects])
    corrected = [effect.corrected(p) for effect, p in zip(effects, probabilities, strict=True)]
    return SegmentLift(
        outcome,
        arm,
        _graded(corrected, outcomes, checks),
        tuple(believed.get(effect.segment, effect.difference) for effect in effects),
        heterogeneity,
        tuple(sorted(hidden)),
    )


def _by_segment(outcomes: Outcomes, outcome: str, arm: str) -> list[Effect]:
    """The effects of the segments that may be shown."""
    found = _present(
        compared(
            outcomes,
            outcome,
            arm,
            outcomes.design.holdout,
            rows=outcomes.in_segment(segment),
            segment=segment,
        )
        for segment in outcomes.segments
    )
    return [effect for effect in found if min(effect.n, effect.n_against) >= LEAST]


def _weighted(effect: Effect, outcomes: Outcomes, checks: Checks) -> Effect:
    if not checks.is_uneven or effect.trend is not None:
        return effect
    parts = _by_segment(outcomes, effect.outcome, effect.arm)
    return replace(effect, stratified=weighted(parts)) if parts else effect


def _corrected(effects: Sequence[Effect]) -> list[Effect]:
    """The same with their p after Holm."""
    probabilities = holm([_p(effect) for effect in effects])
    return [effect.corrected(p) for effect, p in zip(effects, probabilities, strict=True)]


def _graded(effects: Sequence[Effect], outcomes: Outcomes, checks: Checks) -> tuple[Effect, ...]:
    assigned = outcomes.design.assigned
    return tuple(replace(effect, grade=grade_of(effect, checks, assigned)) for effect in effects)


def _present(effects: Iterable[Effect | None]) -> list[Effect]:
    return [effect for effect in effects if effect is not None]


def _p(effect: Effect) -> float:
    p = effect.fixed.p
    return 1.0 if p is None else p


def _value(effect: Effect) -> float:
    return effect.fixed.value
