"""How sure a mean, a share or a difference is: 95 % intervals and effect sizes of two groups.

The customers at hand are taken as a sample of how such customers are. Sources:

- the mean's interval: Student's t on n - 1 degrees of freedom (Student, Biometrika 1908)
- the difference of two means: Welch's t with unequal variances (Welch, Biometrika 1947)
- a share's interval: the score interval (Wilson, JASA 1927)
- the difference of two shares: the score intervals combined, method 10 (Newcombe, Stat. Med. 1998);
  its p by the pooled z test, the square root of Pearson's chi-squared of the 2 x 2 table
- effect sizes d of means and h of shares (Cohen, Statistical Power Analysis, 1988, 2.2 and 6.2)
- many comparisons at once: the false discovery rate (Benjamini and Hochberg, JRSS B 1995)
- merging two groups' variances: Chan, Golub and LeVeque (1979)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias

from clientela.segments.student import two_sided_p, two_sided_quantile

LEVEL = 0.95
_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
Interval: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Moments:
    """How many values a group has, their mean and their variance (of a sample: over n - 1)."""

    n: int
    mean: float
    variance: float

    def merged(self, other: Moments) -> Moments:
        """The moments of both groups together."""
        n = self.n + other.n
        if not self.n or not other.n:
            return self if self.n else other
        apart = other.mean - self.mean
        mean = (self.n * self.mean + other.n * other.mean) / n
        squares = self.variance * (self.n - 1) + other.variance * (other.n - 1)
        squares += apart * apart * self.n * other.n / n
        return Moments(n, mean, squares / (n - 1))


@dataclass(frozen=True, slots=True)
class Difference:
    """One group less the other: its interval, its effect size, and how likely chance alone makes as much."""

    value: float
    low: float
    high: float
    effect: float
    p: float


def mean_interval(group: Moments) -> Interval:
    """Student's interval of the group's mean; it needs two values."""
    reach = two_sided_quantile(LEVEL, group.n - 1) * math.sqrt(group.variance / group.n)
    return group.mean - reach, group.mean + reach


def share_interval(count: float, n: float) -> Interval:
    """Wilson's interval of a share of `n`; both may be effective numbers of correlated answers."""
    share, z2 = count / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = _Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (middle - reach if count else 0.0), (middle + reach if count < n else 1.0)


def mean_difference(group: Moments, rest: Moments) -> Difference:
    """Welch's interval and p of the difference, and Cohen's d over the pooled deviation."""
    value = group.mean - rest.mean
    parts = group.variance / group.n, rest.variance / rest.n
    error = math.sqrt(sum(parts))
    effect = _cohen_d(group, rest)
    if not error:
        return Difference(value, value, value, effect, 0.0 if value else 1.0)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (group.n - 1) + parts[1] ** 2 / (rest.n - 1))
    reach = two_sided_quantile(LEVEL, freedom) * error
    return Difference(value, value - reach, value + reach, effect, two_sided_p(value / error, freedom))


def share_difference(count: float, n: float, rest_count: float, rest_n: float) -> Difference:
    """Newcombe's interval of the difference, the pooled z test's p, and Cohen's h."""
    share, rest = count / n, rest_count / rest_n
    (low, high), (rest_low, rest_high) = share_interval(count, n), share_interval(rest_count, rest_n)
    value = share - rest
    return Difference(
        value,
        value - math.hypot(share - low, rest_high - rest),
        value + math.hypot(high - share, rest - rest_low),
        2 * math.asin(math.sqrt(share)) - 2 * math.asin(math.sqrt(rest)),
        _pooled_p(count, n, rest_count, rest_n),
    )


def adjusted(probabilities: Sequence[float]) -> list[float]:
    """Each p after Benjamini and Hochberg, in the order given: below 0.05, one in twenty such is chance."""
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__, reverse=True)
    found, least = [0.0] * len(probabilities), 1.0
    for below, index in enumerate(order):
        least = min(least, probabilities[index] * len(order) / (len(order) - below))
        found[index] = least
    return found


def _cohen_d(group: Moments, rest: Moments) -> float:
    squares = (group.n - 1) * group.variance + (rest.n - 1) * rest.variance
    pooled = math.sqrt(squares / (group.n + rest.n - 2))
    # where neither group varies, the deviation of both together keeps the effect finite
    deviation = pooled or math.sqrt(group.merged(rest).variance)
    return (group.mean - rest.mean) / deviation if deviation else 0.0


def _pooled_p(count: float, n: float, rest_count: float, rest_n: float) -> float:
    pooled = (count + rest_count) / (n + rest_n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest_n))
    return math.erfc(abs(count / n - rest_count / rest_n) / error / math.sqrt(2)) if error else 1.0
