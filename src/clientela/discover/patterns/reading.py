"""The baskets of a firm: what each order, or each customer, holds."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.catalog.variables.purchases import BOUGHT
from clientela.discover.patterns.baskets import Over, Purchases, Things
from clientela.segments.base import Base


def read_purchases(base: Base, as_of: dt.datetime, things: Things, over: Over) -> Purchases:
    """Everything bought up to the instant; lines and orders that name one thing count once a basket."""
    basket = "customer_id" if over == "customers" else "coalesce(ref, event_id)"
    keys = ("customer_id",) if over == "customers" else ("customer_id", "basket")
    table = base.engine.table(
        f"SELECT DISTINCT customer_id, CAST({basket} AS VARCHAR) AS basket, {things} AS thing FROM events "
        f'WHERE kind IN (?, ?) AND "at" <= ? AND {things} IS NOT NULL',
        [*BOUGHT, base.in_utc(as_of)],
    ).sort_by([(name, "ascending") for name in ("customer_id", "basket", "thing")])
    names = sorted(pc.unique(table.column("thing")).to_pylist())
    codes = pc.index_in(table.column("thing"), pa.array(names, pa.string())).to_numpy().astype(np.int64)
    baskets = _numbered(table, keys)
    count = int(baskets[-1]) + 1 if len(baskets) else 0
    return Purchases(things, over, baskets, codes, tuple(names), count)


def _numbered(table: pa.Table, keys: tuple[str, ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The number of each row's basket; rows come sorted by the keys."""
    if table.num_rows == 0:
        return np.empty(0, np.int64)
    new = np.zeros(table.num_rows, np.bool_)
    for name in keys:
        column = table.column(name).combine_chunks().dictionary_encode().indices.to_numpy()
        new[1:] |= column[1:] != column[:-1]
    return np.cumsum(new).astype(np.int64)
