"""Student's t distribution, for any positive number of degrees of freedom.

Through the regularised incomplete beta function, by the continued fraction of the NIST Digital Library of
Mathematical Functions, 8.17.22, evaluated as Lentz (1976) proposed.
"""

from __future__ import annotations

import math
from statistics import NormalDist

_TINY = 1e-300
_CLOSE = 1e-15


def two_sided_p(t: float, freedom: float) -> float:
    """The probability of a value at least as far from zero as `t`."""
    if math.isinf(t):
        return 0.0
    return incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def two_sided_quantile(level: float, freedom: float) -> float:
    """The t within which `level` (0.95: nineteen in twenty) of the distribution lies."""
    beyond = 1 - level
    t = NormalDist().inv_cdf((1 + level) / 2)  # below the answer, so that Newton's steps never overshoot
    if freedom > 30:  # the expansion of Fisher and Cornish (1960) saves half of the steps
        t += (t**3 + t) / (4 * freedom) + (5 * t**5 + 16 * t**3 + 3 * t) / (96 * freedom**2)
    for _ in range(100):
        step = (two_sided_p(t, freedom) - beyond) / (2 * _density(t, freedom))
        t += step
        if abs(step) < 1e-12 * t:
            break
    return t


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):  # the fraction converges quickly on the other side
        return 1 - incomplete_beta(1 - x, b, a)
    logarithm = a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b)
    return math.exp(logarithm) / a / _fraction(x, a, b)


def _density(t: float, freedom: float) -> float:
    logarithm = -(freedom + 1) / 2 * math.log1p(t * t / freedom) - 0.5 * math.log(freedom)
    return math.exp(logarithm - _log_beta(freedom / 2, 0.5))


def _log_beta(a: float, b: float) -> float:
    small, large = sorted((a, b))
    if (
        small == 0.5 and large > 1000
    ):  # two huge logarithms would cancel: Stirling's series of their difference
        return math.lgamma(0.5) - math.log(large) / 2 + 1 / (8 * large) - 1 / (192 * large**3)
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + …)), from the front."""
    value, c, d = 1.0, 1.0, 0.0
    for index in range(1, 1000):
        half = index // 2
        if index % 2:
            part = -(a + half) * (a + b + half) * x / ((a + index - 1) * (a + index))
        else:
            part = half * (b - half) * x / ((a + index - 1) * (a + index))
        d = 1 / ((1 + part * d) or _TINY)
        c = (1 + part / c) or _TINY
        value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return value
