"""Two rates held against each other: the score intervals of their difference and of their ratio.

The values that the score test does not reject at 5 %. The interval of the difference leaves out nothing
exactly where the pooled z test does (the square root of Pearson's chi-squared), so interval and p never
contradict each other. Sources:

- difference: Mee, Biometrics 1984; ratio: Koopman, Biometrics 1984
- the rates under the constraint, in closed form: Miettinen and Nurminen, Stat. Med. 1985
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

from scipy import optimize

from clientela.measure.lines import Line
from clientela.segments.intervals import LEVEL, share_difference, share_interval

_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
_FAR = 50.0  # what stands for an infinite score, so that a root can be sought
_WIDEST = math.log(1e9)


def rate(count: float, n: float) -> Line:
    """The rate with Wilson's interval (JASA 1927)."""
    low, high = share_interval(count, n)
    return Line(count / n, low, high)


def rate_difference(count: float, n: float, rest_count: float, rest_n: float) -> Line:
    """The first rate less the other, with Mee's score interval and the pooled z test's p."""
    share, rest = count / n, rest_count / rest_n
    value = share - rest

    def score(difference: float) -> float:
        one, other = _kept_apart(count, n, rest_count, rest_n, difference)
        variance = one * (1 - one) / n + other * (1 - other) / rest_n
        return _standard(value - difference, variance)

    low = _root(lambda at: score(at) - _Z, -1.0, value)
    high = _root(lambda at: score(at) + _Z, value, 1.0)
    return Line(value, low, high, share_difference(count, n, rest_count, rest_n).p)


def rate_ratio(count: float, n: float, rest_count: float, rest_n: float) -> Line | None:
    """The first rate over the other, with Koopman's score interval; None where the other is nothing."""
    if not rest_count:
        return None
    share, rest = count / n, rest_count / rest_n
    value = share / rest

    def score(logarithm: float) -> float:
        ratio = math.exp(logarithm)
        other = _kept_in_ratio(count, n, rest_count, rest_n, ratio)
        one = ratio * other
        variance = one * (1 - one) / n + ratio * ratio * other * (1 - other) / rest_n
        return _standard(share - ratio * rest, variance)

    middle = math.log(value) if count else -_WIDEST
    low = math.exp(_root(lambda at: score(at) - _Z, -_WIDEST, middle)) if count else 0.0
    high = math.exp(_root(lambda at: score(at) + _Z, middle, _WIDEST))
    return Line(value, low, high, share_difference(count, n, rest_count, rest_n).p)


def _standard(apart: float, variance: float) -> float:
    if variance > 0:
        return max(-_FAR, min(_FAR, apart / math.sqrt(variance)))
    return math.copysign(_FAR, apart) if apart else 0.0


def _root(score: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function is nothing; the nearer end where it is not within."""
    if low >= high or score(low) <= 0:
        return low
    if score(high) >= 0:
        return high
    return float(optimize.brentq(score, low, high, xtol=1e-13))


def _kept_apart(
    count: float, n: float, rest_count: float, rest_n: float, difference: float
) -> tuple[float, float]:
    """The likeliest rates of which the first is larger by `difference`: the middle root of a cubic."""
    theta, share, rest = rest_n / n, count / n, rest_count / rest_n
    a = 1 + theta
    b = -(1 + theta + share + theta * rest + difference * (theta + 2))
    c = difference * (difference + 2 * share + theta + 1) + share + theta * rest
    d = -share * difference * (1 + difference)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a * a) + d / (2 * a)
    u = math.copysign(math.sqrt(max((b / (3 * a)) ** 2 - c / (3 * a), 0.0)), v)
    angle = math.acos(min(1.0, max(-1.0, v / u**3))) if u else 0.0
    one = 2 * u * math.cos((math.pi + angle) / 3) - b / (3 * a)
    one = min(1.0, max(0.0, one))
    return one, min(1.0, max(0.0, one - difference))


def _kept_in_ratio(count: float, n: float, rest_count: float, rest_n: float, ratio: float) -> float:
    """The likeliest second rate where the first is `ratio` times as large."""
    a = (n + rest_n) * ratio
    b = -(n * ratio + count + rest_n + rest_count * ratio)
    c = count + rest_count
    # of the two roots the smaller one, written so that nothing cancels
    return 2 * c / (-b + math.sqrt(max(b * b - 4 * a * c, 0.0)))
