"""How far an effect may be believed to be the message's own doing.

A: drawn by lot, with the planned sizes and arms alike before; only A may say that the message caused it.
B: not drawn by lot, but the groups were alike before or changed alike before.
C: everything else: those who got it did more, which may have any reason.
"""

from __future__ import annotations

from clientela.measure.balance import Checks
from clientela.measure.design import Assigned, Grade
from clientela.measure.effects import Effect

ALIKE = 0.1
"""Standard deviations that matched groups may differ by in what they did before."""


def grade_of(effect: Effect, checks: Checks, assigned: Assigned) -> Grade:
    """The grade of one effect."""
    if not checks.speaks:
        return "C"
    if assigned == "random":
        return "A" if checks.is_balanced else "C"
    if effect.trend is not None and effect.trend.is_parallel:
        return "B"
    compared = [each for each in checks.balance if each.arm == effect.arm]
    is_matched = bool(compared) and all(abs(each.apart) <= ALIKE for each in compared)
    return "B" if assigned == "matched" and is_matched else "C"
