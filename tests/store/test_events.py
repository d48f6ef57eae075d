from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from clientela.errors import ClientelaError
from clientela.store import Appended, Store, last_key
from tests.store.firm import ATTRIBUTES, UTC_INSTANT, customers, day, events


@pytest.fixture(autouse=True)
def _three_customers(store: Store) -> None:
    customers(store, [1, 2, 3])


def ids(store: Store) -> list[str]:
    return [event_id for (event_id,) in store.engine.rows("SELECT event_id FROM events ORDER BY event_id")]


def test_events_already_there_are_left_out(store: Store) -> None:
    batch = events(("a", 1, "2026-01-01"), ("b", 2, "2026-01-02"))
    assert store.append_events(batch) == Appended(new=2, duplicates=0)
    assert store.append_events(batch) == Appended(new=0, duplicates=2)
    more = events(("b", 2, "2026-01-02"), ("c", 3, "2026-01-03"))
    assert store.append_events(more) == Appended(new=1, duplicates=1)
    assert ids(store) == ["a", "b", "c"]


def test_of_one_id_twice_in_a_batch_the_first_counts(store: Store) -> None:
    batch = events(("a", 1, "2026-01-05"), ("b", 2, "2026-01-02"), ("a", 3, "2026-01-01"))
    assert store.append_events(batch) == Appended(new=2, duplicates=1)
    assert store.engine.rows("SELECT customer_id FROM events WHERE event_id = 'a'") == [(1,)]


def test_event_repeated_with_another_instant_is_still_a_repeat(store: Store) -> None:
    store.append_events(events(("a", 1, "2026-01-05"), ("b", 1, "2026-01-06")))
    moved = events(("a", 1, "2020-01-01"), ("b", 1, "2026-01-06"), ("c", 1, "2030-01-01"))
    assert store.append_events(moved) == Appended(new=1, duplicates=2)
    assert store.engine.rows("SELECT \"at\" FROM events WHERE event_id = 'a'") == [(day("2026-01-05"),)]


def test_ids_whose_hashes_meet_are_told_apart(store: Store) -> None:
    # No two texts with one hash are known, so the hash of an id never seen is planted.
    hashed = store.engine.functions["text_hash"].format("'new'")
    store.engine.execute(f"INSERT INTO event_hashes SELECT {hashed}")
    assert store.append_events(events(("new", 1, "2026-01-01"))) == Appended(new=1, duplicates=0)


def test_reader_of_many_batches_is_one_append(store: Store) -> None:
    table = events(*((f"e{n:04}", 1 + n % 3, "2026-01-01") for n in range(1000)), ("e0001", 2, "2026-01-01"))
    assert store.append_events(table.to_reader(max_chunksize=64)) == Appended(new=1000, duplicates=1)
    assert len(ids(store)) == 1000


def test_empty_batch_appends_nothing(store: Store) -> None:
    assert store.append_events(events()) == Appended(new=0, duplicates=0)


def test_every_column_is_kept_exactly(store: Store) -> None:
    batch = events(
        ("a", 1, "2026-01-01"),
        amount=pa.array([Decimal("19.9900")]),
        machine=[True],
        text=['«ț, "x"\n»'],
        properties=['{"size": "M"}'],
        received_at=pa.array([day("2026-01-02")], UTC_INSTANT),
    )
    store.append_events(batch)
    kept = store.engine.table("SELECT * FROM events").to_pylist()[0]
    assert {name: kept[name] for name in batch.schema.names} == batch.to_pylist()[0]
    assert {kept[name] for name in kept if name not in batch.schema.names} == {None}


def test_first_event_at_is_the_earliest_event_whatever_the_order_of_arrival(store: Store) -> None:
    store.append_events(events(("a", 1, "2026-03-01"), ("b", 2, "2026-03-01")))
    store.append_events(events(("c", 1, "2026-02-01"), ("d", 1, "2026-02-15"), ("e", 2, "2026-04-01")))
    store.append_events(events(("a", 1, "2020-01-01")))  # known: says nothing
    assert store.engine.rows("SELECT customer_id, first_event_at FROM customers ORDER BY 1") == [
        (1, day("2026-02-01")),
        (2, day("2026-03-01")),
        (3, None),
    ]


def test_events_of_unknown_customers_are_refused_naming_the_rows_and_none_is_kept(store: Store) -> None:
    batch = events(
        ("a", 1, "2026-01-01"), ("b", 77, "2026-01-01"), ("c", 2, "2026-01-01"), ("d", 78, "2026-01-01")
    )
    with pytest.raises(ClientelaError, match=r"^no such customers: 77 \(row 2\), 78 \(row 4\); create them"):
        store.append_events(batch)
    assert ids(store) == []
    assert store.append_events(batch.take([0, 2])) == Appended(new=2, duplicates=0)


@pytest.mark.parametrize("column", ["event_id", "customer_id", "at", "kind"])
def test_row_without_a_needed_value_is_refused_by_its_number(store: Store, column: str) -> None:
    batch = events(("a", 1, "2026-01-01"), ("b", 1, "2026-01-01"))
    holed = pa.array([batch.column(column)[0].as_py(), None], batch.schema.field(column).type)
    with pytest.raises(ClientelaError, match=rf"^'{column}' is empty in row 2;"):
        store.append_events(batch.set_column(batch.schema.get_field_index(column), column, holed))
    assert ids(store) == []


