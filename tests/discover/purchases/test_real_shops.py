"""Shops whose purchases leave something open, or are too few."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow.csv
import pytest

from clientela.discover.purchases import MODELS, Histories, fit, fit_values, from_orders
from clientela.errors import TooThinError

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def gifts(real_data: Path) -> Histories:
    """A UK gift seller's named customers, net of returns."""
    columns = ["CustomerID", "InvoiceDate", "Quantity", "UnitPrice"]
    table = pyarrow.csv.read_csv(
        real_data / "online_retail" / "online_retail.csv.gz",
        convert_options=pyarrow.csv.ConvertOptions(include_columns=columns),
    )
    customer, at, quantity, price = (table[each].to_numpy() for each in columns)
    named = ~np.isnan(customer) & (price > 0)
    days = at.astype("datetime64[D]").astype(np.int64)[named]
    return from_orders(customer[named], days, (quantity * price)[named], until=int(days.max()) - 91)


def test_a_shop_whom_nobody_seems_to_leave(gifts: Histories) -> None:
    """No model finds anyone leaving within nine months: a prior holds that part, and all say the same."""
    fits = [fit(name, gifts) for name in MODELS]
    assert [each.held for each in fits] == [True, True, True]
    assert np.ptp([each.log_likelihood for each in fits]) < 0.1
    totals = [each.expected(gifts, 91).sum() for each in fits]
    assert np.ptp(totals) < 0.01 * np.mean(totals)
    assert min(each.p_alive(gifts).mean() for each in fits) > 0.95
    assert fit_values(gifts).customers == gifts.repeaters


def test_a_marketplace_where_hardly_anyone_returns(real_data: Path) -> None:
    with (real_data / "olist" / "olist_customers_dataset.csv").open(newline="", encoding="utf-8") as file:
        person = {row["customer_id"]: row["customer_unique_id"] for row in csv.DictReader(file)}
    with (real_data / "olist" / "olist_orders_dataset.csv").open(newline="", encoding="utf-8") as file:
        orders = [
            (person[row["customer_id"]], row["order_purchase_timestamp"][:10]) for row in csv.DictReader(file)
        ]
    ids = np.unique([who for who, _ in orders], return_inverse=True)[1]
    days = [dt.date.fromisoformat(day).toordinal() for _, day in orders]
    histories = from_orders(ids, days, np.ones(len(days)), until=max(days))
    assert len(histories) == 2_995
    with pytest.raises(TooThinError, match="of 2,995 customers bought on more than one day"):
        fit("bgnbd", histories)
