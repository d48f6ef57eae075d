"""Pareto/NBD: customers buy at their own rate until they leave, at any moment.

Rates are Gamma(r, alpha) over customers, the rates of leaving Gamma(s, beta) (Schmittlein, Morrison &
Colombo, Management Science 33:1, 1987; Fader & Hardie, "A note on deriving the Pareto/NBD model", 2005).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from clientela.discover.purchases.histories import Coded, Floats, Histories
from clientela.discover.purchases.model import ModelName
from clientela.discover.purchases.quadrature import Terms, log_terms

ROWS = 2_048
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

    def log_likelihood(self, p: Floats, coded: Coded) -> tuple[Floats, Floats]:
        r, alpha, s, beta = p
        parts = [_slope(p, each) for each in _parts(coded.rows)]
        total = np.concatenate([each[0] for each in parts])
        slope = np.concatenate([each[1] for each in parts], axis=1)
        slope += np.array([[np.log(alpha)], [r / alpha], [np.log(beta)], [s / beta]])
        slope[0] += coded.x.each(lambda x: digamma(r + x) - digamma(r))
        total += coded.x.each(lambda x: gammaln(r + x) - gammaln(r)) + r * np.log(alpha) + s * np.log(beta)
        return total, slope

    def p_alive(self, p: Floats, rows: Histories) -> Floats:
        parts = [_mixture(p, each) for each in _parts(rows)]
        return np.concatenate([np.exp(alive - total) for _, alive, total in parts])

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


def _mixture(p: Floats, rows: Histories) -> tuple[Terms, Floats, Floats]:
    """The moments of leaving, and logs of "not yet" and of the sum of all, less what they share."""
    r, alpha, s, beta = map(float, p)
    shape = r + rows.x
    terms = log_terms((alpha, beta), (shape, s + 1), rows.t_x, rows.T)
    alive = -shape * np.log(alpha + rows.T) - s * np.log(beta + rows.T)
    total: Floats = np.logaddexp(alive, _log_sum(terms.logs) + np.log(s))
    return terms, alive, total


def _slope(p: Floats, rows: Histories) -> tuple[Floats, Floats]:
    """The log of the sum, and its derivative by each parameter."""
    r, alpha, s, beta = map(float, p)
    terms, alive, total = _mixture(p, rows)
    living, share = np.exp(alive - total), s * np.exp(terms.logs - total[:, None])
    slope = [
        -_dot(share, terms.log_alpha) - living * np.log(alpha + rows.T),
        -(r + rows.x) * (_dot(share, 1 / terms.alpha) + living / (alpha + rows.T)),
        share.sum(axis=1) / s - _dot(share, terms.log_beta) - living * np.log(beta + rows.T),
        -(s + 1) * _dot(share, 1 / terms.beta) - s * living / (beta + rows.T),
    ]
    return total, np.array(slope)


def _p_buy(p: Floats, rows: Histories, t: float) -> Floats:
    """The density of the first purchase before leaving, integrated over (0, t].

    In v = T + u, which is (alpha + T)**(r + x) (beta + T)**s times the integral of
    (r + x) (alpha + v)**-(r + x + 1) (beta + v)**-s over (T, T + t].
    """
    r, alpha, s, beta = map(float, p)
    shape = r + rows.x
    terms = log_terms((alpha, beta), (shape + 1, s), rows.T, rows.T + t)
    log_p: Floats = _log_sum(terms.logs) + np.log(shape)
    return np.exp(log_p + shape * np.log(alpha + rows.T) + s * np.log(beta + rows.T))


def _dot(first: Floats, second: Floats) -> Floats:
    total: Floats = np.einsum("ij,ij->i", first, second)
    return total


def _log_sum(logs: Floats) -> Floats:
    """The log of each row's sum; minus infinity for an empty interval."""
    largest = np.maximum(logs.max(axis=1), -1e300)
    with np.errstate(divide="ignore"):
        total: Floats = largest + np.log(np.exp(logs - largest[:, None]).sum(axis=1))
    return total


PARETO_NBD = ParetoNbd()
