"""How well "away for so long, so gone" tells who comes back: the simple rule held against what happened.

Wübben and von Wangenheim (J. Marketing 72(3), 2008) found such rules as good as stochastic models for telling
active from inactive customers. The best cut is chosen in hindsight here, so it flatters the rule a little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.discover.rfm.reading import PurchaseDays


@dataclass(frozen=True, slots=True)
class HiatusCheck:
    """`customers` who had bought before the last `days` days; `returned` of them bought in those days.

    `correct` is the share told rightly by "away at most `cut` days: comes back", `best` that of the best cut
    chosen in hindsight, `base` that of saying the same of everybody.
    """

    days: int
    customers: int
    returned: int
    cut: int
    correct: float
    best_cut: float
    best: float
    base: float


def check_hiatus(purchases: PurchaseDays, today: int, days: int, cut: int) -> HiatusCheck | None:
    """The rule asked `days` before `today` (days since 1970); None where nobody had bought by then."""
    instant = today - days
    before = purchases.days <= instant
    if not before.any():
        return None
    owners, starts = np.unique(purchases.customers[before], return_index=True)
    last = np.maximum.reduceat(purchases.days[before], starts)
    came = np.isin(owners, purchases.customers[~before & (purchases.days <= today)])
    away = (instant - last).astype(np.float64)
    best_cut, best = best_hiatus(away, came)
    correct = float(((away <= cut) == came).mean())
    share = float(came.mean())
    return HiatusCheck(
        days, len(owners), int(came.sum()), cut, correct, best_cut, best, max(share, 1 - share)
    )


def best_hiatus(away: NDArray[np.float64], came: NDArray[np.bool_]) -> tuple[float, float]:
    """The longest absence, and the share told rightly, of the best "away at most so long: comes back".

    A cut below 0 says of nobody that she comes back.
    """
    order = np.argsort(away, kind="stable")
    lengths, came = away[order], came[order]
    right = np.cumsum(np.where(came, 1, -1))  # each further customer taken as coming back
    ends = np.append(lengths[1:] != lengths[:-1], np.True_)  # equal absences stand together
    gain = np.where(ends, right, -len(right) - 1)
    place = int(gain.argmax())
    gone = int((~came).sum())
    if gain[place] <= 0:
        return -1.0, gone / len(came)
    return float(lengths[place]), (gone + int(gain[place])) / len(came)
