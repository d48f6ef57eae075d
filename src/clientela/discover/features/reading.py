"""One shared pass over the store: the features of all customers at an instant, as NumPy columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clientela.catalog import FirmCatalog
from clientela.discover.features.bands import ordered
from clientela.discover.features.choosing import Choice, choose, is_band, is_list
from clientela.discover.features.columns import MOST_LEVELS, ListColumn, NumberColumn, TextColumn
from clientela.discover.features.currencies import ASKED, currency_of
from clientela.discover.features.table import Codes, Exclusion, Feature, FeatureTable, Numbers
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.rules.nodes import Rule, Value
from clientela.segments.base import Base
from clientela.segments.evaluation import count_members, count_population, values

FEWEST_WITH_ITEM = 0.02
"""An item of a list is a feature from this share of those with a list on."""

MOST_ITEMS = 12
"""Features made of one list."""

_TEXT = "reading features"
_Columns = dict[str, NumberColumn | TextColumn | ListColumn]


def read_features(
    base: Base,
    catalog: FirmCatalog,
    as_of: dt.datetime,
    *,
    variables: Sequence[str] | None = None,
    within: Rule | None = None,
    progress: OnProgress = unwatched,
) -> tuple[FeatureTable, tuple[Exclusion, ...]]:
    """The features of everyone (or of the members of `within`) at the instant, ordered by customer.

    `variables` are names as rules spell them; without them the most telling ones are taken and those the
    store knows nothing of fall out silently. Nothing later than `as_of` is read. What is missing stays
    missing. Raises as `choose` does.
    """
    choice = choose(catalog, variables)
    instant = base.in_utc(as_of)
    with base.engine.snapshot():
        customers = _size(base, instant, within)
        asked = _asked(choice)
        batches = values(base, asked, instant, within=within)
        ids, columns = _read(_empty_columns(choice, asked), batches, customers, part(progress, 0.0, 0.9))
    order = np.argsort(ids, kind="stable")
    made = _Made(instant, ids[order])
    for place, feature in enumerate(choice.features):
        _add(made, feature, columns[f"f{place}"], order, choice)
        part(progress, 0.9, 0.1)(place + 1, len(choice.features), _TEXT)
    told = {name: column for name, column in columns.items() if isinstance(column, TextColumn)}
    table = made.table()
    if told.keys() >= ASKED.keys():
        table = _with_currency(table, *currency_of(told, order))
    return table, (*choice.exclusions, *made.exclusions)


def _asked(choice: Choice) -> dict[str, Value]:
    """The values of the features; where money is among them, also what tells a customer's currency."""
    asked = {f"f{place}": feature.value for place, feature in enumerate(choice.features)}
    return asked | ASKED if any(feature.unit == "money" for feature in choice.features) else asked


def _with_currency(table: FeatureTable, currency: Codes, currencies: tuple[str, ...]) -> FeatureTable:
    return replace(table, currency=currency, currencies=currencies) if currencies else table


def _size(base: Base, as_of: dt.datetime, within: Rule | None) -> int:
    return count_population(base, as_of) if within is None else count_members(base, within, as_of).count


def _empty_columns(choice: Choice, asked: Iterable[str]) -> _Columns:
    columns: _Columns = {name: TextColumn() for name in asked}
    return columns | {f"f{place}": _empty(feature) for place, feature in enumerate(choice.features)}


def _read(
    columns: _Columns, batches: Iterable[pa.RecordBatch], customers: int, progress: OnProgress
) -> tuple[NDArray[np.int64], _Columns]:
    ids = []
    read = 0
    progress(0, customers, _TEXT)
    for batch in batches:
        ids.append(np.asarray(batch.column("customer_id"), np.int64))
        for name, column in columns.items():
            column.add(batch.column(name))
        read += batch.num_rows
        progress(read, customers, _TEXT)
    return np.concatenate(ids) if ids else np.empty(0, np.int64), columns


def _empty(feature: Feature) -> NumberColumn | TextColumn | ListColumn:
    if is_list(feature):
        return ListColumn()
    return TextColumn() if feature.role == "category" else NumberColumn()


class _Made:
    """The table in the making."""

    def __init__(self, as_of: dt.datetime, customer_ids: NDArray[np.int64]) -> None:
        self.as_of, self.customer_ids = as_of, customer_ids
        self.features: list[Feature] = []
        self.columns: dict[str, Numbers | Codes] = {}
        self.levels: dict[str, tuple[str, ...]] = {}
        self.exclusions: list[Exclusion] = []

    def add(self, feature: Feature, column: Numbers | Codes, levels: tuple[str, ...] = ()) -> None:
        self.features.append(feature)
        self.columns[feature.key] = column
        if levels:
            self.levels[feature.key] = levels

    def table(self) -> FeatureTable:
        return FeatureTable(self.as_of, self.customer_ids, tuple(self.features), self.columns, self.levels)


def _add(
    made: _Made,
    feature: Feature,
    column: NumberColumn | TextColumn | ListColumn,
    order: NDArray[np.intp],
    choice: Choice,
) -> None:
    before = len(made.features)
    match column:
        case TextColumn(overflown=True):
            made.exclusions.append(Exclusion(feature.key, "too many levels", f"more than {MOST_LEVELS:,}"))
            return
        case TextColumn():
            _add_texts(made, feature, *column.sorted(order))
        case ListColumn():
            for item, flag in column.flags(order, FEWEST_WITH_ITEM, MOST_ITEMS).items():
                made.add(replace(feature, item=item), flag)
        case NumberColumn():
            numbers = column.sorted(order)
            if not _is_empty(numbers, zeros=choice.is_default):
                made.add(feature, numbers)
    if len(made.features) == before and not choice.is_default:
        made.exclusions.append(Exclusion(feature.key, "mostly missing", "nobody has a value"))


def _is_empty(numbers: Numbers, *, zeros: bool) -> bool:
    """Whether nobody has a value; with `zeros`, also a count of what never happens in this store."""
    known = numbers[~np.isnan(numbers)]
    return not len(known) or (zeros and not known.any())


def _add_texts(made: _Made, feature: Feature, codes: Codes, levels: tuple[str, ...]) -> None:
    if not levels:
        return
    steps = ordered(levels) if is_band(feature) else None
    if steps is None:
        made.add(feature, codes, levels)
        return
    places = np.array([steps.index(level) for level in levels] + [np.nan])
    made.add(replace(feature, role="number", unit="band"), places[codes], steps)
