"""Whether a message works alike in all segments, and what is to be believed of each.

- Cochran's Q (Biometrics 1954) asks whether effects differ by more than chance; I² (Higgins and Thompson,
  Stat. Med. 2002) is the share of their spread that is not chance.
- Shrunk effects: each is drawn towards the mean of all, the more the less is known of it (Rubin, J. Educ.
  Stat. 1981). The spread between segments is not taken as known but averaged over, any spread being as likely
  before as any other (Gelman, Bayesian Anal. 2006), so that intervals hold with few segments too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from clientela.measure.balance import chi_squared_p
from clientela.measure.lines import Floats, Line

_Z = NormalDist().inv_cdf(0.975)
_GRID = 400


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Cochran's Q on `freedom` degrees, its p, and I², the share of the spread that is not chance."""

    q: float
    freedom: int
    p: float

    @property
    def i_squared(self) -> float:
        """From 0 to 1."""
        return max(0.0, (self.q - self.freedom) / self.q) if self.q else 0.0

    @property
    def is_clear(self) -> bool:
        """The segments differ by more than chance."""
        return self.p < 0.05


def cochran_q(effects: Sequence[float], errors: Sequence[float]) -> Heterogeneity:
    """Whether independent effects with these standard errors are one; errors are positive."""
    values, weights = np.asarray(effects), 1 / np.asarray(errors) ** 2
    middle = np.average(values, weights=weights)
    q = float(np.sum(weights * (values - middle) ** 2))
    return Heterogeneity(q, len(values) - 1, chi_squared_p(q, len(values) - 1))


def shrunk(effects: Sequence[float], errors: Sequence[float]) -> tuple[Line, ...]:
    """Each effect drawn towards all, with the interval in which it lies with 95 % probability.

    Of fewer than three nothing can be learnt about their spread: they stay as they are.
    """
    values, variances = np.asarray(effects, dtype=np.float64), np.asarray(errors, dtype=np.float64) ** 2
    if values.size < 3:
        return tuple(_line(value, variance) for value, variance in zip(values, variances, strict=True))
    drawn = (np.arange(_GRID) + 0.5) / _GRID
    typical = values.size / np.sum(1 / variances)  # the harmonic mean
    # a grid of spreads from nothing to hundreds of errors, with the width each stands for
    spread, width = np.sqrt(typical) * (1 - drawn) / drawn, 1 / drawn**2
    likely, means, spreads = _given_spread(values, variances, spread**2)
    weights = likely * width / (likely @ width)
    mean = weights @ means
    variance = weights @ (spreads + means**2) - mean**2
    return tuple(_line(*each) for each in zip(mean, variance, strict=True))


def _given_spread(values: Floats, variances: Floats, between: Floats) -> tuple[Floats, Floats, Floats]:
    """For each spread between segments how likely it is, what each effect then is, and how surely."""
    total = variances + between[:, None]
    precision = np.sum(1 / total, axis=1)
    middle = np.sum(values / total, axis=1) / precision
    apart = values - middle[:, None]
    likely = -0.5 * (np.sum(np.log(total) + apart**2 / total, axis=1) + np.log(precision))
    kept = variances / total  # the share by which each is drawn in
    means = kept * middle[:, None] + (1 - kept) * values
    spreads = variances * (1 - kept) + kept**2 / precision[:, None]
    return np.exp(likely - likely.max()), means, spreads


def _line(value: float, variance: float) -> Line:
    reach = _Z * float(np.sqrt(variance))
    return Line(float(value), float(value) - reach, float(value) + reach)
