from __future__ import annotations

import pyarrow as pa
import pytest

from clientela.errors import UnknownNameError
from clientela.store import Store
from clientela.store.estimates import write_estimates
from clientela.store.tables import quoted
from tests.store.firm import RECEIVED, UTC_INSTANT, customers, day, events

MARK = "Wanda"


def person(store: Store, customer_id: int, name: str) -> None:
    """A customer whose every text has her name in it, in every table."""
    row = pa.table(
        {"customer_id": [customer_id], "external_id": [name], "city": [f"{name}ville"], "interests": [[name]]}
    )
    store.write_entities("customer", row, source="file", received_at=RECEIVED)
    moved = pa.table({"customer_id": [customer_id], "city": [f"{name}burg"]})
    store.write_entities("customer", moved, source="file", received_at=day("2026-06-01"))
    store.append_events(
        events(
            (f"{name}-1", customer_id, "2026-01-01"),
            text=[f"I am {name}"],
            properties=[f'{{"who": "{name}"}}'],
        )
    )
    at = pa.array([RECEIVED], UTC_INSTANT)
    given = {
        "channel": ["email"],
        "purpose": ["marketing"],
        "state": ["given"],
        "at": at,
        "wording": [f"{name} agrees"],
    }
    store.append_consents(pa.table({"customer_id": [customer_id], **given}))
    engine = store.engine
    engine.execute(
        "INSERT INTO identities VALUES ('email', ?, ?, 'file', ?)", [f"{name}@x.org", customer_id, RECEIVED]
    )
    engine.execute("INSERT INTO memberships VALUES (1, 1, ?, ?, NULL)", [customer_id, RECEIVED])
    said = pa.table({"customer_id": [customer_id], "text": [name]})
    write_estimates(engine, f"next of {customer_id}", RECEIVED, said, computed_at=RECEIVED, model="test")
    engine.execute(
        "INSERT INTO originals VALUES ('customer', ?, 'email', ?, 'file')", [customer_id, f" {name}@X.org"]
    )


def merge(store: Store, number: int, winner: int, loser: int, name: str, *, undone: bool = False) -> None:
    store.engine.execute(
        "INSERT INTO merges VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            number,
            winner,
            loser,
            RECEIVED,
            f"{name}@x.org",
            f'{{"n": "{name}"}}',
            f'{{"n": "{name}"}}',
            RECEIVED if undone else None,
        ],
    )
    store.engine.execute("INSERT INTO merge_moves VALUES (?, 'events', ?)", [number, f"{name}-1"])


def texts(store: Store, word: str) -> list[tuple[str, str]]:
    """Every text column, of every table there is, in which the word stands."""
    columns = store.engine.rows(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE data_type IN ('VARCHAR', 'VARCHAR[]', 'JSON') ORDER BY 1, 2"
    )
    return [
        (table, column)
        for table, column in columns
        if store.engine.rows(
            f"SELECT 1 FROM {quoted(table)} WHERE contains(CAST({quoted(column)} AS VARCHAR), ?) LIMIT 1",
            [word],
        )
    ]


def test_erased_person_is_in_no_text_of_any_table(store: Store) -> None:
    person(store, 1, MARK)
    person(store, 2, "Bruno")
    merge(store, 1, 1, 8, MARK)
    merge(store, 2, 2, 9, "Bruno")
    hers = texts(store, MARK)
    assert {table for table, _ in hers} == {
        "attribute_changes",
        "consents",
        "customers",
        "estimates",
        "events",
        "identities",
        "merge_moves",
        "merges",
        "originals",
    }
    store.erase_person(1)
    assert texts(store, MARK) == []
    assert texts(store, "Bruno") == hers
    for table in ("customers", "events", "consents", "identities", "memberships", "estimates"):
        assert store.engine.rows(f"SELECT DISTINCT customer_id FROM {table}") == [(2,)]
    assert store.engine.rows("SELECT count(*) FROM event_hashes") == [(1,)]


def test_those_merged_into_her_are_erased_with_her_and_those_parted_again_are_not(store: Store) -> None:
    customers(store, [1, 4])
    store.append_events(events(("winner", 1, "2026-01-01"), ("parted", 4, "2026-01-01")))
    merge(store, 1, 1, 2, MARK)
    merge(store, 2, 2, 3, MARK)
    merge(store, 3, 1, 4, MARK, undone=True)
    for loser in (2, 3):
        store.engine.execute(
            "INSERT INTO attribute_changes VALUES ('customer', ?, 'city', ?, ?, ?, 'file', false)",
            [loser, MARK, RECEIVED, loser],
        )
    store.erase_person(1)
    assert texts(store, MARK) == []
    assert store.engine.rows("SELECT event_id FROM events") == [("parted",)]
    assert store.engine.rows("SELECT customer_id FROM customers") == [(4,)]


def test_her_deals_stay_with_the_company_without_her(store: Store) -> None:
    customers(store, [1, 2])
    deals = pa.table(
        {
            "deal_id": [10, 11, 12],
            "external_id": ["firm", MARK, "other"],
            "customer_id": [1, 1, 2],
            "company_id": pa.array([5, None, None], pa.int64()),
            "at": pa.array([RECEIVED] * 3, UTC_INSTANT),
        }
    )
    store.write_entities("deal", deals, source="crm", received_at=RECEIVED)
    store.erase_person(1)
    assert store.engine.rows("SELECT deal_id, customer_id, company_id FROM deals ORDER BY 1") == [
        (10, None, 5),
        (12, 2, None),
    ]
    assert store.engine.rows("SELECT id, attribute, value FROM attribute_changes ORDER BY 1, 2") == [
        (10, "company_id", "5"),
        (12, "customer_id", "2"),
    ]


def test_erasing_nobody_is_an_error(store: Store) -> None:
    with pytest.raises(UnknownNameError, match="no customer '5'"):
        store.erase_person(5)
