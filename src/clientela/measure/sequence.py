"""Figures that may be looked at every day: intervals that hold at all instants at once.

An interval for one look errs ever more often the more often one looks. The asymptotic confidence sequence
(Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Ann. Stat. 2024) errs in one experiment of twenty however
often one looks, and is wider for it. It is tightest around `AROUND` customers.
"""

from __future__ import annotations

import math

from clientela.measure.lines import Line

AROUND = 5_000
LEAST_EACH = 100
"""Customers an arm needs before the first look: the sequence holds for large numbers."""


def sequence_reach(deviation: float, n: int, level: float = 0.95, around: int = AROUND) -> float:
    """Half the width after `n` customers, where one of them tells the effect with this deviation."""
    alpha = 1 - level
    rho2 = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / around
    grown = n * rho2 + 1
    return deviation * math.sqrt(2 * grown / (n * n * rho2) * math.log(math.sqrt(grown) / alpha))


def always_valid(value: float, error: float, n: int, among: int = 1) -> Line:
    """The line of a difference with this standard error after `n` customers of both arms; it has no p.

    `among` is how many differences are looked at together: all of them hold at once (Bonferroni).
    """
    reach = sequence_reach(error * math.sqrt(n), n, 1 - 0.05 / among)
    return Line(value, value - reach, value + reach)
