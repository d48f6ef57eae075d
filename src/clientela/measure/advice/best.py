"""What worked best: the variant, and the channel, hour or offer, over all and by segment.

A level of a trait is held against all others together, among those who got a message; all levels of all
segments are controlled at a false discovery rate of 5 %. Only traits drawn by lot say what caused it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clientela.measure.advice.recommendation import Figure, Proof, Recommendation, unit_of
from clientela.measure.balance import Checks
from clientela.measure.design import Grade
from clientela.measure.effects import Effect, compared, plain_effect
from clientela.measure.families import holm
from clientela.measure.lines import LEAST, Bools, Ints
from clientela.measure.outcomes import Outcomes
from clientela.segments.intervals import adjusted


@dataclass(frozen=True, slots=True)
class LevelEffect:
    """One level of a trait against all others together, over all or in a segment."""

    trait: str
    level: str
    segment: str | None
    effect: Effect

    @property
    def is_clear(self) -> bool:
        """The level did more by more than chance, after correction for all that were tried."""
        return self.effect.is_clear and self.effect.difference.low > 0


def level_effects(outcomes: Outcomes, trait: str, checks: Checks) -> tuple[LevelEffect, ...]:
    """Every level of a trait, over all and in every segment, in the primary outcome."""
    levels, codes = outcomes.trait(trait)
    sent = ~outcomes.in_arm(outcomes.design.holdout) & (codes >= 0)
    groups: list[tuple[str | None, Bools]] = [(None, sent)]
    groups += [(name, sent & outcomes.in_segment(name)) for name in outcomes.segments]
    grade: Grade = "A" if trait in outcomes.design.drawn and checks.speaks else "C"
    found = [
        LevelEffect(trait, level, segment, replace(effect, grade=grade, segment=segment))
        for segment, rows in groups
        for level, effect in _levels(outcomes, rows, levels, codes)
    ]
    probabilities = adjusted([each.effect.difference.p or 0.0 for each in found])
    return tuple(
        replace(each, effect=each.effect.corrected(q)) for each, q in zip(found, probabilities, strict=True)
    )


def trait_advice(outcomes: Outcomes, checks: Checks) -> Iterator[Recommendation]:
    """The best level of each trait, over all and where a segment has one of its own."""
    if outcomes.design.running:
        return
    for trait in outcomes.columns.traits:
        clear = [each for each in level_effects(outcomes, trait, checks) if each.is_clear]
        usual = None
        for segment in (None, *outcomes.segments):
            mine = [each for each in clear if each.segment == segment]
            if not mine:
                continue
            best = max(mine, key=lambda each: each.effect.difference.value)
            usual = best.level if segment is None else usual
            if segment is None or best.level != usual:
                yield _recommended(outcomes, best)


def variant_advice(outcomes: Outcomes, checks: Checks) -> Iterator[Recommendation]:
    """The variant that did better than each other, over all and by segment; p after Holm over the pairs."""
    if len(outcomes.variants) < 2 or outcomes.design.assigned != "random" or not checks.speaks:
        return
    everybody = ~outcomes.in_arm(outcomes.design.holdout)
    over_all = _best_variant(outcomes, None, everybody)
    if over_all is not None:
        yield over_all
    for segment in outcomes.segments if not outcomes.design.running else ():
        found = _best_variant(outcomes, segment, everybody & outcomes.in_segment(segment))
        # what holds over all need not be said of each segment
        if found is not None and (over_all is None or found.facts["arm"] != over_all.facts["arm"]):
            yield found


def _best_variant(outcomes: Outcomes, segment: str | None, rows: Bools) -> Recommendation | None:
    """The variant that is better than each other, if there is one."""
    pairs = [(one, other) for one in outcomes.variants for other in outcomes.variants if one < other]
    effects = [
        compared(outcomes, outcomes.primary, one, other, rows=rows, segment=segment or "")
        for one, other in pairs
    ]
    if any(each is None or min(each.n, each.n_against) < LEAST for each in effects):
        return None
    found = [each for each in effects if each is not None]
    probabilities = holm([each.fixed.p or 0.0 for each in found])
    clear = [each.corrected(p) for each, p in zip(found, probabilities, strict=True)]
    for arm in outcomes.variants:
        won = [_seen_from(each, arm) for each in clear if arm in (each.arm, each.against)]
        if all(each.is_clear and each.best is not None and each.best.low > 0 for each in won):
            closest = min(won, key=lambda each: each.fixed.low)
            return _recommended_variant(outcomes, arm, segment, closest)
    return None


def _seen_from(effect: Effect, arm: str) -> Effect:
    """The same pair with `arm` first."""
    if effect.arm == arm:
        return effect
    return effect.turned()


def _recommended_variant(outcomes: Outcomes, arm: str, segment: str | None, effect: Effect) -> Recommendation:
    unit = unit_of(effect.kind, is_difference=True)
    line = effect.best or effect.fixed
    proof = Proof(effect.n + effect.n_against, line, unit, "A", outcomes.design.as_of)
    facts = {"arm": arm, "other": effect.against, "outcome": outcomes.primary}
    return Recommendation("variant", "plan", segment, proof, facts)


def _levels(
    outcomes: Outcomes, rows: Bools, levels: Sequence[str], codes: Ints
) -> Iterator[tuple[str, Effect]]:
    values, kind = outcomes.values(outcomes.primary), outcomes.kind(outcomes.primary)
    for place, level in enumerate(levels):
        one, rest = values[rows & (codes == place)], values[rows & (codes != place)]
        if min(one.size, rest.size) >= LEAST:
            effect = plain_effect(one, rest, kind)
            yield level, replace(effect, outcome=outcomes.primary, arm=level, against="")


def _recommended(outcomes: Outcomes, found: LevelEffect) -> Recommendation:
    effect = found.effect
    unit = unit_of(effect.kind, is_difference=True)
    level_unit = unit_of(effect.kind, is_difference=False)
    proof = Proof(effect.n + effect.n_against, effect.difference, unit, effect.grade, outcomes.design.as_of)
    facts = {
        "trait": found.trait,
        "level": found.level,
        "outcome": effect.outcome,
        "value": Figure(effect.value.value, level_unit),
        "others": Figure(effect.value_against.value, level_unit),
    }
    code = "level_caused" if effect.grade == "A" else "level"
    return Recommendation(code, "plan", found.segment, proof, facts)
