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

from clientela.discover.purchases.histories import Coded, Floats, Histories
from clientela.discover.purchases.model import ModelName

NEAR = 1e-6
ALIKE = 100.0
"""From this a on, customers hardly differ in how they leave."""
SAME = 1e4
"""From this a on, they do not: p varies by less than a hundredth of itself."""
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

    def log_likelihood(self, p: Floats, coded: Coded) -> tuple[Floats, Floats]:
        r, alpha = p[:2]
        shape = r + coded.rows.x
        log_end, log_last = (each.each(lambda t: np.log(alpha + t)) for each in (coded.T, coded.t_x))
        alive = coded.x.each(lambda x: self._of_alive(p, x)) - shape * log_end
        gone = coded.x.each(lambda x: self._of_gone(p, x)) - shape * log_last
        both = np.logaddexp(alive, gone)
        living = np.exp(alive - both)
        dead = 1 - living
        near, far = (each.each(lambda t: 1 / (alpha + t)) for each in (coded.t_x, coded.T))
        of_r = coded.x.each(lambda x: digamma(r + x) - digamma(r) + np.log(alpha))
        of_r -= living * log_end + dead * log_last
        of_alpha = r / alpha - shape * (living * far + dead * near)
        of_a, of_b = self._slopes(p, coded, living, dead)
        value = coded.x.each(lambda x: gammaln(r + x) - gammaln(r) + r * np.log(alpha)) + both
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

    def _of_alive(self, p: Floats, x: Floats) -> Floats:
        """The part of `_terms` that depends on x alone, of those who are alive."""
        a, b = p[2], p[3]
        log: Floats = betaln(a, self._survived(b, x)) - betaln(a, b)
        return log

    def _of_gone(self, p: Floats, x: Floats) -> Floats:
        """The same of those who have left, which not everyone can have."""
        a, b = p[2], p[3]
        log: Floats = betaln(a + 1, self._before_leaving(b, x)) - betaln(a, b)
        return log if self.leaves_at_once else np.where(x > 0, log, -np.inf)

    def _terms(self, p: Floats, rows: Histories) -> tuple[Floats, Floats]:
        """Log-likelihoods of being alive and of having left with the last purchase, less what both share."""
        r, alpha = p[:2]
        shape = r + rows.x
        alive = self._of_alive(p, rows.x) - shape * np.log(alpha + rows.T)
        return alive, self._of_gone(p, rows.x) - shape * np.log(alpha + rows.t_x)

    def _slopes(self, p: Floats, coded: Coded, living: Floats, dead: Floats) -> tuple[Floats, Floats]:
        """The derivatives by a and b, given the shares of both terms."""
        a, b = float(p[2]), float(p[3])

        def alive_by_a(x: Floats) -> Floats:
            slope: Floats = digamma(a + b) - digamma(a + self._survived(b, x))
            return slope

        def gone_by_a(x: Floats) -> Floats:
            slope: Floats = digamma(a + b) - digamma(a + 1 + self._before_leaving(b, x))
            return slope + 1 / a

        def alive_by_b(x: Floats) -> Floats:
            slope: Floats = digamma(self._survived(b, x)) - digamma(b)
            return alive_by_a(x) + slope

        def gone_by_b(x: Floats) -> Floats:
            slope: Floats = digamma(self._before_leaving(b, x)) - digamma(b)
            return gone_by_a(x) - 1 / a + slope

        of_a = living * coded.x.each(alive_by_a) + dead * coded.x.each(gone_by_a)
        return of_a, living * coded.x.each(alive_by_b) + dead * coded.x.each(gone_by_b)

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
        counts, place = np.unique(rows.x, return_inverse=True)  # few, and the inverse is dear
        stayed = self._survived(b, counts)[:, None]
        leaving = betaincinv(a, stayed, _NODES) if a < SAME else a / (a + stayed) + 0 * _NODES
        leaving = leaving[place]
        time = (t / (alpha + rows.T))[:, None]
        bought = -np.expm1(-(r + rows.x)[:, None] * np.log1p(leaving * time)) / leaving
        expected: Floats = bought @ _WEIGHTS
        return expected


BG_NBD = BetaGeometric("bgnbd", "BG/NBD", leaves_at_once=False)
MBG_NBD = BetaGeometric("mbgnbd", "MBG/NBD", leaves_at_once=True)
