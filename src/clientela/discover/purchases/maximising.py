"""Maximum likelihood with checks: several starts, Newton's last steps, a Hessian that must be curved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.optimize import minimize

from clientela.discover.purchases.histories import Floats
from clientela.errors import NotConvergedError

Objective: TypeAlias = Callable[[Floats], tuple[float, Floats]]
"""Log-likelihood of the logs of the parameters, and its gradient."""

RANGE = 12.0
STEP = 1e-4
LOOSEST = 2.0
"""The largest standard error of the log of a parameter that the data are said to determine."""
GAIN = 1e-3
"""The log-likelihood that may be left to gain: parameters within a thirtieth of their standard errors."""


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the log-likelihood is highest: logs of the parameters, with their asymptotic covariance.

    `held`: the data leave a parameter open (all customers alike, or nobody leaves), so a weak prior held it.
    """

    log_parameters: Floats
    covariance: Floats
    log_likelihood: float
    held: bool


def maximum(
    objective: Objective,
    starts: Sequence[Sequence[float]],
    *,
    what: str,
    n: float,
    usual: Sequence[float] | None = None,
) -> Maximum:
    """The best of the searches from all starts; `n` is the number of customers.

    Where the likelihood has no clear maximum, it is sought again with a prior: each log is normal around that
    of `usual` (else of the first start), with standard deviation 2. What is then predicted hardly
    depends on it. Raises NotConvergedError where even that has no clear maximum.
    """
    free = _found(objective, starts, n)
    if _is_clear(objective, *free, loosest=LOOSEST):
        return _maximum(objective, *free, held=False)
    prior = _with_prior(objective, np.log(starts[0] if usual is None else usual))
    tied = _found(prior, starts, n)
    if not _is_clear(prior, *tied, loosest=2 * LOOSEST):  # the likelihood may be curved the other way
        raise NotConvergedError(
            f"the {what} model found no clear best fit: these purchases do not determine its parameters"
        )
    return _maximum(objective, *tied, held=True)


def _found(objective: Objective, starts: Sequence[Sequence[float]], n: float) -> tuple[Floats, Floats]:
    """The best point, and the Hessian there."""
    found = [np.log(start) for start in starts]
    if len(starts) > 1:
        found = [_searched(objective, each, n, roughly=True) for each in found]
    best = _searched(objective, max(found, key=lambda each: objective(each)[0]), n)
    return _polished(objective, best, n)


def _maximum(objective: Objective, at: Floats, hessian: Floats, *, held: bool) -> Maximum:
    covariance = np.linalg.inv(-hessian)
    return Maximum(at, (covariance + covariance.T) / 2, float(objective(at)[0]), held)


def _is_clear(objective: Objective, at: Floats, hessian: Floats, *, loosest: float) -> bool:
    """Whether it is a maximum, sharp in every direction, with nothing left to gain."""
    gradient = objective(at)[1]
    if not (np.all(np.isfinite(gradient)) and np.all(np.isfinite(hessian))):
        return False
    if np.linalg.eigvalsh(hessian).max() >= 0:
        return False
    covariance = np.linalg.inv(-hessian)
    sharp = np.sqrt(np.diag(covariance)).max() <= loosest
    return bool(sharp and gradient @ covariance @ gradient / 2 <= GAIN)


def _with_prior(objective: Objective, middle: Floats) -> Objective:
    def held(at: Floats) -> tuple[float, Floats]:
        value, gradient = objective(at)
        off = (at - middle) / LOOSEST
        return value - float(off @ off) / 2, gradient - off / LOOSEST

    return held


def _searched(objective: Objective, start: Floats, n: float, *, roughly: bool = False) -> Floats:
    def negative(at: Floats) -> tuple[float, Floats]:
        value, gradient = objective(at)
        return -value / n, -gradient / n

    bounds = [(each - RANGE, each + RANGE) for each in start]
    options = {"maxiter": 150, "ftol": 1e-6 if roughly else 1e-11, "gtol": 1e-6}
    found = minimize(negative, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(found.x, np.float64)


def _polished(objective: Objective, at: Floats, n: float) -> tuple[Floats, Floats]:
    """Newton steps, taken while they help, and the Hessian where they end."""
    start, hessian = at, _hessian(objective, at)
    if np.linalg.eigvalsh(hessian).max() >= 0:
        return at, hessian
    value, gradient = objective(at)
    for _ in range(10):
        step = np.linalg.solve(hessian, gradient)
        if np.abs(gradient).max() / n < 1e-10 or np.abs(step).max() > 1:
            break
        further, slope = objective(at - step)
        if further < value - 1e-9 * abs(value) or np.abs(slope).max() >= np.abs(gradient).max():
            break
        at, value, gradient = at - step, further, slope
    return at, hessian if np.abs(at - start).max() < STEP else _hessian(objective, at)


def _hessian(objective: Objective, at: Floats) -> Floats:
    """Central differences of the analytic gradient."""
    rows = []
    for place in range(len(at)):
        step = np.zeros_like(at)
        step[place] = STEP
        rows.append((objective(at + step)[1] - objective(at - step)[1]) / (2 * STEP))
    hessian = np.array(rows)
    return (hessian + hessian.T) / 2


def by_name(names: Sequence[str], values: Floats) -> dict[str, float]:
    """Each parameter by name."""
    return dict(zip(names, map(float, values), strict=True))


def standard_errors(names: Sequence[str], values: Floats, covariance: Floats) -> dict[str, float]:
    """Of each parameter, from the covariance of their logs (delta method)."""
    return by_name(names, values * np.sqrt(np.diag(covariance)))
