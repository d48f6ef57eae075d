"""How good a score was: Brier score and AUC with bootstrap intervals, and the calibration curve."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from clientela.discover.discrimination import area_under_curve
from clientela.segments.intervals import share_interval

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

BINS = 10  # of a calibration curve
_FINE = 1000  # of the table that is drawn again
_DRAWS = 400
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well a probability foretold what happened to `n` customers, `base_rate` of whom bought.

    `brier` is the mean squared difference of probability and outcome (Brier 1950): smaller is better.
    `auc` is the chance that one who bought was scored above one who did not: 0.5 is a coin. `mean` is the
    mean probability said.
    """

    n: int
    base_rate: float
    mean: float
    brier: Figure
    auc: Figure

    @property
    def baseline(self) -> float:
        """The Brier score of saying the base rate of everybody."""
        return self.base_rate * (1 - self.base_rate)


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """Customers of like scores: how many, what was said of them on average, what share did buy (Wilson)."""

    upper: float  # the highest score among them
    n: int
    said: float
    observed: Figure


def accuracy(said: Numbers, happened: Flags, seed: int) -> Accuracy:
    """Brier score and AUC; intervals are the 95 % percentiles of a bootstrap over customers.

    Drawing customers again is drawing the cells of a table (score × outcome) again; scores of more than
    1,000 values are put into as many equal parts for that.
    """
    loss = (said - happened) ** 2
    counts, losses = _table(said, happened, loss)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(said), counts.ravel() / len(said), size=_DRAWS).reshape(_DRAWS, -1, 2)
    briers = (drawn * losses).sum(axis=(1, 2)) / len(said)
    aucs = _auc(drawn.astype(np.float64))
    return Accuracy(
        len(said),
        float(happened.mean()),
        float(said.mean()),
        _interval(float(loss.mean()), briers),
        _interval(area_under_curve(said, happened), aucs),
    )


def calibration(said: Numbers, happened: Flags) -> tuple[CalibrationRow, ...]:
    """What was said against what happened, in up to ten parts of as equal size as ties allow."""
    edges = np.unique(np.quantile(said, np.arange(1, BINS) / BINS))
    place = np.searchsorted(edges, said, side="left")
    rows = []
    for part in np.unique(place):
        inside = place == part
        bought, n = int(happened[inside].sum()), int(inside.sum())
        observed = Figure(bought / n, *share_interval(bought, n))
        rows.append(CalibrationRow(float(said[inside].max()), n, float(said[inside].mean()), observed))
    return tuple(rows)


def bounds(said: Numbers, rows: tuple[CalibrationRow, ...]) -> tuple[Numbers, Numbers]:
    """Between which shares customers of such a score did buy; the score itself is always inside."""
    place = np.searchsorted([row.upper for row in rows[:-1]], said, side="left")
    low = np.array([row.observed.low for row in rows])[place]
    high = np.array([row.observed.high for row in rows])[place]
    return np.minimum(low, said), np.maximum(high, said)


def worse_by(loss: Numbers, best: Numbers) -> Figure:
    """By how much one Brier score is above another of the same customers (normal interval of pairs)."""
    difference = loss - best
    mean = float(difference.mean())
    half = _Z * float(difference.std() / np.sqrt(len(difference)))
    return Figure(mean, float(mean - half), float(mean + half))


def _table(said: Numbers, happened: Flags, loss: Numbers) -> tuple[Numbers, Numbers]:
    """Customers, and their mean loss, by part of the score and by outcome."""
    edges = np.unique(said)
    if len(edges) > _FINE:
        edges = np.unique(np.quantile(said, np.arange(_FINE) / _FINE))
    cell = np.searchsorted(edges, said, side="right") * 2 + happened
    size = 2 * (len(edges) + 1)
    counts = np.bincount(cell, minlength=size).astype(np.float64)
    totals = np.bincount(cell, weights=loss, minlength=size)
    means = np.divide(totals, counts, out=np.zeros_like(totals), where=counts > 0)
    return counts.reshape(-1, 2), means.reshape(-1, 2)


def _auc(tables: Numbers) -> Numbers:
    """Of tables × scores (ascending) × outcome; 0.5 where only one outcome is there."""
    quiet, bought = tables[..., 0], tables[..., 1]
    below = np.cumsum(quiet, axis=-1) - quiet / 2
    pairs = quiet.sum(axis=-1) * bought.sum(axis=-1)
    found: Numbers = np.divide(
        (bought * below).sum(axis=-1), pairs, out=np.full(len(tables), 0.5), where=pairs > 0
    )
    return found


def _interval(value: float, drawn: Numbers) -> Figure:
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Figure(value, float(min(low, value)), float(max(high, value)))