def test_batch_that_fails_half_way_leaves_nothing(store: Store) -> None:
    batch = events(("a", 1, "2026-01-01"), ("b", 1, "2026-01-01"), amount=["1.50", "one"])
    with pytest.raises(duckdb.ConversionException):
        store.append_events(batch)
    assert ids(store) == []
    assert store.engine.rows("SELECT count(*) FROM event_hashes") == [(0,)]


def test_column_the_table_does_not_have_is_refused_with_a_suggestion(store: Store) -> None:
    with pytest.raises(ValueError, match="no column 'ammount' here; did you mean 'amount'"):
        store.append_events(events(("a", 1, "2026-01-01"), ammount=[1]))


def test_append_inside_a_transaction_that_fails_is_undone(store: Store) -> None:
    def fail_afterwards() -> None:
        with store.engine.transaction():
            store.append_events(events(("a", 1, "2026-01-01")))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_afterwards()
    assert store.append_events(events(("a", 1, "2026-01-01"))) == Appended(new=1, duplicates=0)


# Consents


def consents(*rows: tuple[int, str, str, str | None]) -> pa.Table:
    return pa.table(
        {
            "customer_id": [row[0] for row in rows],
            "channel": ["email"] * len(rows),
            "purpose": ["marketing"] * len(rows),
            "state": [row[1] for row in rows],
            "at": pa.array([day(row[2]) for row in rows], UTC_INSTANT),
            "wording": pa.array([row[3] for row in rows], pa.string()),
        }
    )


def test_consent_told_twice_is_kept_once(store: Store) -> None:
    batch = consents((1, "given", "2026-01-01", None), (1, "given", "2026-01-01", None))
    assert store.append_consents(batch) == Appended(new=1, duplicates=1)
    assert store.append_consents(batch) == Appended(new=0, duplicates=2)


def test_consent_that_differs_in_anything_is_another(store: Store) -> None:
    batch = consents(
        (1, "given", "2026-01-01", None),
        (1, "given", "2026-01-01", "I agree"),
        (1, "withdrawn", "2026-01-01", None),
        (2, "given", "2026-01-01", None),
        (1, "given", "2026-01-02", None),
    )
    assert store.append_consents(batch) == Appended(new=5, duplicates=0)


def test_consent_of_an_unknown_customer_is_refused(store: Store) -> None:
    with pytest.raises(ClientelaError, match=r"no such customers: 9 \(row 1\)"):
        store.append_consents(consents((9, "given", "2026-01-01", None)))


# The card


def test_pages_of_a_card_give_every_event_once_in_order(store: Store) -> None:
    rows = [(f"e{n:02}", 1, f"2026-01-{1 + n // 3:02}") for n in range(20)]
    store.append_events(events(*rows[::2], ("other", 2, "2026-01-01")))
    store.append_events(events(*rows[1::2]))
    newest = sorted(rows, key=lambda row: (row[2], row[0]), reverse=True)
    assert pages(store, newest_first=True) == [row[0] for row in newest]
    assert pages(store, newest_first=False) == [row[0] for row in reversed(newest)]


def pages(store: Store, *, newest_first: bool) -> list[str]:
    seen: list[str] = []
    beyond = None
    while True:
        page = store.events_of(1, as_of=day("2027-01-01"), limit=7, beyond=beyond, newest_first=newest_first)
        beyond = last_key(page)
        if beyond is None:
            return seen
        seen += page.column("event_id").to_pylist()


def test_card_shows_nothing_later_than_its_instant(store: Store) -> None:
    store.append_events(events(("a", 1, "2026-01-01"), ("b", 1, "2026-01-02"), ("c", 1, "2026-01-03")))
    page = store.events_of(1, as_of=day("2026-01-02"))
    assert page.column("event_id").to_pylist() == ["b", "a"]


# Compaction


def test_compaction_orders_closed_months_and_keeps_every_row(tmp_path: Path) -> None:
    with Store.create(tmp_path / "store.duckdb", ATTRIBUTES) as store:
        customers(store, [1, 2])
        rows = [(f"e{n:03}", 1 + n % 2, f"2026-{1 + n % 4:02}-{1 + n % 28:02}") for n in range(200)]
        batch = events(*rows)
        kinds = pa.array([("page_viewed", "order_completed", "call_logged")[n % 3] for n in range(200)])
        batch = batch.set_column(batch.schema.get_field_index("kind"), "kind", kinds)
        store.append_events(batch)
        before = store.engine.table("SELECT * FROM events ORDER BY event_id")
        store.compact(day("2026-04-15"))
        assert store.engine.table("SELECT * FROM events ORDER BY event_id").equals(before)
        place = [
            (
                at.month == 4,
                *((kind, at.month, customer, at, event_id) if at.month < 4 else ("", 0, 0, at, event_id)),
            )
            for kind, customer, at, event_id in store.engine.rows(
                'SELECT kind, customer_id, "at", event_id FROM events'
            )
        ]
        assert place == sorted(place)
        assert store.append_events(batch) == Appended(new=0, duplicates=200)
