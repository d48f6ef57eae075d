"""How well features tell the members of a segment from all other customers."""

from __future__ import annotations

import math

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from clientela.discover.discrimination import area_under_curve
from clientela.discover.features.table import Mask, Numbers, Prepared
from clientela.discover.quality.card import LEAST_SHOWN, Interval

_ROWS = 4_000  # more moves the second decimal of the area no more
_FOLDS = 5
_Z = 1.959963984540054


def area(prepared: Prepared, inside: Mask, *, seed: int) -> Interval | None:
    """The cross-validated area under the ROC curve; None with fewer than ten on either side.

    A logistic regression on the numbers, their squares (for segments in the middle of a scale) and the
    levels; every customer is ranked by a model that has not seen her, and the folds' areas are averaged.
    """
    rows = _sample(inside, np.random.default_rng([seed, 21]))
    labels = inside[rows]
    members, others = int(labels.sum()), int((~labels).sum())
    if min(members, others) < LEAST_SHOWN:
        return None
    table = _columns(prepared.rows(rows))
    areas = []
    for learning, judged in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(table, labels):
        model = LogisticRegression(solver="newton-cholesky").fit(table[learning], labels[learning])
        areas.append(area_under_curve(model.decision_function(table[judged]), labels[judged]))
    value = float(np.mean(areas))
    reach = _Z * standard_error(value, members, others)
    return Interval(value, max(value - reach, 0.0), min(value + reach, 1.0), len(rows))


def standard_error(value: float, members: int, others: int) -> float:
    """The error of an area (Hanley and McNeil 1982, equation 1)."""
    first, second = value / (2 - value), 2 * value * value / (1 + value)
    variance = value * (1 - value) + (members - 1) * (first - value**2) + (others - 1) * (second - value**2)
    return math.sqrt(variance / (members * others))


def _sample(inside: Mask, rng: np.random.Generator) -> np.ndarray:
    """All rows, or some of the members and some of the others: a small segment keeps half the room."""
    members, others = np.flatnonzero(inside), np.flatnonzero(~inside)
    if len(inside) <= _ROWS:
        return np.arange(len(inside))
    few = min(len(members), max(_ROWS // 2, _ROWS - len(others)))
    drawn = [rng.choice(members, few, replace=False), rng.choice(others, _ROWS - few, replace=False)]
    return np.sort(np.concatenate(drawn))


def _columns(prepared: Prepared) -> Numbers:
    squares = (prepared.numbers**2 - 1) / math.sqrt(2)
    levels = [
        (prepared.codes[:, [place]] == np.arange(len(names))).astype(np.float64)
        for place, names in enumerate(prepared.code_levels)
    ]
    return np.hstack([prepared.numbers, squares, *levels])
