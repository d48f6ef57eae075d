"""Feature tables drawn by a seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np

from clientela.discover.features.table import Feature, FeatureTable
from clientela.rules.nodes import Variable
from clientela.rules.types import ValueType

AS_OF = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


def number(name: str, unit: str = "", value_type: ValueType = ValueType.NUMBER) -> Feature:
    return Feature(Variable(name), Variable(name), value_type, "number", unit)


def flag(name: str) -> Feature:
    return Feature(Variable(name), Variable(name), ValueType.BOOLEAN, "flag", "share")


def category(name: str) -> Feature:
    return Feature(Variable(name), Variable(name), ValueType.TEXT, "category", "share")


def table_of(
    columns: Mapping[Feature, np.ndarray], levels: Mapping[str, tuple[str, ...]] | None = None
) -> FeatureTable:
    size = len(next(iter(columns.values())))
    named = {
        feature.key: np.asarray(column, np.int32 if feature.role == "category" else np.float64)
        for feature, column in columns.items()
    }
    return FeatureTable(AS_OF, np.arange(1, size + 1), tuple(columns), named, dict(levels or {}))
