"""Gamma-Gamma: how much a customer spends each time, once she buys.

Her purchases vary around her own mean (Gamma with shape p), the means vary over customers (inverse Gamma with
q and gamma), and neither depends on how often she buys (Fader, Hardie & Lee, Journal of Marketing Research
42:415, 2005; Fader & Hardie, "The Gamma-Gamma model of monetary value", 2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import digamma, gammaln

from clientela.discover.purchases.histories import Floats, Histories
from clientela.discover.purchases.maximising import by_name, maximum, standard_errors
from clientela.discover.purchases.sufficiency import require_independent_values, value_correlation
from clientela.errors import TooThinError

PARAMETERS = ("p", "q", "gamma")


@dataclass(frozen=True, slots=True)
class FittedValues:
    """The Gamma-Gamma model with its parameters; gamma is in money, `correlation` is that of x and m."""

    values: Floats
    covariance: Floats
    log_likelihood: float
    customers: int
    left_out: int
    correlation: float
    held: bool = False

    def __repr__(self) -> str:
        said = ", ".join(f"{name} {value:.4g}" for name, value in self.parameters.items())
        return (
            f"<Gamma-Gamma of {self.customers:,} repeat buyers: {said};"
            f" log-likelihood {self.log_likelihood:,.2f}>"
        )

    @property
    def parameters(self) -> dict[str, float]:
        """Each parameter by name."""
        return by_name(PARAMETERS, self.values)

    @property
    def standard_errors(self) -> dict[str, float]:
        """Of each parameter, from the curvature of the likelihood (delta method from their logs)."""
        return standard_errors(PARAMETERS, self.values, self.covariance)

    @property
    def mean(self) -> float:
        """What a purchase of a customer of whom nothing is known is worth."""
        p, q, gamma = self.values
        return float(p * gamma / (q - 1))

    def expected_value(self, histories: Histories) -> Floats:
        """What the next purchase of each is worth: between her own mean and everybody's.

        The more often she bought, the nearer to her own; the mean of everybody for those without a
        repeat purchase, or with none that was paid for.
        """
        p, q, gamma = self.values
        known = (histories.x > 0) & (histories.m > 0)
        x, m = np.where(known, histories.x, 0.0), np.where(known, histories.m, 0.0)
        value: Floats = p * (gamma + x * m) / (p * x + q - 1)
        return value

    def log_error(self, histories: Histories) -> Floats:
        """The standard error of the log of each `expected_value`, from that of the parameters."""
        p, q, gamma = self.values
        known = (histories.x > 0) & (histories.m > 0)
        x, m = np.where(known, histories.x, 0.0), np.where(known, histories.m, 0.0)
        others = p * x + q - 1
        slope = np.array([1 - p * x / others, -q / others, gamma / (gamma + x * m)])
        variance: Floats = np.einsum("in,ij,jn->n", slope, self.covariance, slope)
        return np.sqrt(variance)

    def drawn(self, count: int, seed: int) -> Iterator[FittedValues]:
        """The same model with other parameters that the data allow (q above 1, where a mean exists)."""
        rng = np.random.default_rng(seed)
        for logs in rng.multivariate_normal(np.log(self.values), self.covariance, size=count, method="eigh"):
            p, q, gamma = np.exp(logs)
            yield replace(self, values=np.array([p, max(q, 1.0 + 1e-3), gamma]))

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "model": "gammagamma",
            "parameters": self.parameters,
            "standard_errors": self.standard_errors,
            "log_likelihood": self.log_likelihood,
            "mean": self.mean,
            "customers": self.customers,
            "left_out": self.left_out,
            "correlation": self.correlation,
            "held_by_prior": self.held,
        }


def fit_values(histories: Histories, *, enough: bool = True) -> FittedValues:
    """The Gamma-Gamma model of the repeat buyers; repeat buyers who paid nothing are `left_out`.

    Raises TooThinError below 200 of them, where |corr(x, m)| is 0.3 or more (both unless `enough` is False),
    or where values vary so widely that they have no mean; NotConvergedError where no best fit is found.
    """
    if enough:
        require_independent_values(histories)
    known = (histories.x > 0) & (histories.m > 0)
    (x, m), weight = _distinct(histories.x[known], histories.m[known])
    typical = float(np.median(histories.m[known]))

    def objective(logs: Floats) -> tuple[float, Floats]:
        values = np.exp(logs)
        each, slope = log_likelihood(values, x, m)
        return float(each @ weight), (slope @ weight) * values

    starts = ((6.0, 4.0, typical / 2), (1.0, 3.0, 2 * typical), (2.0, 10.0, 5 * typical))
    best = maximum(objective, starts, what="Gamma-Gamma", n=float(weight.sum()))
    found = np.exp(best.log_parameters)
    if found[1] <= 1:
        raise TooThinError(
            f"what customers spend varies so widely that it has no mean (q is {found[1]:.2f} and"
            " must exceed 1)"
        )
    customers = int(weight.sum())
    return FittedValues(
        found,
        best.covariance,
        best.log_likelihood,
        customers,
        histories.repeaters - customers,
        value_correlation(histories),
        best.held,
    )


def log_likelihood(values: Floats, x: Floats, m: Floats) -> tuple[Floats, Floats]:
    """Of each mean value m of x purchases (n), and its derivative by p, q and gamma (3×n)."""
    p, q, gamma = values
    total = gamma + x * m
    each = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
    each += (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(total)
    both = digamma(p * x + q)
    of_p = x * (both - digamma(p * x) + np.log(x * m / total))
    of_q = both - digamma(q) + np.log(gamma / total)
    of_gamma = q / gamma - (p * x + q) / total
    return each, np.array([of_p, of_q, of_gamma])


def _distinct(x: Floats, m: Floats) -> tuple[Floats, Floats]:
    rows, weight = np.unique(np.stack([x, m]), axis=1, return_counts=True)
    return rows, weight.astype(np.float64)
