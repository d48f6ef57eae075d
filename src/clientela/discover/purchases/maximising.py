"""Maximum likelihood with checks: several starts, Newton's last steps, a Hessian that must be curved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
FLAT = 1e-6


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the log-likelihood is highest: logs of the parameters, with their asymptotic covariance."""

    log_parameters: Floats
    covariance: Floats
    log_likelihood: float


def maximum(objective: Objective, starts: Iterable[Sequence[float]], *, what: str, n: float) -> Maximum:
    """The best of the searches from all starts; `n` is the number of customers.

    Raises NotConvergedError where a parameter runs away, or the likelihood is flat in some direction: then
    the data do not determine the model.
    """
    found = [_searched(objective, np.log(start), n) for start in starts]
    best = max(found, key=lambda each: objective(each)[0])
    at, hessian = _polished(objective, best, n)
    value, gradient = objective(at)
    _check(gradient / n, hessian / n, what)
    covariance = np.linalg.inv(-hessian)
    return Maximum(at, (covariance + covariance.T) / 2, float(value))


def _searched(objective: Objective, start: Floats, n: float) -> Floats:
    def negative(at: Floats) -> tuple[float, Floats]:
        value, gradient = objective(at)
        return -value / n, -gradient / n

    bounds = [(each - RANGE, each + RANGE) for each in start]
    options = {"maxiter": 500, "ftol": 1e-12, "gtol": 1e-7}
    found = minimize(negative, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(found.x, np.float64)


def _polished(objective: Objective, at: Floats, n: float) -> tuple[Floats, Floats]:
    """A few Newton steps, taken while they help, and the Hessian where they end."""
    value, gradient = objective(at)
    hessian = _hessian(objective, at)
    for _ in range(10):
        if np.abs(gradient).max() / n < 1e-10 or np.linalg.eigvalsh(hessian).max() >= 0:
            break
        step = np.linalg.solve(hessian, gradient)
        if np.abs(step).max() > 1 or objective(at - step)[0] < value - 1e-9 * abs(value):
            break
        at = at - step
        value, gradient = objective(at)
        hessian = _hessian(objective, at)
    return at, hessian


def _hessian(objective: Objective, at: Floats) -> Floats:
    """Central differences of the analytic gradient."""
    rows = []
    for place in range(len(at)):
        step = np.zeros_like(at)
        step[place] = STEP
        rows.append((objective(at + step)[1] - objective(at - step)[1]) / (2 * STEP))
    hessian = np.array(rows)
    return (hessian + hessian.T) / 2


def _check(gradient: Floats, hessian: Floats, what: str) -> None:
    curvature = -np.linalg.eigvalsh(hessian).max()
    if not np.all(np.isfinite(gradient)) or np.abs(gradient).max() > FLAT or curvature < FLAT:
        raise NotConvergedError(
            f"the {what} model found no clear best fit: these purchases do not determine its parameters"
            f" (slope {np.abs(gradient).max():.1e}, curvature {curvature:.1e} a customer)"
        )
