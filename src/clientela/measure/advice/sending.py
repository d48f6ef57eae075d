"""Whether to go on: send to those it pays for, pause where it does harm, or say what is still too thin.

The value of a contact is lift x worth less its cost. Where the segments differ by more than chance, each is
judged by its shrunk effect; else they are judged together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientela.measure.advice.recommendation import Figure, Proof, Recommendation, unit_of, width_of
from clientela.measure.effects import Effect
from clientela.measure.lift import SegmentLift
from clientela.measure.lines import LEAST, Line
from clientela.measure.outcomes import Outcomes
from clientela.measure.power import Needed, needed_for_means, needed_for_rates
from clientela.measure.rates import rate
from clientela.measure.returns import Return, Worth, arm_return

MOST_NEEDED = 100_000_000
"""More customers than this nobody can wait for: that so many would be needed is no advice."""
HOPED = 0.2
"""The rise over the holdout that a message may be hoped to bring, where its cost says nothing."""
SPAM = 0.003
SPAM_SURELY = 0.001
LEAST_COMPLAINTS = 3


def sending_advice(
    outcomes: Outcomes, effects: Sequence[Effect], segments: Sequence[SegmentLift], worth: Worth | None
) -> Iterator[Recommendation]:
    """Go on, stop, or wait, for each variant, over all and in the segments that differ.

    Judged by the outcome that is worth something, else by the primary one.
    """
    judged = worth.outcome if worth is not None else outcomes.primary
    for effect in effects:
        if effect.outcome == judged:
            yield from _judged(outcomes, effect, effect.best, worth, len(outcomes.variants))
    for lift in segments:
        if lift.outcome != judged or lift.heterogeneity is None or not lift.heterogeneity.is_clear:
            continue
        for effect, line in zip(lift.effects, lift.shrunk, strict=True):
            if not outcomes.design.running:
                yield from _judged(outcomes, effect, line, worth)


def complaint_advice(outcomes: Outcomes) -> Iterator[Recommendation]:
    """Segments where too many call the message spam: stop, whatever it earns.

    Large mailbox providers ask for less than 0.1 % and never 0.3 %: at least three complaints, and either a
    rate of 0.3 % or one that is surely beyond 0.1 %.
    """
    if outcomes.columns.complained is None:
        return
    complained = outcomes.values(outcomes.columns.complained) > 0
    sent = ~outcomes.in_arm(outcomes.design.holdout)
    groups = [(None, sent), *((name, sent & outcomes.in_segment(name)) for name in outcomes.segments)]
    for segment, rows in groups:
        n, count = int(rows.sum()), int((complained & rows).sum())
        if n < LEAST or count < LEAST_COMPLAINTS:
            continue
        line = rate(count, n)
        if line.value >= SPAM or line.low > SPAM_SURELY:
            proof = Proof(n, line, "share", "A", outcomes.design.as_of)
            yield Recommendation("complaints", "stop", segment, proof, {"count": count})


def needed_to_pay(outcomes: Outcomes, effect: Effect, goal: float) -> Needed | None:
    """How many customers it takes to see the effect that pays, with the holdout's share as it is."""
    base, share = effect.value_against.value, effect.n_against / (effect.n + effect.n_against)
    if effect.kind == "rate":
        return needed_for_rates(base, base + goal, share) if 0 < base + goal <= 1 and goal else None
    values = outcomes.values(effect.outcome)
    return needed_for_means(base, base + goal, float(values.std(ddof=1)), share) if goal else None


def _judged(
    outcomes: Outcomes, effect: Effect, line: Line | None, worth: Worth | None, among: int = 1
) -> Iterator[Recommendation]:
    """What one line says, which is one of so many; shrunk and always-valid lines are corrected already."""
    if line is None:
        return  # too early to look
    facts: dict[str, object] = {"arm": effect.arm, "outcome": effect.outcome}
    if effect.is_thin:
        yield Recommendation("thin", "wait", effect.segment, _proof(outcomes, effect, line), facts)
        return
    if effect.grade == "C":
        return  # who got it did otherwise, which may have any reason: no evidence for or against sending
    found = _return(outcomes, effect, line, worth)
    value = found.per_contact if found is not None else line
    if not value.among(1 if effect.running else among).is_clear:
        yield from _more(outcomes, effect, line, found)
        return
    pays = value.low > 0
    proof = _proof(outcomes, effect, line)
    code = "send" if pays else "stop"
    if found is not None:
        facts["contact"] = Figure(found.per_contact.value, "money")
        facts["contact_low"] = Figure(found.per_contact.low, "money")
        facts["contact_high"] = Figure(found.per_contact.high, "money")
        code += "_value"
    yield Recommendation(code, "send" if pays else "stop", effect.segment, proof, facts)


def _return(outcomes: Outcomes, effect: Effect, line: Line, worth: Worth | None) -> Return | None:
    if worth is None:
        return None
    rows = outcomes.in_arm(effect.arm)
    if effect.segment is not None:
        rows = rows & outcomes.in_segment(effect.segment)
    return arm_return(effect, float(outcomes.costs()[rows].sum()), worth, line)


def _more(outcomes: Outcomes, effect: Effect, line: Line, found: Return | None) -> Iterator[Recommendation]:
    """Nothing is proved either way: how many more customers would tell."""
    goal = found.break_even if found is not None and found.break_even > 0 else 0.0
    goal = goal or HOPED * effect.value_against.value
    needed = needed_to_pay(outcomes, effect, goal)
    n = effect.n + effect.n_against
    if needed is None or not n < needed.total <= MOST_NEEDED:
        return  # large enough to have seen it, or never: there is nothing worth waiting for
    facts = {
        "arm": effect.arm,
        "outcome": effect.outcome,
        "needed": needed.total,
        "goal": Figure(goal, width_of(effect.kind)),
    }
    yield Recommendation("more", "wait", effect.segment, _proof(outcomes, effect, line), facts)


def _proof(outcomes: Outcomes, effect: Effect, line: Line) -> Proof:
    unit = unit_of(effect.kind, is_difference=True)
    return Proof(effect.n + effect.n_against, line, unit, effect.grade, outcomes.design.as_of)
