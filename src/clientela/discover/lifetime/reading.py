"""What every customer had bought by an instant, read in one pass and grouped in the engine.

The compiler speaks of events; a purchase is a day on which a customer ordered and did not give everything
back, which no aggregate of the rules says. So this one module writes its SQL itself, over the same table:
events always belong to a customer who is there (merges move them, an erasure takes them), and nothing later
than the instant is read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clientela.discover.currencies import order_currencies
from clientela.segments.base import Base

Numbers = NDArray[np.float64]
Ids = NDArray[np.int64]
Days = NDArray[np.int64]
"""Days since 1970-01-01."""

RECENT = (30, 90, 180, 365)
"""Windows before the cut in which purchase days are counted."""
_MICROSECOND = dt.timedelta(microseconds=1)
_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Cut:
    """An instant and the last day it has seen something of, in the zone of the workspace."""

    at: dt.datetime
    day: dt.date

    @property
    def number(self) -> int:
        """The day as days since 1970."""
        return (self.day - _EPOCH).days


def cut_at(as_of: dt.datetime, zone: ZoneInfo) -> Cut:
    """The cut at an instant; at the first moment of a day, the day before is the last one seen."""
    return Cut(as_of, (as_of - _MICROSECOND).astimezone(zone).date())


def end_of(day: dt.date, zone: ZoneInfo) -> Cut:
    """The cut after the last moment of a day."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    return Cut(midnight.astimezone(dt.UTC) - _MICROSECOND, day)


