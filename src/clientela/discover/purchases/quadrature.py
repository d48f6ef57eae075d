"""The one integral of the Pareto/NBD, without the hypergeometric function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.discover.purchases.histories import Floats

DROP = 38.0
"""The integrand is followed until it has fallen by e**-38 of its largest value."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)


@dataclass(frozen=True, slots=True)
class Terms:
    """Rows×40: alpha + u and beta + u at the points u, with their logs; `logs` are those of the terms."""

    alpha: Floats
    beta: Floats
    log_alpha: Floats
    log_beta: Floats
    logs: Floats


def log_terms(places: tuple[float, float], powers: tuple[Floats, float], low: Floats, high: Floats) -> Terms:
    """Terms that add up to the integral of (alpha + u)**-m (beta + u)**-n over [low, high], a row each.

    `places` are alpha and beta, `powers` m (a row each) and n; all are positive. The literature writes the
    integral as a difference of two hypergeometric functions, which cancel for large x and T, and on which
    libraries lose their digits. In log(min(alpha, beta) + u) the integrand is as smooth as an exponential,
    and 40 Gauss-Legendre points give 11 digits and more.
    """
    (alpha, beta), (m, n) = places, powers
    end = np.minimum(high, low + np.minimum(_reach(alpha + low, m), _reach(beta + low, n)))
    least = min(alpha, beta)
    first = np.log(least + low)
    half = (np.log(least + end) - first) / 2
    near_log = (first + half)[:, None] + half[:, None] * _NODES
    near = np.exp(near_log)
    far = near + abs(alpha - beta)
    far_log = np.log(far)
    with np.errstate(divide="ignore"):  # an empty interval: the log of nothing
        width = np.log(half)
    swapped = alpha > beta
    log_alpha, log_beta = (far_log, near_log) if swapped else (near_log, far_log)
    logs = np.log(_WEIGHTS) + width[:, None] + near_log
    logs -= m[:, None] * log_alpha
    logs -= n * log_beta
    return Terms(far if swapped else near, near if swapped else far, log_alpha, log_beta, logs)


def _reach(start: Floats, power: Floats | float) -> Floats:
    """How far from `start` until start**-power has fallen by DROP."""
    return start * np.expm1(np.minimum(DROP / power, 600.0))
