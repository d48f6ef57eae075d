"""Pareto/NBD: customers buy at their own rate until they leave, at any moment.

Rates are Gamma(r, alpha) over customers, the rates of leaving Gamma(s, beta) (Schmittlein, Morrison &
Colombo, Management Science 33:1, 1987; Fader & Hardie, "A note on deriving the Pareto/NBD model", 2005).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln, logsumexp

from clientela.discover.purchases.histories import Floats, Histories
from clientela.discover.purchases.model import ModelName
from clientela.discover.purchases.quadrature import Decay

ROWS = 4_096
"""Histories worked on at once, so that their 40 points each stay near the processor."""


@dataclass(frozen=True, slots=True)
class ParetoNbd:
    """The likelihood is a mixture over the moment of leaving: one of many points in (t_x, T], or not yet."""

    name: ModelName = "paretonbd"
    title: str = "Pareto/NBD"
    parameters: tuple[str, ...] = ("r", "alpha", "s", "beta")

    def starts(self, scale: float) -> tuple[tuple[float, ...], ...]:
        return (
            (0.5, 0.3 * scale, 0.6, 0.3 * scale),
            (1.0, scale, 1.0, scale),
            (0.3, 0.1 * scale, 2.0, 2 * scale),
        )

    def log_likelihood(self, p: Floats, rows: Histories) -> tuple[Floats, Floats]:
        r, alpha, s, beta = p
        x = rows.x
        parts = [_mixture(p, each) for each in _parts(rows)]
        total = np.concatenate([each[0] for each in parts])
        slope = np.concatenate([each[2] for each in parts], axis=1)
        slope += np.array([[np.log(alpha)], [r / alpha], [np.log(beta)], [s / beta]])
        slope[0] += digamma(r + x) - digamma(r)
        total += gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        return total, slope

    def p_alive(self, p: Floats, rows: Histories) -> Floats:
        return np.concatenate([_mixture(p, each)[1] for each in _parts(rows)])

    def p_buy_if_alive(self, p: Floats, rows: Histories, t: float) -> Floats:
        return np.concatenate([_p_buy(p, each, t) for each in _parts(rows)])

    def expected_if_alive(self, p: Floats, rows: Histories, t: float) -> Floats:
        r, alpha, s, beta = p
        passed: Floats = np.log1p(t / (beta + rows.T))
        stays = -np.expm1(-(s - 1) * passed) / (s - 1) if s != 1 else passed
        expected: Floats = (r + rows.x) / (alpha + rows.T) * (beta + rows.T) * stays
        return expected

    def future_if_alive(self, p: Floats, rows: Histories, t: float, rng: np.random.Generator) -> Floats:
        r, alpha, s, beta = p
        rate = rng.gamma(r + rows.x) / (alpha + rows.T)
        leaving = rng.gamma(s, size=len(rows)) / (beta + rows.T)
        stays = rng.exponential(size=len(rows)) / np.maximum(leaving, 1e-300)
        bought: Floats = rng.poisson(rate * np.minimum(stays, t)).astype(np.float64)
        return bought


def _parts(rows: Histories) -> Iterator[Histories]:
    for start in range(0, max(len(rows), 1), ROWS):
        yield rows.rows(slice(start, start + ROWS))


def _mixture(p: Floats, rows: Histories) -> tuple[Floats, Floats, Floats]:
    """Log of the sum over moments of leaving, the share of "not yet", and the slope by each parameter."""
    r, alpha, s, beta = p
    shape, watched, same = r + rows.x, rows.T, np.ones(len(rows))
    u, logs = Decay(alpha * same, beta * same, shape, (s + 1) * same).log_terms(rows.t_x, watched)
    log_alpha, log_beta = np.log(alpha + watched), np.log(beta + watched)
    alive = -shape * log_alpha - s * log_beta
    total: Floats = np.logaddexp(alive, logsumexp(logs, axis=1) + np.log(s))
    living, share = np.exp(alive - total), s * np.exp(logs - total[:, None])
    slope = [
        -(share * np.log(alpha + u)).sum(1) - living * log_alpha,
        -shape * ((share / (alpha + u)).sum(1) + living / (alpha + watched)),
        (share * (1 / s - np.log(beta + u))).sum(1) - living * log_beta,
        -(s + 1) * (share / (beta + u)).sum(1) - s * living / (beta + watched),
    ]
    return total, living, np.array(slope)


def _p_buy(p: Floats, rows: Histories, t: float) -> Floats:
    """The density of the first purchase before leaving, integrated over (0, t]."""
    r, alpha, s, beta = p
    rate, stay, shape, none = alpha + rows.T, beta + rows.T, r + rows.x, np.zeros(len(rows))
    _, logs = Decay(rate, stay, shape + 1, none + s).log_terms(none, none + t)
    log_p: Floats = logsumexp(logs, axis=1) + np.log(shape) + shape * np.log(rate) + s * np.log(stay)
    return np.exp(log_p)


PARETO_NBD = ParetoNbd()
