"""Orders merged to purchase days, and the histories they make up to any day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clientela.discover.purchases.histories import Floats, Histories


@dataclass(frozen=True, slots=True)
class PurchaseDays:
    """A row a customer and day on which she bought, in that order; `value` is what the day brought."""

    customer_ids: NDArray[np.int64]
    day: NDArray[np.int64]
    value: Floats

    def __len__(self) -> int:
        return len(self.day)

    def __repr__(self) -> str:
        return f"<PurchaseDays: {len(self):,} of {len(np.unique(self.customer_ids)):,} customers>"

    def until(self, last: int) -> PurchaseDays:
        """Those up to and including a day."""
        return self._rows(self.day <= last)

    def between(self, after: int, last: int) -> PurchaseDays:
        """Those later than `after`, up to and including `last`."""
        return self._rows((self.day > after) & (self.day <= last))

    def _rows(self, chosen: NDArray[np.bool_]) -> PurchaseDays:
        return PurchaseDays(self.customer_ids[chosen], self.day[chosen], self.value[chosen])

    def histories(self, until: int) -> Histories:
        """What was known at the end of the day `until`, in days; who had not bought by then is left out."""
        known = self.until(until)
        ids, first, count = np.unique(known.customer_ids, return_index=True, return_counts=True)
        last = first + count - 1
        start = known.day[first]
        total = np.add.reduceat(known.value, first) if len(first) else np.empty(0)
        x = (count - 1).astype(np.float64)
        mean = np.full(len(ids), np.nan)
        np.divide(total - known.value[first], x, out=mean, where=x > 0)
        return Histories(
            ids, x, (known.day[last] - start).astype(np.float64), (until - start).astype(np.float64), mean
        )

    def counts(self, customer_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """On how many of these days each of the given customers (ascending) bought."""
        return np.searchsorted(self.customer_ids, customer_ids, "right") - np.searchsorted(
            self.customer_ids, customer_ids, "left"
        )

    def totals(self, customer_ids: NDArray[np.int64]) -> Floats:
        """What each of the given customers (ascending) paid on these days."""
        running: Floats = np.concatenate([[0.0], np.cumsum(self.value)])
        ends = np.searchsorted(self.customer_ids, customer_ids, "right")
        return running[ends] - running[np.searchsorted(self.customer_ids, customer_ids, "left")]


def purchase_days(customer_ids: ArrayLike, days: ArrayLike, amounts: ArrayLike) -> PurchaseDays:
    """Orders (one row each, in any order; `days` count from any origin) merged by customer and day.

    A negative amount is a return: it is taken off the customer's latest purchase day up to then, to nothing
    at most, and a day returned in full is no purchase. An order of value 0 is one. Questions about
    an earlier day must not be given later returns: `from_orders` sees to it, `PurchaseDays.until` cannot.
    """
    ids, day, amount = (
        np.asarray(customer_ids, np.int64),
        np.asarray(days, np.int64),
        np.asarray(amounts, float),
    )
    bought = _merged(ids, day, amount, amount >= 0)
    if np.any(amount < 0):
        return _net(bought, _merged(ids, day, amount, amount < 0))
    return bought


def from_orders(customer_ids: ArrayLike, days: ArrayLike, amounts: ArrayLike, until: int) -> Histories:
    """Histories in days at the end of the day `until`; later orders and returns are not looked at."""
    known = np.asarray(days, np.int64) <= until
    ids, amount = np.asarray(customer_ids, np.int64), np.asarray(amounts, np.float64)
    return purchase_days(ids[known], np.asarray(days, np.int64)[known], amount[known]).histories(until)


def _merged(
    ids: NDArray[np.int64], day: NDArray[np.int64], amount: Floats, chosen: NDArray[np.bool_]
) -> PurchaseDays:
    order = np.lexsort(
        (amount[chosen], day[chosen], ids[chosen])
    )  # equal sums whatever order the rows came in
    ids, day, amount = ids[chosen][order], day[chosen][order], amount[chosen][order]
    new = np.ones(len(ids), bool)
    new[1:] = (ids[1:] != ids[:-1]) | (day[1:] != day[:-1])
    first = np.flatnonzero(new)
    value = np.add.reduceat(amount, first) if len(first) else amount
    return PurchaseDays(ids[first], day[first], value)


def _net(bought: PurchaseDays, returned: PurchaseDays) -> PurchaseDays:
    """Purchase days less what was returned later."""
    origin = min(bought.day.min(initial=0), returned.day.min(initial=0))
    span = int(max(bought.day.max(initial=0), returned.day.max(initial=0)) - origin + 1)
    place = np.unique(np.concatenate([bought.customer_ids, returned.customer_ids]), return_inverse=True)[1]
    keys = place * span + np.concatenate([bought.day, returned.day]) - origin
    mine, theirs = keys[: len(bought)], keys[len(bought) :]
    at = np.searchsorted(mine, theirs, "right") - 1
    known = (at >= 0) & (bought.customer_ids[np.maximum(at, 0)] == returned.customer_ids)
    value = bought.value.copy()
    np.add.at(value, at[known], returned.value[known])
    kept = (value > 1e-9) | (bought.value <= 0)
    return PurchaseDays(bought.customer_ids[kept], bought.day[kept], np.maximum(value[kept], 0.0))
