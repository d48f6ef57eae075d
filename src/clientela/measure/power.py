"""What a send can show, before it is sent: the smallest effect for a size, and the size for an effect.

Two-sided at 5 %, with a chance of four in five to see an effect that is there. Rates: the normal test with
the pooled variance under no effect (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions,
2003, 4.3), for arms of any two sizes; means: the same with one deviation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from clientela.errors import OutcomesError
from clientela.segments.intervals import LEVEL

CHANCE = 0.8
_ALPHA = NormalDist().inv_cdf((1 + LEVEL) / 2)
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest effect that `n` customers with a message and `n_holdout` without can show.

    `base` is what the holdout is expected to do, `effect` how much more the others must do; both in the unit
    of the outcome, a rate's being 1. `effect` is None where no rate is large enough.
    """

    base: float
    n: int
    n_holdout: int
    effect: float | None
    is_rate: bool = True

    @property
    def relative(self) -> float | None:
        """The effect as a part of the base; None where there is none to show."""
        return self.effect / self.base if self.effect is not None and self.base > 0 else None

    @property
    def share(self) -> float:
        """The share that is held out."""
        return self.n_holdout / (self.n + self.n_holdout)


@dataclass(frozen=True, slots=True)
class Needed:
    """How many customers, holdout and all, it takes to see a base become a goal."""

    base: float
    goal: float
    share: float
    total: int

    @property
    def held_out(self) -> int:
        """Of them those that get nothing."""
        return round(self.total * self.share)


def smallest_rate_effect(base: float, n: int, n_holdout: int, chance: float = CHANCE) -> Smallest:
    """The smallest rise of a rate seen with this chance; raises OutcomesError for a rate out of 0 to 1."""
    _check_rate(base)
    _check_sizes(n, n_holdout)
    beta = NormalDist().inv_cdf(chance)
    low, high = base, 1.0
    if not _is_seen(base, 1.0, n, n_holdout, beta):
        return Smallest(base, n, n_holdout, None)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _is_seen(base, middle, n, n_holdout, beta) else (middle, high)
    return Smallest(base, n, n_holdout, high - base)


def smallest_mean_effect(
    base: float, deviation: float, n: int, n_holdout: int, chance: float = CHANCE
) -> Smallest:
    """The smallest difference of a mean whose values deviate so much, zeros included."""
    _check_sizes(n, n_holdout)
    reach = _ALPHA + NormalDist().inv_cdf(chance)
    effect = reach * deviation * math.sqrt(1 / n + 1 / n_holdout)
    return Smallest(base, n, n_holdout, effect, is_rate=False)


def needed_for_rates(base: float, goal: float, share: float = 0.5, chance: float = CHANCE) -> Needed:
    """The customers needed to see a rate become another with `share` of them held out.

    2 % to 2.2 % takes 80,682 in each of two equal arms. A holdout of 10 % takes nearly 2.78 times as many in
    all, 1 / (4 share (1 - share)).
    """
    _check_rate(base)
    _check_rate(goal)
    _check_share(share)
    _check_apart(base, goal)
    beta = NormalDist().inv_cdf(chance)
    pooled = (1 - share) * goal + share * base
    nothing = math.sqrt(pooled * (1 - pooled) * (1 / (1 - share) + 1 / share))
    something = math.sqrt(goal * (1 - goal) / (1 - share) + base * (1 - base) / share)
    total = ((_ALPHA * nothing + beta * something) / (goal - base)) ** 2
    return Needed(base, goal, share, _whole(total, share))


def needed_for_means(
    base: float, goal: float, deviation: float, share: float = 0.5, chance: float = CHANCE
) -> Needed:
    """The customers needed to see a mean become another, where values deviate so much."""
    _check_share(share)
    _check_apart(base, goal)
    reach = _ALPHA + NormalDist().inv_cdf(chance)
    total = (reach * deviation / (goal - base)) ** 2 * (1 / (1 - share) + 1 / share)
    return Needed(base, goal, share, _whole(total, share))


def holdout_cost(share: float) -> float:
    """How many times the customers of two equal arms this holdout needs: 2.78 at 10 %, 5.26 at 5 %."""
    _check_share(share)
    return 1 / (4 * share * (1 - share))


def _whole(total: float, share: float) -> int:
    """Whole customers in each arm; equal arms are equal."""
    return math.ceil(total * share) + math.ceil(total * (1 - share))


def _is_seen(base: float, goal: float, n: int, n_holdout: int, beta: float) -> bool:
    pooled = (n * goal + n_holdout * base) / (n + n_holdout)
    nothing = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_holdout))
    something = math.sqrt(goal * (1 - goal) / n + base * (1 - base) / n_holdout)
    return goal - base >= _ALPHA * nothing + beta * something


def _check_rate(rate: float) -> None:
    if not 0 <= rate <= 1:
        raise OutcomesError(f"a rate lies between 0 and 1, not at {rate:g}; write 2 % as 0.02")


def _check_apart(base: float, goal: float) -> None:
    if base == goal:
        raise OutcomesError("base and goal are the same; no number of customers shows nothing")


def _check_share(share: float) -> None:
    if not 0 < share < 1:
        raise OutcomesError(f"a holdout is a share between 0 and 1, not {share:g}; write 10 % as 0.1")


def _check_sizes(n: int, n_holdout: int) -> None:
    if min(n, n_holdout) < 1:
        raise OutcomesError(f"{n} with a message and {n_holdout} without: both must be at least 1")
