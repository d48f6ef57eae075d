"""How far what comes may lie from what is expected: of one customer, and of all together."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from clientela.discover.lifetime.accuracy import Figure
from clientela.discover.lifetime.reading import Numbers
from clientela.discover.lifetime.spending import INSIDE
from clientela.discover.purchases import Fitted, Histories
from clientela.discover.purchases.bounds import count_bounds, total_bounds

DRAWS, FEWER = 200, 80  # futures of each customer; fewer where there are very many
TOTALS = 60  # futures of all together
_MOST = 50_000
_Z = NormalDist().inv_cdf((1 + INSIDE) / 2)


@dataclass(frozen=True, slots=True)
class Futures:
    """Orders of each customer in a horizon: expected, and the range they fall into with INSIDE."""

    expected: Numbers
    low: Numbers
    high: Numbers


def futures(model: Fitted, histories: Histories, weeks: float, seed: int) -> Futures:
    """The orders of the next weeks: the mean by formula, the range from drawn futures.

    The range is of whole orders, and is opened to hold the expected number where that lies outside.
    """
    expected = model.expected(histories, weeks)
    draws = DRAWS if len(histories) <= _MOST else FEWER
    found = count_bounds(model, histories, weeks, seed=seed, draws=draws, level=INSIDE)
    return Futures(expected, np.minimum(found.low, expected), np.maximum(found.high, expected))


def total_orders(model: Fitted, histories: Histories, weeks: float, *, error: float, seed: int) -> Figure:
    """The orders of all together in the next weeks, with the range that holds them with INSIDE.

    The range joins what the model allows (parameters and chance) with `error`, the part by which the same
    model missed in the test, taken as one draw of what may go wrong (squares add in logs). Of very many
    customers the model's part is measured on some of them, where it is a little wider.
    """
    total = float(model.expected(histories, weeks).sum())
    some = histories
    if len(histories) > _MOST:
        chosen = np.random.default_rng(seed).choice(len(histories), _MOST, replace=False)
        some = histories.rows(np.sort(chosen))
    middle = float(model.expected(some, weeks).sum())
    if middle <= 0:
        return Figure(0.0, 0.0, 0.0)
    low, high = total_bounds(model, some, weeks, seed=seed, draws=TOTALS, level=INSIDE)
    below = np.hypot(np.log(middle / max(min(low, middle), 1e-9)), _Z * error)
    above = np.hypot(np.log(max(high, middle) / middle), _Z * error)
    return Figure(total, float(total * np.exp(-below)), float(total * np.exp(above)))
