"""Amounts of several currencies are held against what is usual in each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from clientela.discover.conditions import candidates
from clientela.discover.features import learn, prepare, read_features
from clientela.discover.features.table import MISSING
from clientela.rules.text import parse_rule
from clientela.workspace import Workspace
from tests.discover.features.drawn import category, number, table_of

SIZE = 3_000
RATES = np.array([1.0, 4.3, 500.0])


def test_amounts_in_any_currency_are_prepared_as_if_in_one() -> None:
    rng = np.random.default_rng(6)
    currency = rng.choice(3, SIZE, p=[0.5, 0.3, 0.2]).astype(np.int32)
    euros = np.where(rng.random(SIZE) < 0.2, 0, rng.lognormal(5, 1, SIZE))
    feature = number("revenue_total", "money")
    plain = prepare(table_of({feature: euros})).numbers[:, 0]
    mixed = table_of({feature: euros * RATES[currency]})
    mixed = replace(mixed, currency=currency, currencies=("EUR", "PLN", "KZT"))
    # the medians of the currencies differ by chance, and so a little does everything
    assert np.corrcoef(plain, prepare(mixed).numbers[:, 0])[0, 1] > 0.99
    blind = prepare(replace(mixed, currency=None, currencies=())).numbers[:, 0]
    assert np.corrcoef(plain, blind)[0, 1] < 0.9


def test_amount_of_a_rare_currency_is_missing_and_zero_stays_zero() -> None:
    currency = np.array([0] * 500 + [1] * 500 + [2] * 5 + [MISSING], np.int32)
    amounts = np.array([*np.linspace(1, 100, 500), *np.linspace(10, 1000, 500), 7, 7, 7, 0, 7, 5.0])
    table = table_of({number("revenue_total", "money"): amounts})
    table = replace(table, currency=currency, currencies=("a", "b", "c"))
    preparation, _ = learn(table)
    made = preparation.apply(table).numbers[:, 0]
    (plan,) = preparation.numbers
    at_median = (plan.median - plan.mean) / plan.deviation
    np.testing.assert_allclose(made[[1000, 1004, 1005]], at_median)
    assert made[1003] == made.min() < at_median


def test_sample_shop_tells_the_currency_of_its_customers(sample_workspace: Workspace) -> None:
    shop = sample_workspace
    as_of = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    names = ["revenue_total", "country", "orders_total"]
    table, _ = read_features(shop.base, shop.catalog, as_of, variables=names)
    assert table.currencies == ("EUR", "KZT", "MDL", "PLN", "RON")
    assert table.currency is not None
    by_country = {
        table.levels["country"][country]: {table.currencies[code] for code in np.unique(found)}
        for country in range(len(table.levels["country"]))
        if len(found := table.currency[table.columns["country"] == country])
    }
    assert by_country["ES"] == {"EUR"}
    assert by_country["PL"] == {"PLN"}  # also those who never bought
    assert {each.key for each in candidates(table)} == {"country", "orders_total"}
    euros, _ = read_features(
        shop.base, shop.catalog, as_of, variables=names, within=parse_rule("country = 'ES'")
    )
    assert {each.key for each in candidates(euros)} == {"revenue_total", "orders_total"}
    assert read_features(shop.base, shop.catalog, as_of, variables=["age"])[0].currencies == ()
    spain = table.rows(table.columns["country"] == table.levels["country"].index("ES"))
    assert spain.currency is not None
    assert len(spain.currency) == len(spain)


def test_other_features_have_no_scale() -> None:
    table = table_of(
        {number("age", "years"): np.arange(50.0), category("city"): np.arange(50) % 2}, {"city": ("a", "b")}
    )
    assert learn(table)[0].scales == ()
