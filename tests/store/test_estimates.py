"""Estimates are kept run by run, all of a run or nothing."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from clientela.collect.identity.merging import merge, unmerge
from clientela.errors import ClientelaError
from clientela.store import Store
from clientela.store.definitions import read_definitions, write_definition
from clientela.store.estimates import read_runs, write_estimates
from tests.store.firm import RECEIVED, customers, day

ROWS = pa.table({"customer_id": [2, 1], "value": [0.25, 0.5], "low": [0.125, 0.25]})


def kept(store: Store) -> list[tuple[object, ...]]:
    return store.engine.rows(
        'SELECT name, "at", customer_id, value, low, high, day, text FROM estimates '
        'ORDER BY name, "at", customer_id'
    )


def test_a_run_is_kept_and_one_of_the_same_instant_takes_its_place(store: Store) -> None:
    at, later = day("2026-03-01"), day("2026-04-01")
    write_estimates(store.engine, "churn_risk", at, ROWS, computed_at=RECEIVED, model="a", facts="{}")
    write_estimates(store.engine, "churn_risk", later, ROWS.slice(0, 1), computed_at=RECEIVED, model="b")
    again = write_estimates(
        store.engine, "churn_risk", later, ROWS.slice(1), computed_at=RECEIVED, model="c", facts='{"n": 1}'
    )
    assert kept(store) == [
        ("churn_risk", at, 1, 0.5, 0.25, None, None, None),
        ("churn_risk", at, 2, 0.25, 0.125, None, None, None),
        ("churn_risk", later, 1, 0.5, 0.25, None, None, None),
    ]
    runs = read_runs(store.engine)
    assert [(run.at, run.model, run.facts) for run in runs] == [(at, "a", "{}"), (later, "c", '{"n": 1}')]
    assert runs[1] == again


def test_dates_and_texts_have_columns_of_their_own(store: Store) -> None:
    at = day("2026-03-01")
    rows = pa.table({"customer_id": [1], "day": [dt.date(2026, 5, 1)]})
    write_estimates(store.engine, "overdue_since", at, rows, computed_at=RECEIVED, model="a")
    assert kept(store) == [("overdue_since", at, 1, None, None, None, dt.date(2026, 5, 1), None)]


def test_a_customer_who_is_there_twice_is_refused_and_the_former_run_stays(store: Store) -> None:
    at = day("2026-03-01")
    write_estimates(store.engine, "churn_risk", at, ROWS, computed_at=RECEIVED, model="a")
    before = kept(store)
    twice = pa.concat_tables([ROWS, ROWS])
    with pytest.raises(ClientelaError, match="churn_risk: a customer is there twice"):
        write_estimates(store.engine, "churn_risk", at, twice, computed_at=RECEIVED, model="b")
    assert (kept(store), [run.model for run in read_runs(store.engine)]) == (before, ["a"])


def test_of_two_who_were_one_the_winners_own_estimate_stands_and_parting_gives_back(store: Store) -> None:
    customers(store, [1, 2])
    first, second = day("2026-03-01"), day("2026-04-01")
    write_estimates(store.engine, "churn_risk", first, ROWS, computed_at=RECEIVED, model="a")
    write_estimates(store.engine, "churn_risk", second, ROWS.slice(0, 1), computed_at=RECEIVED, model="a")
    before = kept(store)
    merge(store.engine, 1, 2, at=RECEIVED, reason="same person")
    assert [row[1:4] for row in kept(store) if row[2] == 1] == [(first, 1, 0.5), (second, 1, 0.25)]
    assert unmerge(store.engine, 1, at=RECEIVED) == 2
    assert kept(store) == before


def test_definitions_have_versions_and_the_same_is_not_written_twice(store: Store) -> None:
    one = write_definition(store.engine, "themes", "[]", at=RECEIVED, note="first")
    assert write_definition(store.engine, "themes", "[]", at=day("2026-05-05")) == one
    two = write_definition(store.engine, "themes", "[1]", at=day("2026-05-05"))
    write_definition(store.engine, "cut_points", "{}", at=RECEIVED)
    assert read_definitions(store.engine, "themes") == [one, two]
    assert [(each.version, each.body, each.note) for each in (one, two)] == [
        (1, "[]", "first"),
        (2, "[1]", None),
    ]