def last_whole_day(as_of: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The last day that was over at the instant."""
    return (as_of + _MICROSECOND).astimezone(zone).date() - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Purchases:
    """A row a customer who had bought by the cut, in order of `customer_ids`.

    A purchase is a day with at least one order that was not wholly returned by then. `money` is net of
    returns, in the main currency, and NaN where she paid in any other. `recent` has a column for each of
    RECENT: the purchase days in so many days up to the cut.
    """

    cut: Cut
    customer_ids: Ids
    count: Numbers
    first: Days
    last: Days
    money: Numbers
    first_money: Numbers
    recent: Numbers
    currency: str | None

    def __len__(self) -> int:
        return len(self.customer_ids)

    @property
    def span(self) -> int:
        """Days from the first purchase of all to the cut."""
        return int(self.cut.number - self.first.min()) if len(self) else 0

    @property
    def repeaters(self) -> int:
        """How many bought on two days or more."""
        return int((self.count > 1).sum())


def read_purchases(base: Base, cut: Cut) -> Purchases:
    """What every customer had bought by the cut."""
    currency = _main_currency(base, cut)
    recent = ", ".join(
        f"count(*) FILTER (day > ?::DATE - {window})::DOUBLE AS recent_{window}" for window in RECENT
    )
    sql = (
        f"WITH {_days(base)} SELECT customer_id, count(*)::DOUBLE AS count, min(day) AS first, "
        "max(day) AS last, sum(money)::DOUBLE AS money, arg_min(money, day)::DOUBLE AS first_money, "
        "bool_or(foreign_money) AS foreign_money, any_value(loose.amount)::DOUBLE AS loose, "
        f"{recent} FROM days LEFT JOIN loose USING (customer_id) GROUP BY customer_id ORDER BY customer_id"
    )
    parameters = [cut.at, cut.at, currency, *([cut.day] * len(RECENT))]
    return _purchases(base.engine.stream(sql, parameters).read_all(), cut, currency)


def read_later(base: Base, cut: Cut, until: Cut, windows: tuple[int, ...]) -> tuple[Ids, Numbers]:
    """Who bought after the cut, and on how many days of each window that begins there.

    What is known at `until` counts: an order given back by then is no purchase.
    """
    counted = ", ".join(
        f"count(*) FILTER (day <= ?::DATE + {window})::DOUBLE AS later_{window}" for window in windows
    )
    sql = (
        f"WITH {_days(base)} SELECT customer_id, {counted} FROM days WHERE day > ? AND day <= ? "
        "GROUP BY customer_id ORDER BY customer_id"
    )
    parameters = [until.at, until.at, None, *([cut.day] * len(windows)), cut.day, until.day]
    found = base.engine.stream(sql, parameters).read_all()
    return _ids(found), _matrix(found, "later", windows)


def read_weeks(base: Base, cut: Cut, until: Cut, start: dt.date) -> Numbers:
    """Repeat purchases in each week after `start` of those who had bought by the cut."""
    sql = (
        f"WITH {_days(base)}, begun AS "
        "(SELECT customer_id, min(day) AS first FROM days GROUP BY customer_id) "
        "SELECT (day - ?::DATE - 1) // 7 AS week, count(*)::DOUBLE AS purchases FROM days "
        "JOIN begun USING (customer_id) WHERE first <= ? AND day > first AND day <= ? "
        "GROUP BY week ORDER BY week"
    )
    found = base.engine.table(sql, [until.at, until.at, None, start, cut.day, until.day])
    weeks = np.zeros(max(-(-(until.day - start).days // 7), 0))
    weeks[_day_numbers(found, "week")] = _column(found, "purchases")
    return weeks


def aligned(customer_ids: Ids, found_ids: Ids, values: Numbers) -> Numbers:
    """The values in the order of `customer_ids`; 0 for who was not found. Both ids are sorted."""
    placed = np.zeros((len(customer_ids), *values.shape[1:]))
    at = np.searchsorted(customer_ids, found_ids)
    at = np.minimum(at, max(len(customer_ids) - 1, 0))
    known = customer_ids[at] == found_ids if len(customer_ids) else np.zeros(len(found_ids), dtype=bool)
    placed[at[known]] = values[known]
    return placed


def _days(base: Base) -> str:
    """Common tables, with `as of` bound twice and the main currency after it (NULL: any will do).

    `days` is a row a customer and purchase day; `loose` is what was returned of no order we know.
    """
    zone = "'" + base.zone.key.replace("'", "''") + "'"
    day = base.engine.functions["local_date"].format('"at"', zone)
    return (
        f"orders AS (SELECT customer_id, ref, {day} AS day, coalesce(amount, 0) AS amount, currency "
        "FROM events WHERE kind = 'order_completed' AND \"at\" <= ?), "
        "refunds AS (SELECT customer_id, ref, sum(amount) AS amount FROM events "
        "WHERE kind = 'order_refunded' AND \"at\" <= ? AND amount > 0 GROUP BY customer_id, ref), "
        "returned AS (SELECT customer_id, ref, "
        "any_value(r.amount)::DOUBLE / nullif(sum(o.amount), 0) AS part "
        "FROM refunds r JOIN orders o USING (customer_id, ref) GROUP BY customer_id, ref), "
        "loose AS (SELECT customer_id, sum(amount) AS amount FROM refunds "
        "ANTI JOIN orders USING (customer_id, ref) GROUP BY customer_id), "
        # what is left of an order is an exact decimal again, so that sums do not depend on their order
        "days AS (SELECT customer_id, day, bool_or(currency <> ?) AS foreign_money, "
        "sum(CAST(amount * (1 - coalesce(part, 0)) AS DECIMAL(18, 4))) AS money "
        "FROM orders LEFT JOIN returned USING (customer_id, ref) WHERE coalesce(part, 0) < 1 "
        "GROUP BY customer_id, day)"
    )


def _main_currency(base: Base, cut: Cut) -> str | None:
    """The currency of most orders; None where orders name none."""
    return next(iter(order_currencies(base, cut.at)), None)


def _purchases(found: pa.Table, cut: Cut, currency: str | None) -> Purchases:
    money = _column(found, "money")
    loose = np.minimum(np.nan_to_num(_column(found, "loose")), money)
    kept = np.divide(money - loose, money, out=np.ones_like(money), where=money > 0)
    foreign = found.column("foreign_money").fill_null(False).to_numpy().astype(bool)  # noqa: FBT003
    return Purchases(
        cut=cut,
        customer_ids=_ids(found),
        count=_column(found, "count"),
        first=_day_numbers(found, "first"),
        last=_day_numbers(found, "last"),
        money=np.where(foreign, np.nan, money * kept),
        first_money=np.where(foreign, np.nan, _column(found, "first_money") * kept),
        recent=_matrix(found, "recent", RECENT),
        currency=currency,
    )


def _ids(found: pa.Table) -> Ids:
    numbers: Ids = found.column("customer_id").to_numpy().astype(np.int64)
    return numbers


def _column(found: pa.Table, name: str) -> Numbers:
    values: Numbers = found.column(name).to_numpy().astype(np.float64)
    return values


def _matrix(found: pa.Table, name: str, windows: tuple[int, ...]) -> Numbers:
    return np.column_stack([_column(found, f"{name}_{window}") for window in windows])


def _day_numbers(found: pa.Table, name: str) -> Days:
    numbers: Days = found.column(name).cast(pa.int32()).to_numpy().astype(np.int64)
    return numbers
