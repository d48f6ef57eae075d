"""Ordinary features, and segments, that may stand for a special category of personal data.

Two ways to notice: a level's words (a pharmacy, religious goods) and, where an administrator released a
special-category field, the association with it. Nothing is left out for it: it is said, so that a person
decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clientela.catalog import FirmCatalog, Sensitivity, VariableDefinition
from clientela.catalog.special import hinted_category, special_category
from clientela.discover.features.associations import correlation_ratio, cramers_v, known_together
from clientela.discover.features.columns import TextColumn
from clientela.discover.features.table import MISSING, Codes, Feature, FeatureTable, Mask
from clientela.rules.nodes import Value, Variable
from clientela.rules.types import ValueType
from clientela.segments.base import Base
from clientela.segments.evaluation import values

STRONG = 0.3
"""From this association on a feature is reported."""

FEWEST_KNOWN = 50


@dataclass(frozen=True, slots=True)
class Proxy:
    """A feature (or a segment, by name) that may stand for a special category.

    `why` is `words`, and `level` the level that says so: `strength` is the share of customers with it; or
    `association` with the released field: `strength` is Cramér's V, or for numbers the correlation ratio.
    """

    feature: str
    category: str
    why: Literal["words", "association"]
    strength: float
    level: str | None = None


def proxies(
    base: Base, catalog: FirmCatalog, table: FeatureTable, groups: Mapping[str, Mask] | None = None
) -> tuple[Proxy, ...]:
    """What in the table, or among `groups` of its customers by name, hints at a special category.

    The values of released fields are read at the table's instant, compared, and forgotten.
    """
    fields = special_columns(base, catalog, table.customer_ids, table.as_of)
    return (
        *worded_proxies(table),
        *_associated(table, fields),
        *_associated_groups(groups or {}, fields),
    )


def worded_proxies(table: FeatureTable) -> Iterator[Proxy]:
    """Levels and items whose words hint at a special category."""
    customers = max(len(table), 1)
    for feature in table.features:
        column = table.columns[feature.key]
        if feature.item is not None:
            found = hinted_category(feature.item)
            if found:
                share = float(np.nansum(column)) / customers
                yield Proxy(feature.key, found, "words", share, feature.item)
        elif feature.role == "category":
            for code, level in enumerate(table.levels[feature.key]):
                found = hinted_category(level)
                if found:
                    share = float((column == code).mean())
                    yield Proxy(feature.key, found, "words", share, level)


def special_columns(
    base: Base, catalog: FirmCatalog, customer_ids: NDArray[np.int64], as_of: dt.datetime
) -> dict[str, Codes]:
    """The released special-category fields of these customers as codes, by category; mostly none."""
    released = {
        _category(definition): Variable(
            definition.name, "company" if definition.entity == "company" else "customer"
        )
        for definition in catalog.definitions()
        if _is_released(definition, catalog)
    }
    return _read(base, released, customer_ids, as_of) if released else {}


def _is_released(definition: VariableDefinition, catalog: FirmCatalog) -> bool:
    return (
        definition.sensitivity is Sensitivity.SPECIAL
        and definition.entity in ("customer", "company")
        and definition.type in (ValueType.TEXT, ValueType.BOOLEAN)
        and not catalog.is_quarantined(definition)
    )


def _category(definition: VariableDefinition) -> str:
    return special_category(definition.name) or definition.name


def _read(
    base: Base, wanted: Mapping[str, Value], customer_ids: NDArray[np.int64], as_of: dt.datetime
) -> dict[str, Codes]:
    columns = {name: TextColumn() for name in wanted}
    ids = []
    for batch in values(base, wanted, as_of):
        ids.append(np.asarray(batch.column("customer_id"), np.int64))
        for name, column in columns.items():
            column.add(batch.column(name))
    read = np.concatenate(ids)
    order = np.argsort(read, kind="stable")
    places = order[np.searchsorted(read[order], customer_ids)]
    return {name: column.sorted(places)[0] for name, column in columns.items() if not column.overflown}


def _associated(table: FeatureTable, fields: Mapping[str, Codes]) -> Iterator[Proxy]:
    for category, codes in fields.items():
        for feature in table.features:
            strength = _strength(feature, table, codes)
            if strength >= STRONG:
                yield Proxy(feature.key, category, "association", strength)


def _strength(feature: Feature, table: FeatureTable, special: Codes) -> float:
    column = table.columns[feature.key]
    known = column != MISSING if feature.role == "category" else ~np.isnan(column)
    both = known_together(known, special != MISSING, FEWEST_KNOWN)
    if both is None:
        return 0.0
    if feature.role == "number":
        return correlation_ratio(special[both], np.asarray(column[both], np.float64))
    return cramers_v(np.asarray(column[both], np.int32), special[both])


def _associated_groups(groups: Mapping[str, Mask], fields: Mapping[str, Codes]) -> Iterator[Proxy]:
    for category, codes in fields.items():
        known = codes != MISSING
        if int(known.sum()) < FEWEST_KNOWN:
            continue
        for name, mask in groups.items():
            strength = cramers_v(mask[known].astype(np.int32), codes[known])
            if strength >= STRONG:
                yield Proxy(name, category, "association", strength)
