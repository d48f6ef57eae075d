"""Customers who behave exactly as a model says, drawn by a seed: to prove the fits, and to plan with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.discover.purchases.histories import Floats, Histories, Unit
from clientela.discover.purchases.model import ModelName

Drawing: TypeAlias = tuple[Floats, Floats, NDArray[np.bool_], Floats]


@dataclass(frozen=True, slots=True)
class Simulated:
    """Histories with what the watcher does not know: who is still there at T, and purchases in (T, T + t]."""

    histories: Histories
    alive: NDArray[np.bool_]
    future: Floats


def simulate(
    name: ModelName, parameters: Sequence[float], watched: Floats, *, t: float, seed: int, unit: Unit = "day"
) -> Simulated:
    """A customer for each length of time in `watched`, which becomes her T.

    `parameters` stand in the order of the model's own. Values are missing: see `simulate_values`.
    """
    rng = np.random.default_rng(seed)
    draw = _pareto if name == "paretonbd" else _beta_geometric
    x, t_x, alive, future = draw(rng, parameters, watched, t, at_once=name == "mbgnbd")
    ids = np.arange(1, len(watched) + 1, dtype=np.int64)
    missing = np.full(len(watched), np.nan)
    return Simulated(Histories(ids, x, t_x, watched, missing, unit), alive, future)


def simulate_values(parameters: Sequence[float], x: Floats, *, seed: int) -> Floats:
    """Mean value of x purchases each under the Gamma-Gamma model (p, q, gamma); NaN where x is 0."""
    rng = np.random.default_rng(seed)
    p, q, gamma = parameters
    own = rng.gamma(q, size=len(x)) / gamma
    total = rng.gamma(np.maximum(p * x, 1e-300)) / own
    return np.where(x > 0, total / np.maximum(x, 1), np.nan)


def _beta_geometric(
    rng: np.random.Generator, parameters: Sequence[float], watched: Floats, t: float, *, at_once: bool
) -> Drawing:
    r, alpha, a, b = parameters
    n = len(watched)
    rate = rng.gamma(r, size=n) / alpha
    last = rng.geometric(np.maximum(rng.beta(a, b, size=n), 1e-12)) - int(at_once)
    would, later = rng.poisson(rate * watched), rng.poisson(rate * t)
    x = np.minimum(would, last)
    alive = would < last
    future = np.where(alive, np.minimum(later, last - would), 0)
    return x.astype(np.float64), _last_of(rng, x, would, watched), alive, future.astype(np.float64)


def _pareto(
    rng: np.random.Generator, parameters: Sequence[float], watched: Floats, t: float, *, at_once: bool
) -> Drawing:
    del at_once
    r, alpha, s, beta = parameters
    n = len(watched)
    rate, leaving = rng.gamma(r, size=n) / alpha, rng.gamma(s, size=n) / beta
    stays = rng.exponential(size=n) / np.maximum(leaving, 1e-300)
    here = np.minimum(stays, watched)
    x = rng.poisson(rate * here)
    future = rng.poisson(rate * np.clip(stays - watched, 0, t))
    return x.astype(np.float64), _last_of(rng, x, x, here), stays > watched, future.astype(np.float64)


def _last_of(
    rng: np.random.Generator, x: NDArray[np.int64], would: NDArray[np.int64], length: Floats
) -> Floats:
    """When the x-th of `would` purchases, evenly scattered over `length`, took place; 0 where x is 0."""
    share = rng.beta(np.maximum(x, 1), np.maximum(would - x + 1, 1))
    return np.where(x > 0, length * share, 0.0)
