"""How far off scores may be: because the parameters are estimates, and because the future is not decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, TypeAlias

import numpy as np

from clientela.discover.purchases.fitting import Fitted
from clientela.discover.purchases.gammagamma import FittedValues
from clientela.discover.purchases.histories import Floats, Histories

Score: TypeAlias = Callable[[Fitted, Histories], Floats]
DRAWS, LEVEL, ROWS = 200, 0.9, 8_192


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between `low` and `high`, a number a customer."""

    low: Floats
    high: Floats


def p_buy_bounds(
    fitted: Fitted, histories: Histories, t: float, *, seed: int, draws: int = DRAWS, level: float = LEVEL
) -> Bounds:
    """Where the probability of buying within `t` lies, given what the data say of the parameters."""
    return _bounds(
        fitted, histories, lambda model, rows: model.p_buy(rows, t), seed=seed, draws=draws, level=level
    )


def expected_bounds(
    fitted: Fitted, histories: Histories, t: float, *, seed: int, draws: int = DRAWS, level: float = LEVEL
) -> Bounds:
    """Where the expected number of purchases within `t` lies, given what the data say of the parameters.

    What a customer then does varies far more: see `count_bounds`.
    """
    return _bounds(
        fitted, histories, lambda model, rows: model.expected(rows, t), seed=seed, draws=draws, level=level
    )


def count_bounds(
    fitted: Fitted, histories: Histories, t: float, *, seed: int, draws: int = 400, level: float = LEVEL
) -> Bounds:
    """Between how many purchases a customer will make within `t` (predictive: parameters and chance)."""
    rng = np.random.default_rng([seed, 1])

    def future(model: Fitted, rows: Histories) -> Floats:
        return model.future(rows, t, rng)

    return _bounds(fitted, histories, future, seed=seed, draws=draws, level=level, method="inverted_cdf")


def total_bounds(
    fitted: Fitted, histories: Histories, t: float, *, seed: int, draws: int = DRAWS, level: float = LEVEL
) -> tuple[float, float]:
    """Between how many purchases all customers together will make within `t` (predictive).

    The customers' own chance adds up as independent; a change of season or trend is not in it.
    """
    groups = histories.groups()
    rows = groups.histories
    rng = np.random.default_rng([seed, 2])
    totals, chance = [], []
    for model in fitted.drawn(draws, seed):
        mean = model.expected(rows, t)
        totals.append(groups.weight @ mean)
        chance.append(groups.weight @ (model.future(rows, t, rng) - mean) ** 2)
    spread = np.sqrt(np.mean(chance)) * rng.standard_normal(draws)
    low, high = np.quantile(np.array(totals) + spread, _tails(level))
    return float(low), float(high)


def value_bounds(values: FittedValues, histories: Histories, *, level: float = LEVEL) -> Bounds:
    """Where the expected value of a purchase lies, given what the data say of the parameters."""
    error = NormalDist().inv_cdf((1 + level) / 2) * values.log_error(histories)
    middle = values.expected_value(histories)  # the delta method, in logs
    return Bounds(middle * np.exp(-error), middle * np.exp(error))


def product_bounds(first: Floats, first_bounds: Bounds, second: Floats, second_bounds: Bounds) -> Bounds:
    """Bounds of first × second, estimated apart from each other: their logs' distances add in squares.

    Expected revenue is expected purchases × expected value. Where the first is 0, so are the bounds.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        below = np.hypot(np.log(first / first_bounds.low), np.log(second / second_bounds.low))
        above = np.hypot(np.log(first_bounds.high / first), np.log(second_bounds.high / second))
    middle = first * second
    low = np.where(middle > 0, middle * np.exp(-below), 0.0)
    return Bounds(low, np.where(middle > 0, middle * np.exp(above), 0.0))


def _bounds(
    fitted: Fitted,
    histories: Histories,
    score: Score,
    *,
    seed: int,
    draws: int,
    level: float,
    method: Literal["linear", "inverted_cdf"] = "linear",
) -> Bounds:
    groups = histories.groups()
    models = list(fitted.drawn(draws, seed))
    ends = []
    for start in range(0, max(len(groups), 1), ROWS):
        rows = groups.histories.rows(slice(start, start + ROWS))
        drawn = np.array([score(model, rows) for model in models])
        ends.append(np.quantile(drawn, _tails(level), axis=0, method=method))
    low, high = np.concatenate(ends, axis=1)
    return Bounds(groups.spread(low), groups.spread(high))


def _tails(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2
