"""What an order of each customer is worth: Gamma-Gamma, in groups of like frequency where it must be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammainccinv

from clientela.discover.lifetime.reading import Numbers
from clientela.discover.purchases import FittedValues, Histories, fit_values, value_correlation
from clientela.discover.purchases.sufficiency import LARGEST_CORRELATION, LEAST_REPEATERS
from clientela.errors import TooThinError

INSIDE = 0.8
"""The probability with which a range holds what it is about."""
_BREAKS = (2, 4, 8)


@dataclass(frozen=True, slots=True)
class Band:
    """Customers with at least so many repeat purchases, up to the next band, and what they spend."""

    least: int
    model: FittedValues


@dataclass(frozen=True, slots=True)
class Spending:
    """What orders are worth. `correlation` is that of frequency and mean value among repeat buyers.

    With one band the value of an order does not depend on how often somebody buys. Where it clearly does
    (|correlation| of 0.3 or more, Fader & Hardie 2013) there are several, each with a model of its own.
    """

    correlation: float
    bands: tuple[Band, ...]

    def expected(self, histories: Histories) -> Numbers:
        """What the next order of each is worth."""
        found = np.empty(len(histories))
        for band, inside in self._parts(histories):
            found[inside] = band.model.expected_value(histories.rows(inside))
        return found

    def ranges(self, histories: Histories) -> tuple[Numbers, Numbers]:
        """Between which amounts the mean order of each lies with probability INSIDE, as the model sees it.

        Her own mean is p / nu, where nu is Gamma(q + p x, gamma + x m) given what she spent.
        """
        low, high = np.empty(len(histories)), np.empty(len(histories))
        for band, inside in self._parts(histories):
            p, q, gamma = band.model.values
            known = np.nan_to_num(histories.m[inside]) > 0
            x = np.where(known, histories.x[inside], 0.0)
            rate = gamma + x * np.where(known, histories.m[inside], 0.0)
            low[inside] = p * rate / gammainccinv(q + p * x, (1 - INSIDE) / 2)
            high[inside] = p * rate / gammainccinv(q + p * x, (1 + INSIDE) / 2)
        return low, high

    def _parts(self, histories: Histories) -> list[tuple[Band, np.ndarray]]:
        which = np.searchsorted([band.least for band in self.bands[1:]], histories.x, side="right")
        return [(band, which == place) for place, band in enumerate(self.bands)]


def fit_spending(histories: Histories) -> Spending:
    """The model of what orders are worth; TooThinError where too few paid twice, or amounts have no mean."""
    paying = int(np.count_nonzero((histories.x > 0) & (histories.m > 0)))
    if paying < LEAST_REPEATERS:
        raise TooThinError(
            f"{paying:,} customers paid on more than one day; an honest estimate of what an order is worth "
            f"needs at least {LEAST_REPEATERS}"
        )
    correlation = value_correlation(histories)
    breaks = _BREAKS if abs(correlation) >= LARGEST_CORRELATION else ()
    return Spending(correlation, tuple(_bands(histories, breaks)))


def _bands(histories: Histories, breaks: tuple[int, ...]) -> list[Band]:
    """A band from each break on, as long as it and all above it have enough who paid."""
    payers = np.where(np.nan_to_num(histories.m) > 0, histories.x, 0)
    edges = [1]
    for edge in breaks:
        below = np.count_nonzero((payers >= edges[-1]) & (payers < edge))
        if min(below, np.count_nonzero(payers >= edge)) >= LEAST_REPEATERS:
            edges.append(edge)
    ends = [*edges[1:], np.inf]
    found = []
    for least, end in zip(edges, ends, strict=True):
        inside = (histories.x >= least) & (histories.x < end)
        found.append(Band(least, fit_values(histories.rows(inside), enough=False)))
    return found
