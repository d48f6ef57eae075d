"""The one integral of the Pareto/NBD, without the hypergeometric function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.discover.purchases.histories import Floats

DROP = 38.0
"""The integrand is followed until it has fallen by e**-38 of its largest value."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)


@dataclass(frozen=True, slots=True)
class Decay:
    """The functions (alpha + u)**-m (beta + u)**-n of u, a row each; all four are positive."""

    alpha: Floats
    beta: Floats
    m: Floats
    n: Floats

    def log_terms(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Points u (rows×40) in [low, high], and logs of the terms that add up to the integral over it.

        The literature writes the integral as a difference of two hypergeometric functions, which cancel for
        large x and T, and on which libraries lose their digits. In log(min(alpha, beta) + u) the integrand
        is as smooth as an exponential, and 40 Gauss-Legendre points give 11 digits and more.
        """
        end = np.minimum(
            high, low + np.minimum(_reach(self.alpha + low, self.m), _reach(self.beta + low, self.n))
        )
        least = np.minimum(self.alpha, self.beta)
        first = np.log(least + low)
        half = (np.log(least + end) - first) / 2
        at = (first + half)[:, None] + half[:, None] * _NODES
        u = np.exp(at) - least[:, None]
        with np.errstate(divide="ignore"):  # an empty interval: the log of nothing
            width = np.log(half)
        logs = np.log(_WEIGHTS) + width[:, None] + at
        logs -= self.m[:, None] * np.log(self.alpha[:, None] + u)
        logs -= self.n[:, None] * np.log(self.beta[:, None] + u)
        return u, logs


def _reach(start: Floats, power: Floats) -> Floats:
    """How far from `start` until start**-power has fallen by DROP."""
    return start * np.expm1(np.minimum(DROP / power, 600.0))
