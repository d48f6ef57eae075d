"""What is read of the store: the counts of the literature, returns, days of the zone, and nothing later."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

import clientela
from clientela.discover.lifetime.describing import FEATURES, features, histories
from clientela.discover.lifetime.reading import (
    cut_at,
    end_of,
    last_whole_day,
    read_later,
    read_purchases,
    read_weeks,
)
from clientela.discover.purchases import from_orders
from tests.discover.lifetime.conftest import CALIBRATED, RECEIVED, fill, read_cdnow

DAY = dt.date(1970, 1, 1)


def test_the_sample_has_the_counts_of_the_literature(cdnow):
    cut = cut_at(CALIBRATED, cdnow.zone)
    found = read_purchases(cdnow.base, cut)
    assert cut.day == dt.date(1997, 9, 30)
    assert (len(found), found.repeaters, (found.count - 1).sum()) == (2357, 946, 2457)
    _, later = read_later(cdnow.base, cut, end_of(dt.date(1998, 6, 30), cdnow.zone), (273,))
    assert later.sum() == 1882
    weeks = read_weeks(cdnow.base, cut, cut, dt.date(1996, 12, 31))
    assert (len(weeks), weeks.sum()) == (39, 2457)


def test_histories_are_those_that_the_orders_make_by_themselves(cdnow, real_data):
    customers, at, amounts = read_cdnow(real_data / "cdnow" / "CDNOW_sample.txt")
    days = [(each.date() - DAY).days for each in at]
    told = from_orders(customers, days, np.array(amounts, float), (dt.date(1997, 9, 30) - DAY).days)
    found = histories(read_purchases(cdnow.base, cut_at(CALIBRATED, cdnow.zone)))
    assert found.customer_ids.tolist() == told.customer_ids.tolist()
    for name in ("x", "t_x", "T", "m"):
        assert np.allclose(getattr(found.in_unit("day"), name), getattr(told, name), equal_nan=True), name


def test_an_earlier_instant_reads_what_a_store_cut_there_would(cdnow, real_data, tmp_path):
    rows = zip(*read_cdnow(real_data / "cdnow" / "CDNOW_sample.txt"), strict=True)
    kept = [row for row in rows if row[1] < CALIBRATED]
    with clientela.create(tmp_path / "cut") as early:
        fill(early, *map(list, zip(*kept, strict=True)))
        cut = cut_at(CALIBRATED, early.zone)
        ours, theirs = read_purchases(early.base, cut), read_purchases(cdnow.base, cut)
    for name in ("customer_ids", "count", "first", "last", "money", "first_money", "recent"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name


@pytest.mark.parametrize(
    ("at", "day", "whole"),
    [
        ("2026-06-01T00:00", "2026-05-31", "2026-05-31"),
        ("2026-06-01T06:00", "2026-06-01", "2026-05-31"),
        ("2026-05-31T23:59:59.999999", "2026-05-31", "2026-05-31"),
    ],
)
def test_the_last_day_seen(at, day, whole):
    zone = ZoneInfo("Europe/Madrid")
    instant = dt.datetime.fromisoformat(at).replace(tzinfo=zone).astimezone(dt.UTC)
    assert cut_at(instant, zone).day == dt.date.fromisoformat(day)
    assert last_whole_day(instant, zone) == dt.date.fromisoformat(whole)


EVENTS = [
    # customer, instant, kind, ref, amount, currency
    (1, "2026-01-01T23:30+01:00", "order_completed", "a", "10.00", "EUR"),
    (1, "2026-01-01T23:59+01:00", "order_completed", "b", "5.00", "EUR"),  # the same day in Madrid
    (1, "2026-01-02T00:30+01:00", "order_completed", "c", "20.00", "EUR"),
    (1, "2026-01-05T12:00+01:00", "order_completed", "d", "40.00", "EUR"),
    (1, "2026-01-09T12:00+01:00", "order_refunded", "d", "40.00", "EUR"),  # wholly: no purchase
    (1, "2026-01-10T12:00+01:00", "order_refunded", "c", "5.00", "EUR"),  # partly
    (2, "2026-01-03T12:00+01:00", "order_completed", "e", "30.00", "EUR"),
    (2, "2026-01-04T12:00+01:00", "order_completed", "f", "30.00", "EUR"),
    (2, "2026-01-06T12:00+01:00", "order_refunded", None, "15.00", "EUR"),  # of no order we know
    (3, "2026-01-03T12:00+01:00", "order_completed", "g", "100.00", "PLN"),
    (3, "2026-01-08T12:00+01:00", "order_completed", "h", "100.00", "PLN"),
    (4, "2026-01-03T12:00+01:00", "order_completed", "i", "9.00", "EUR"),
    (4, "2026-01-04T12:00+01:00", "order_refunded", "i", "9.00", "EUR"),
    (5, "2026-01-20T12:00+01:00", "order_completed", "j", "0.00", "EUR"),  # a purchase, though for nothing
]


@pytest.fixture(scope="module")
def returns(tmp_path_factory):
    with clientela.create(tmp_path_factory.mktemp("returns"), time_zone="Europe/Madrid") as shop:
        store = shop.store
        store.write_entities(
            "customer",
            pa.table({"customer_id": [1, 2, 3, 4, 5], "external_id": list("ABCDE")}),
            source="test",
            received_at=RECEIVED,
        )
        columns = list(zip(*EVENTS, strict=True))
        stamp = pa.timestamp("us", tz="UTC")
        table = pa.table(
            {
                "event_id": [f"e{place}" for place in range(len(EVENTS))],
                "customer_id": list(columns[0]),
                "at": pa.array([dt.datetime.fromisoformat(each) for each in columns[1]], stamp),
                "received_at": pa.array([RECEIVED] * len(EVENTS), stamp),
                "kind": list(columns[2]),
                "ref": list(columns[3]),
                "amount": pa.array(columns[4]).cast(pa.decimal128(18, 4)),
                "currency": list(columns[5]),
            }
        )
        store.append_events(table)
        shop.reload()
        yield shop


def _read(shop, day):
    found = read_purchases(shop.base, end_of(dt.date.fromisoformat(day), shop.zone))
    return {
        int(customer): (int(count), float(money), float(first))
        for customer, count, money, first in zip(
            found.customer_ids, found.count, found.money, found.first_money, strict=True
        )
    }


def test_purchases_are_days_net_of_returns(returns):
    found = _read(returns, "2026-01-31")
    assert found[1] == (2, 30.0, 15.0)  # the first of January, and what is left of the second
    assert found[2] == (2, 45.0, 22.5)  # what was returned of no known order comes off all alike
    assert found[3][0] == 2
    assert np.isnan(found[3][1])  # zlotys are not euros
    assert 4 not in found
    assert found[5] == (1, 0.0, 0.0)


def test_a_return_counts_from_its_own_day_on(returns):
    found = _read(returns, "2026-01-08")
    assert found[1] == (3, 75.0, 15.0)
    assert _read(returns, "2026-01-03")[4] == (1, 9.0, 9.0)


def test_money_agrees_with_the_variable_of_the_catalogue(returns):
    as_of = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    rows = returns.segment("did order_completed").members(["net_revenue_total"], as_of).to_arrow().to_pylist()
    told = {row["customer_id"]: row["net_revenue_total"] for row in rows}
    found = _read(returns, "2026-01-31")
    assert {each: float(told[each]) for each in (1, 2, 5)} == {each: found[each][1] for each in (1, 2, 5)}


def test_features_are_complete_and_named(returns):
    found = features(read_purchases(returns.base, end_of(dt.date(2026, 1, 31), returns.zone)))
    assert found.shape == (4, len(FEATURES))
    assert np.isfinite(found).all()
