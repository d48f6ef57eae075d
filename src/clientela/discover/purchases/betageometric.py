"""BG/NBD and MBG/NBD: customers buy at their own rate and may leave after any purchase.

Rates are Gamma(r, alpha) over customers, the probability of leaving after a purchase is Beta(a, b). In the
BG/NBD (Fader, Hardie & Lee, Marketing Science 24:275, 2005) the first purchase cannot be the last, so all
without a repeat purchase are alive; in the MBG/NBD (Batislam, Denizel & Filiztekin, International Journal of
Research in Marketing 24:201, 2007) it can.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, betaln, digamma, gammaln, hyp2f1

from clientela.discover.purchases.histories import Floats, Histories
from clientela.discover.purchases.model import ModelName

NEAR = 1e-6
ALIKE = 100.0
"""From this a on, customers hardly differ in how they leave."""
_NODES, _WEIGHTS = (each / 2 for each in np.polynomial.legendre.leggauss(64))
_NODES = _NODES + 0.5


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """Both models; they differ in whether one may leave after the first purchase."""

    name: ModelName
    title: str
    leaves_at_once: bool
    parameters: tuple[str, ...] = ("r", "alpha", "a", "b")

    def starts(self, scale: float) -> tuple[tuple[float, ...], ...]:
        return (0.5, 0.2 * scale, 0.8, 2.0), (1.0, scale, 0.3, 3.0), (0.2, 0.05 * scale, 2.0, 2.0)

    def log_likelihood(self, p: Floats, rows: Histories) -> tuple[Floats, Floats]:
        r, alpha, a, b = p
        x = rows.x
        alive, gone = self._terms(p, rows)
        both = np.logaddexp(alive, gone)
        living, dead = np.exp(alive - both), np.exp(gone - both)
        stayed, left = self._survived(b, x), self._before_leaving(b, x)
        of_a = digamma(a + b) - living * digamma(a + stayed) - dead * (digamma(a + 1 + left) - 1 / a)
        of_b = digamma(a + b) - digamma(b) + living * (digamma(stayed) - digamma(a + stayed))
        of_b += dead * (digamma(left) - digamma(a + 1 + left))
        of_r = digamma(r + x) - digamma(r) + np.log(alpha)
        of_r -= living * np.log(alpha + rows.T) + dead * np.log(alpha + rows.t_x)
        of_alpha = r / alpha - (r + x) * (living / (alpha + rows.T) + dead / (alpha + rows.t_x))
        value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + both
        return value, np.array([of_r, of_alpha, of_a, of_b])

    def p_alive(self, p: Floats, rows: Histories) -> Floats:
        alive, gone = self._terms(p, rows)
        return np.exp(alive - np.logaddexp(alive, gone))

    def p_buy_if_alive(self, p: Floats, rows: Histories, t: float) -> Floats:
        r, alpha = p[:2]
        never: Floats = -(r + rows.x) * np.log1p(t / (alpha + rows.T))
        return -np.expm1(never)

    def expected_if_alive(self, p: Floats, rows: Histories, t: float) -> Floats:
        a, b = p[2], p[3]
        if a > ALIKE:
            return self._averaged(p, rows, t)
        stays = a + self._survived(b, rows.x) - 1
        if abs(a - 1) > NEAR and not np.any(np.abs(stays) < NEAR):
            return self._expected(p, rows, t)
        step = np.array([0.0, 0.0, 2 * NEAR, 0.0])  # a removable singularity: the mean of both sides
        return (self._expected(p - step, rows, t) + self._expected(p + step, rows, t)) / 2

    def future_if_alive(self, p: Floats, rows: Histories, t: float, rng: np.random.Generator) -> Floats:
        r, alpha, a, b = p
        rate = rng.gamma(r + rows.x) / (alpha + rows.T)
        leaving = rng.beta(a, self._survived(b, rows.x))
        last = rng.geometric(np.maximum(leaving, 1e-12))
        bought: Floats = np.minimum(rng.poisson(rate * t), last).astype(np.float64)
        return bought

    def _survived(self, b: float, x: Floats) -> Floats:
        """The second shape of the probability of leaving, of one who stayed after each purchase."""
        return b + x + 1 if self.leaves_at_once else b + x

    def _before_leaving(self, b: float, x: Floats) -> Floats:
        """The same before the purchase after which she left; for x = 0 any number that is allowed."""
        return b + x if self.leaves_at_once else b + np.maximum(x, 1) - 1

    def _terms(self, p: Floats, rows: Histories) -> tuple[Floats, Floats]:
        """Log-likelihoods of being alive and of having left with the last purchase, less what both share."""
        r, alpha, a, b = p
        shape = r + rows.x
        alive = betaln(a, self._survived(b, rows.x)) - betaln(a, b) - shape * np.log(alpha + rows.T)
        gone = betaln(a + 1, self._before_leaving(b, rows.x)) - betaln(a, b)
        gone -= shape * np.log(alpha + rows.t_x)
        return alive, gone if self.leaves_at_once else np.where(rows.x > 0, gone, -np.inf)

    def _expected(self, p: Floats, rows: Histories, t: float) -> Floats:
        """The published form after Euler's transformation, whose parameters do not grow with x."""
        r, alpha, a, b = p
        stays = a + self._survived(b, rows.x) - 1
        share = t / (alpha + rows.T + t)
        series: Floats = hyp2f1(stays - r - rows.x, a - 1, stays, share)
        expected: Floats = stays / (a - 1) * (1 - (1 - share) ** (a - 1) * series)
        return expected

    def _averaged(self, p: Floats, rows: Histories, t: float) -> Floats:
        """The mean of (1 - exp(-λ p t)) / p over p, where it varies little and the series would overflow."""
        r, alpha, a, b = p
        leaving = betaincinv(a, self._survived(b, rows.x)[:, None], _NODES)
        time = (t / (alpha + rows.T))[:, None]
        bought = -np.expm1(-(r + rows.x)[:, None] * np.log1p(leaving * time)) / leaving
        expected: Floats = bought @ _WEIGHTS
        return expected


BG_NBD = BetaGeometric("bgnbd", "BG/NBD", leaves_at_once=False)
MBG_NBD = BetaGeometric("mbgnbd", "MBG/NBD", leaves_at_once=True)
