"""What a message cost and what it brought, against the holdout."""

from __future__ import annotations

from dataclasses import dataclass

from clientela.measure.effects import Effect
from clientela.measure.lines import Line


@dataclass(frozen=True, slots=True)
class Worth:
    """What one unit of the outcome leaves the firm: of a sum its margin (0.4), of an order its profit."""

    outcome: str
    per_unit: float = 1.0


@dataclass(frozen=True, slots=True)
class Return:
    """The gain of one arm, over all or in a segment.

    `per_contact` is lift x worth - cost for one customer, `total` the same for all who were in the arm,
    `on_cost` the total over the cost (1: what was spent came back twice); None where nothing was spent.
    `break_even` is the lift that just pays for itself.
    """

    effect: Effect
    cost: float
    per_contact: Line
    total: Line
    on_cost: Line | None
    break_even: float


def arm_return(effect: Effect, cost: float, worth: Worth, line: Line | None = None) -> Return | None:
    """The return of an effect whose arm cost so much in all; None while it is too early.

    `line` is what is believed of the effect where that is another than its best line, as a shrunk one.
    """
    lift = line or effect.best
    if lift is None or not effect.n:
        return None
    each = cost / effect.n
    per_contact = lift.times(worth.per_unit).less(each)
    total = per_contact.times(effect.n)
    on_cost = total.times(1 / cost) if cost > 0 else None
    return Return(effect, cost, per_contact, total, on_cost, each / worth.per_unit)
