"""Two means held against each other, of all who were assigned: who did nothing counts as nothing.

- the difference: Welch, Biometrika 1947
- the ratio: Fieller, JRSS B 1954
- the winsorised line: values above the 99.9th percentile of both arms together are taken down to it; it shows
  how much the figure hangs on a few customers
"""

from __future__ import annotations

import math

import numpy as np

from clientela.measure.lines import Floats, Line, line_of
from clientela.segments.intervals import LEVEL, Moments, mean_difference, mean_interval
from clientela.segments.student import two_sided_quantile

WINSOR = 0.999


def moments(values: Floats) -> Moments:
    """Number, mean and variance; it needs two values."""
    return Moments(int(values.size), float(values.mean()), float(values.var(ddof=1)))


def mean(values: Floats) -> Line:
    """The mean with Student's interval."""
    found = moments(values)
    return Line(found.mean, *mean_interval(found))


def welch(values: Floats, rest: Floats) -> Line:
    """The first mean less the other, with Welch's interval and p."""
    return line_of(mean_difference(moments(values), moments(rest)))


def winsorised(values: Floats, rest: Floats) -> Line | None:
    """Welch's line with the highest thousandth taken down; None where that leaves nothing."""
    cap = float(np.quantile(np.concatenate((values, rest)), WINSOR))
    if cap <= 0:
        return None
    return welch(np.minimum(values, cap), np.minimum(rest, cap))


def mean_ratio(values: Floats, rest: Floats) -> Line | None:
    """The first mean over the other, with Fieller's interval; None where the other may be nothing."""
    one, other = moments(values), moments(rest)
    q = two_sided_quantile(LEVEL, min(one.n, other.n) - 1) ** 2
    spread, rest_spread = one.variance / one.n, other.variance / other.n
    a = other.mean**2 - q * rest_spread
    if a <= 0 or other.mean <= 0:
        return None
    b, c = one.mean * other.mean, one.mean**2 - q * spread
    root = math.sqrt(max(b * b - a * c, 0.0))
    p = mean_difference(one, other).p
    return Line(one.mean / other.mean, (b - root) / a, (b + root) / a, p)
