"""What the grid and the fit are made from: numbers of every customer at one instant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from clientela.catalog.cut_points import CutPoints
from clientela.catalog.variables.purchases import ORDER
from clientela.discover.rfm.bands import RECENCY
from clientela.rules.nodes import Variable
from clientela.segments import evaluation
from clientela.segments.base import Base


@dataclass(frozen=True, slots=True)
class Customers:
    """Every customer, by rising `customer_id`; `days` is missing (NaN) where she never bought."""

    customer_ids: NDArray[np.int64]
    days: NDArray[np.float64]
    orders: NDArray[np.float64]
    money: NDArray[np.float64]
    stages: pa.ChunkedArray

    def __len__(self) -> int:
        return len(self.customer_ids)

    @property
    def bought(self) -> NDArray[np.bool_]:
        """Who ever did."""
        return ~np.isnan(self.days)


@dataclass(frozen=True, slots=True)
class PurchaseDays:
    """The days on which customers bought, each once, by customer and day (days since 1970)."""

    customers: NDArray[np.int64]
    days: NDArray[np.int64]


def read_customers(base: Base, cut: CutPoints, as_of: dt.datetime) -> Customers:
    """One pass over the store."""
    names = (RECENCY, cut.orders_variable, cut.money_variable, "lifecycle_stage")
    table = evaluation.values(base, {name: Variable(name) for name in names}, as_of).read_all()
    table = table.sort_by("customer_id")
    days, orders, money = (_numbers(table.column(name)) for name in names[:3])
    ids = table.column("customer_id").to_numpy().astype(np.int64)
    return Customers(ids, days, np.nan_to_num(orders), np.nan_to_num(money), table.column(names[3]))


def read_purchase_days(base: Base, as_of: dt.datetime) -> PurchaseDays:
    """The days of completed orders, as the workspace's calendar has them."""
    return next(iter(_days_by_group(base, as_of, (ORDER,), "''").values()), _NONE)


def read_category_days(base: Base, as_of: dt.datetime) -> dict[str, PurchaseDays]:
    """The days on which each category was bought, by category."""
    return _days_by_group(base, as_of, (ORDER, "product_bought"), "category")


_NONE = PurchaseDays(np.empty(0, np.int64), np.empty(0, np.int64))


def _days_by_group(
    base: Base, as_of: dt.datetime, kinds: tuple[str, ...], group: str
) -> dict[str, PurchaseDays]:
    marks = ", ".join("?" * len(kinds))
    table = base.engine.table(
        f'SELECT {group} AS name, customer_id, "at" FROM events '
        f'WHERE kind IN ({marks}) AND "at" <= ? AND {group} IS NOT NULL',
        [*kinds, base.in_utc(as_of)],
    )
    local = pc.local_timestamp(table.column("at").cast(pa.timestamp("us", base.zone.key)))
    days = local.cast(pa.date32()).cast(pa.int32())
    table = table.set_column(2, "day", days).group_by(["name", "customer_id", "day"]).aggregate([])
    table = table.sort_by([(name, "ascending") for name in ("name", "customer_id", "day")])
    return {name: _part(table, start, length) for name, start, length in _runs(table.column("name"))}


def _part(table: pa.Table, start: int, length: int) -> PurchaseDays:
    part = table.slice(start, length)
    return PurchaseDays(*(part.column(name).to_numpy().astype(np.int64) for name in ("customer_id", "day")))


def _runs(names: pa.ChunkedArray) -> list[tuple[str, int, int]]:
    """Each name with where its rows begin and how many they are; names are sorted."""
    counts = pc.value_counts(names.combine_chunks()).to_pylist()
    found, start = [], 0
    for each in sorted(counts, key=lambda count: count["values"].encode()):
        found.append((each["values"], start, each["counts"]))
        start += each["counts"]
    return found


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
