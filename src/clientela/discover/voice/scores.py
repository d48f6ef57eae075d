"""Scores with honest intervals: NPS, CSAT, CES.

- NPS: adjusted Wald, three quarters added to promoters and detractors each and three to all (Rocks, The
  American Statistician 2016). Wald's own interval covers 40 % instead of 95 % at 95 promoters in a hundred,
  one detractor and ten answers.
- CSAT: the share of the two best answers with Wilson's interval. CES and others: mean with Student's t.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TypeAlias

import numpy as np

from clientela.discover.voice.estimates import Figure, design_effect
from clientela.discover.voice.reading import Floats, Ints
from clientela.discover.voice.scales import Scale
from clientela.segments.intervals import LEVEL, Interval, Moments, mean_interval, share_interval

FEWEST = 30
"""Answers below which no score is shown."""

_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
Ends: TypeAlias = tuple[float, float]


def nps(promoters: float, detractors: float, n: float) -> float:
    """Promoters less detractors, in points of a hundred."""
    return 100 * (promoters - detractors) / n


def nps_interval(promoters: float, detractors: float, n: float) -> Interval:
    """The adjusted Wald interval of an NPS, in points; 60 and 15 of 100 give [29.3, 58.0]."""
    good, bad, all_ = promoters + 0.75, detractors + 0.75, n + 3
    middle, reach = _wald(good / all_, bad / all_, all_)
    return max(-100.0, middle - reach), min(100.0, middle + reach)


def nps_interval_wald(promoters: float, detractors: float, n: float) -> Interval:
    """The unadjusted interval, to compare; 60 and 15 of 100 give [30.5, 59.5]."""
    middle, reach = _wald(promoters / n, detractors / n, n)
    return middle - reach, middle + reach


def nps_half_width(promoters: float, detractors: float, n: int) -> float:
    """Half of the interval to expect at these shares with `n` answers, in points: 15.3 at .5, .2 and 100."""
    return _wald(promoters, detractors, n)[1]


def _wald(good: float, bad: float, n: float) -> Interval:
    variance = good + bad - (good - bad) ** 2
    return 100 * (good - bad), 100 * _Z * math.sqrt(max(variance, 0.0) / n)


def score_figure(scores: Floats, customer: Ints, scale: Scale, fewest: int = FEWEST) -> Figure:
    """The score of these answers by their scale's measure; hidden below `fewest` answers or customers.

    NPS in points of a hundred, CSAT as a share, others in the units of the scale.
    """
    n, customers = scores.size, int(np.unique(customer).size)
    if customers < fewest:
        return Figure(n, customers)
    if scale.measure == "nps":
        return _nps_figure(scores, customer, scale, customers)
    if scale.measure == "csat":
        has = (scores >= scale.good).astype(np.float64)
        effect = design_effect(has, customer)
        low, high = share_interval(float(has.sum()) / effect, n / effect)
        return Figure(n, customers, float(has.mean()), low, high)
    effective = max(2, round(n / design_effect(scores, customer)))
    found = float(scores.mean())
    low, high = mean_interval(Moments(effective, found, float(scores.var(ddof=1))))
    return Figure(n, customers, found, low, high)


def _nps_figure(scores: Floats, customer: Ints, scale: Scale, customers: int) -> Figure:
    good, bad = scores >= scale.good, scores <= scale.bad
    effect = design_effect(good.astype(np.float64) - bad, customer)
    counts = float(good.sum()), float(bad.sum()), float(scores.size)
    low, high = nps_interval(*(count / effect for count in counts))
    return Figure(scores.size, customers, nps(*counts), low, high)


def difference(one: Figure, other: Figure) -> Ends | None:
    """The interval of one score less another of other people: errors squared, added, rooted; None if hidden.

    Each side's own reach is taken, as intervals need not be symmetric (Newcombe 1998, method 10).
    """
    if one.value is None or other.value is None:
        return None
    value = one.value - other.value
    below = math.hypot(one.value - (one.low or 0.0), (other.high or 0.0) - other.value)
    above = math.hypot((one.high or 0.0) - one.value, other.value - (other.low or 0.0))
    return value - below, value + above
