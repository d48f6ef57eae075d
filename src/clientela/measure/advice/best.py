"""What worked best: the variant, and the channel, hour or offer, over all and by segment.

A level of a trait is held against all others together, among those who got a message; all levels of all
segments are controlled at a false discovery rate of 5 %. Only traits drawn by lot say what caused it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

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
                yield recommended_level(best, outcomes.design.as_of)


def variant_advice(outcomes: Outcomes, checks: Checks) -> Iterator[Recommendation]:
    """The variant that did better than each other, over all, and in segments where that is another.

    p after Holm over the pairs of variants, then after Benjamini and Hochberg over the segments.
    """
    if len(outcomes.variants) < 2 or outcomes.design.assigned != "random" or not checks.speaks:
        return
    everybody = ~outcomes.in_arm(outcomes.design.holdout)
    over_all = _best_variant(outcomes, None, everybody)
    if over_all is not None and over_all.is_clear:
        yield _recommended_variant(outcomes, over_all)
    segments = () if outcomes.design.running else outcomes.segments
    found = [
        best
        for segment in segments
        if (best := _best_variant(outcomes, segment, everybody & outcomes.in_segment(segment))) is not None
    ]
    probabilities = adjusted([_p(best) for best in found])
    for best, q in zip(found, probabilities, strict=True):
        # what holds over all need not be said of each segment
        is_usual = over_all is not None and over_all.is_clear and over_all.arm == best.arm
        if best.corrected(q).is_clear and not is_usual:
            yield _recommended_variant(outcomes, best)


def _best_variant(outcomes: Outcomes, segment: str | None, rows: Bools) -> Effect | None:
    """The variant ahead of all others, against the closest of them; its p after Holm over the pairs."""
    pairs = list(combinations(outcomes.variants, 2))
    effects = [
        compared(outcomes, outcomes.primary, one, other, rows=rows, segment=segment or "")
        for one, other in pairs
    ]
    found = [each for each in effects if each is not None and min(each.n, each.n_against) >= LEAST]
    if len(found) < len(pairs) or any(each.best is None for each in found):
        return None
    corrected = holm([each.fixed.p or 0.0 for each in found])
    known = [each.corrected(p) for each, p in zip(found, corrected, strict=True)]
    for arm in outcomes.variants:
        mine = [_seen_from(each, arm) for each in known if arm in (each.arm, each.against)]
        if all(each.fixed.value > 0 for each in mine):
            return max(mine, key=_p)
    return None


def _p(effect: Effect) -> float:
    return 1.0 if effect.q is None else effect.q


def _seen_from(effect: Effect, arm: str) -> Effect:
    """The same pair with `arm` first."""
    if effect.arm == arm:
        return effect
    return effect.turned()


def _recommended_variant(outcomes: Outcomes, effect: Effect) -> Recommendation:
    unit = unit_of(effect.kind, is_difference=True)
    line = effect.best or effect.fixed
    proof = Proof(effect.n + effect.n_against, line, unit, "A", outcomes.design.as_of)
    facts = {"arm": effect.arm, "other": effect.against, "outcome": outcomes.primary}
    return Recommendation("variant", "plan", effect.segment, proof, facts)


def _levels(
    outcomes: Outcomes, rows: Bools, levels: Sequence[str], codes: Ints
) -> Iterator[tuple[str, Effect]]:
    values, kind = outcomes.values(outcomes.primary), outcomes.kind(outcomes.primary)
    for place, level in enumerate(levels):
        one, rest = values[rows & (codes == place)], values[rows & (codes != place)]
        if min(one.size, rest.size) >= LEAST:
            effect = plain_effect(one, rest, kind)
            yield level, replace(effect, outcome=outcomes.primary, arm=level, against="")


def recommended_level(found: LevelEffect, as_of: dt.datetime | None) -> Recommendation:
    """The advice to choose that level: as a cause where it was drawn by lot, else to be tried by lot."""
    effect = found.effect
    unit = unit_of(effect.kind, is_difference=True)
    level_unit = unit_of(effect.kind, is_difference=False)
    proof = Proof(effect.n + effect.n_against, effect.difference, unit, effect.grade, as_of)
    facts = {
        "trait": found.trait,
        "level": found.level,
        "outcome": effect.outcome,
        "value": Figure(effect.value.value, level_unit),
        "others": Figure(effect.value_against.value, level_unit),
    }
    code = "level_caused" if effect.grade == "A" else "level"
    return Recommendation(code, "plan", found.segment, proof, facts)
