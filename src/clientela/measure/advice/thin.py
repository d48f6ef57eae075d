"""Where the data say too little: the segments whose size shows no effect that may be hoped for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientela.measure.advice.recommendation import Proof, Recommendation, unit_of
from clientela.measure.advice.sending import HOPED
from clientela.measure.effects import Effect
from clientela.measure.lift import SegmentLift
from clientela.measure.outcomes import Outcomes
from clientela.measure.power import Smallest, smallest_mean_effect, smallest_rate_effect


def smallest_effects(outcomes: Outcomes, effects: Sequence[Effect]) -> tuple[tuple[Effect, Smallest], ...]:
    """For each effect the smallest that its sizes show four times in five, at the holdout's own level."""
    found = []
    for effect in effects:
        base = effect.value_against.value
        if effect.kind == "rate":
            found.append((effect, smallest_rate_effect(base, effect.n, effect.n_against)))
        else:
            deviation = float(outcomes.values(effect.outcome).std(ddof=1))
            found.append((effect, smallest_mean_effect(base, deviation, effect.n, effect.n_against)))
    return tuple(found)


def thin_advice(outcomes: Outcomes, segments: Sequence[SegmentLift]) -> Iterator[Recommendation]:
    """The segments that cannot speak for themselves in the primary outcome, named together."""
    for lift in segments:
        if lift.outcome != outcomes.primary or not lift.effects or outcomes.design.running:
            continue
        thin = [
            effect
            for effect, smallest in smallest_effects(outcomes, lift.effects)
            if not effect.is_clear and (smallest.relative is None or smallest.relative > HOPED)
        ]
        if thin:
            yield _recommended(outcomes, lift, thin)


def _recommended(outcomes: Outcomes, lift: SegmentLift, thin: Sequence[Effect]) -> Recommendation:
    """The widest of their intervals stands for all."""
    widest = max(thin, key=lambda effect: effect.fixed.reach)
    unit = unit_of(widest.kind, is_difference=True)
    n = sum(effect.n + effect.n_against for effect in thin)
    facts = {
        "count": len(thin),
        "names": ", ".join(str(effect.segment) for effect in thin),
        "arm": lift.arm,
        "outcome": lift.outcome,
    }
    proof = Proof(n, widest.fixed, unit, widest.grade, outcomes.design.as_of)
    return Recommendation("thin_segments", "wait", None, proof, facts)
