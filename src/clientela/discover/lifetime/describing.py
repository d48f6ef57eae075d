"""Purchases as the models want them: histories in weeks, and the features of the logistic challenger."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from clientela.discover.lifetime.reading import RECENT, Numbers, Purchases
from clientela.discover.purchases import Histories

FEATURES = (
    "repeat purchases",
    "days since the last purchase",
    "days since the first purchase",
    "mean value",
    "value of the first purchase",
    *(f"purchases in {window} days" for window in RECENT),
    "silence over her usual gap",
    "bought once",
)


def histories(purchases: Purchases) -> Histories:
    """A row a customer, in weeks; the mean value is of her repeat purchases."""
    x = purchases.count - 1
    mean = np.full(len(x), np.nan)
    np.divide(purchases.money - purchases.first_money, x, out=mean, where=x > 0)
    return Histories(
        purchases.customer_ids,
        x,
        (purchases.last - purchases.first) / 7.0,
        (purchases.cut.number - purchases.first) / 7.0,
        np.maximum(mean, 0.0),
        "week",
    )


def features(purchases: Purchases) -> Numbers:
    """Customers × FEATURES, on log scales, nothing missing (an unknown value is the mean of the known)."""
    x = purchases.count - 1
    silence = (purchases.cut.number - purchases.last).astype(np.float64)
    age = (purchases.cut.number - purchases.first).astype(np.float64)
    gap = (purchases.last - purchases.first) / np.maximum(x, 1)
    usual = np.where(x > 0, gap, gap[x > 0].mean() if (x > 0).any() else 1.0)
    columns = [
        np.log1p(x),
        np.log1p(silence),
        np.log1p(age),
        _known(np.log1p(np.maximum(purchases.money, 0) / purchases.count)),
        _known(np.log1p(np.maximum(purchases.first_money, 0))),
        *np.log1p(purchases.recent).T,
        np.log1p(silence) - np.log1p(usual),
        (x == 0).astype(np.float64),
    ]
    return np.column_stack(columns)


def rows(purchases: Purchases, chosen: NDArray[np.intp]) -> Purchases:
    """The purchases of some customers."""
    names = ("customer_ids", "count", "first", "last", "money", "first_money", "recent")
    return replace(purchases, **{name: getattr(purchases, name)[chosen] for name in names})


def _known(values: Numbers) -> Numbers:
    known = np.isfinite(values)
    filled: Numbers = np.where(known, values, values[known].mean() if known.any() else 0.0)
    return filled
