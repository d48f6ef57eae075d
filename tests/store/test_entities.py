from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela.errors import ClientelaError
from clientela.store import Store, Written
from clientela.store.schema import BEGINNING
from tests.store.firm import ATTRIBUTES, RECEIVED, UTC_INSTANT, day
from tests.store.past import Past, Told

LATER = day("2026-06-01")
ALWAYS = dt.datetime.fromisoformat(BEGINNING)


def write(
    store: Store, *rows: dict[str, object], received_at: dt.datetime = RECEIVED, entity: str = "customer"
) -> Written:
    names = dict.fromkeys(itertools.chain.from_iterable(rows))
    types = {"at": UTC_INSTANT, "created_at": UTC_INSTANT, "clear": pa.list_(pa.string())}
    table = pa.table({name: pa.array([row.get(name) for row in rows], types.get(name)) for name in names})
    return store.write_entities(entity, table, source="test", received_at=received_at)


def changes(store: Store) -> list[tuple[object, ...]]:
    return store.engine.rows(
        'SELECT id, attribute, value, "at", assumed FROM attribute_changes ORDER BY id, attribute, "at", seq'
    )


def current(store: Store, column: str) -> dict[int, object]:
    return dict(store.engine.rows(f"SELECT customer_id, {column} FROM customers ORDER BY 1"))


def test_first_values_make_rows_and_no_history(store: Store) -> None:
    written = write(store, {"customer_id": 1, "city": "Lleida", "age": 30}, {"customer_id": 2, "city": None})
    assert written == Written(created=2, changed=0, unchanged=0)
    assert current(store, "city") == {1: "Lleida", 2: None}
    assert changes(store) == []
    assert store.engine.rows("SELECT DISTINCT source, received_at FROM customers") == [("test", RECEIVED)]


def test_undated_change_dates_from_its_reception_and_the_old_value_is_assumed_before(store: Store) -> None:
    write(store, {"customer_id": 1, "city": "Lleida"})
    assert write(store, {"customer_id": 1, "city": "Girona"}, received_at=LATER) == Written(0, 1, 0)
    assert changes(store) == [(1, "city", "Lleida", ALWAYS, True), (1, "city", "Girona", LATER, False)]
    assert current(store, "city") == {1: "Girona"}


def test_values_that_hold_already_change_nothing(store: Store) -> None:
    row = {"customer_id": 1, "city": "Lleida", "interests": ["a", "b"], "income": Decimal("10.5")}
    write(store, row)
    assert write(store, row, received_at=LATER) == Written(created=0, changed=0, unchanged=1)
    assert changes(store) == []


def test_empty_cell_says_nothing_and_clear_says_there_is_no_value(store: Store) -> None:
    write(store, {"customer_id": 1, "city": "Lleida", "age": 30})
    assert write(store, {"customer_id": 1, "city": None, "age": None}, received_at=LATER) == Written(0, 0, 1)
    assert write(store, {"customer_id": 1, "clear": ["city"]}, received_at=LATER) == Written(0, 1, 0)
    assert (current(store, "city"), current(store, "age")) == ({1: None}, {1: 30})
    assert changes(store) == [(1, "city", "Lleida", ALWAYS, True), (1, "city", None, LATER, False)]


def test_attribute_known_late_and_undated_is_taken_to_have_held_always(store: Store) -> None:
    write(store, {"customer_id": 1})
    assert write(store, {"customer_id": 1, "city": "Lleida"}, received_at=LATER) == Written(0, 1, 0)
    assert (current(store, "city"), changes(store)) == ({1: "Lleida"}, [])


def test_dated_value_is_unknown_before_its_date(store: Store) -> None:
    write(store, {"customer_id": 1, "city": "Lleida", "at": day("2026-02-01")})
    assert changes(store) == [(1, "city", "Lleida", day("2026-02-01"), False)]
    assert current(store, "city") == {1: "Lleida"}


def test_late_news_of_the_past_does_not_replace_the_present(store: Store) -> None:
    write(store, {"customer_id": 1, "city": "Lleida", "at": day("2026-02-01")})
    write(store, {"customer_id": 1, "city": "Reus", "at": day("2025-02-01")}, received_at=LATER)
    assert current(store, "city") == {1: "Lleida"}
    assert [row[2] for row in changes(store)] == ["Reus", "Lleida"]


def test_undated_value_outlives_older_dated_news(store: Store) -> None:
    write(store, {"customer_id": 1, "city": "Lleida"})
    write(store, {"customer_id": 1, "city": "Reus", "at": day("2020-01-01")}, received_at=LATER)
    assert current(store, "city") == {1: "Lleida"}
    assert changes(store) == [
        (1, "city", "Reus", day("2020-01-01"), False),
        (1, "city", "Lleida", RECEIVED, True),
    ]


def test_dated_file_read_twice_changes_nothing(store: Store) -> None:
    rows = [
        {"customer_id": 1, "city": city, "at": day(f"2026-0{month}-01")}
        for month, city in enumerate(("Lleida", "Reus", "Lleida", "Reus"), start=1)
    ]
    assert write(store, *rows) == Written(created=1, changed=0, unchanged=0)
    once = changes(store)
    assert write(store, *reversed(rows), received_at=LATER) == Written(created=0, changed=0, unchanged=1)
    assert changes(store) == once
    assert len(once) == 4


def test_of_rows_about_one_instant_the_last_counts(store: Store) -> None:
    write(store, {"customer_id": 1, "city": "Lleida"}, {"customer_id": 1, "city": "Reus"})
    assert (current(store, "city"), changes(store)) == ({1: "Reus"}, [])


def test_external_id_stays_as_first_seen_and_created_at_as_last_told(store: Store) -> None:
    write(store, {"customer_id": 1, "external_id": None, "created_at": day("2020-01-01")})
    written = write(
        store,
        {"customer_id": 1, "external_id": "A-1", "created_at": day("2019-01-01")},
        {"customer_id": 1, "external_id": "A-2", "created_at": day("2018-01-01")},
        {"customer_id": 1, "external_id": None, "created_at": None},
    )
    assert written == Written(created=0, changed=1, unchanged=0)
    assert current(store, "external_id") == {1: "A-1"}
    assert current(store, "created_at") == {1: day("2018-01-01")}
    again = write(store, {"customer_id": 1, "external_id": "A-3", "created_at": day("2018-01-01")})
    assert again == Written(created=0, changed=0, unchanged=1)


@pytest.mark.parametrize(
    ("attribute", "old", "new", "text"),
    [
        ("city", "Łódź", "O'Hare", "O'Hare"),
        ("age", 30, 31, "31"),
        ("weight", 0.1, 1e22, "1e+22"),
        ("income", Decimal("10.5"), Decimal("1234567.8901"), "1234567.8901"),
        ("vip", True, False, "false"),
        ("birthday", dt.date(1990, 2, 28), dt.date(1990, 3, 1), "1990-03-01"),
        (
            "last_visit",
            day("2026-01-01"),
            day("2026-01-02T03:04:05.000006"),
            "2026-01-02T03:04:05.000006+00:00",
        ),
        ("interests", ["a"], ["b, c", 'd "e"', "ț"], '["b, c","d \\"e\\"","ț"]'),
    ],
)
def test_value_of_every_type_is_kept_as_canonical_text_and_comes_back_exactly(
    store: Store, attribute: str, old: object, new: object, text: str
) -> None:
    write(store, {"customer_id": 1, attribute: old}, {"customer_id": 2, attribute: old})
    write(store, {"customer_id": 1, attribute: new, "at": LATER})
    assert current(store, attribute) == {1: new, 2: old}
    assert store.engine.rows("SELECT value FROM attribute_changes WHERE NOT assumed") == [(text,)]


@pytest.mark.parametrize("entity", ["company", "deal", "product"])
def test_other_entities_have_histories_too(store: Store, entity: str) -> None:
    key, (attribute, *_) = f"{entity}_id", ATTRIBUTES[entity]
    values = (Decimal("1.0000"), Decimal("2.0000")) if entity == "product" else ("a", "b")
    for value, received_at in zip(values, (RECEIVED, LATER), strict=True):
        write(store, {key: 5, attribute: value}, received_at=received_at, entity=entity)
    assert store.engine.rows("SELECT entity, id, value FROM attribute_changes ORDER BY seq") == [
        (entity, 5, str(values[0])),
        (entity, 5, str(values[1])),
    ]
    found = store.changes_of(entity, 5, as_of=day("2026-05-15"))
    assert found.column("value").to_pylist() == [str(values[0])]


def test_row_without_an_id_is_refused_and_nothing_written(store: Store) -> None:
    with pytest.raises(ClientelaError, match=r"'customer_id' is empty in row 2"):
        write(store, {"customer_id": 1, "city": "Reus"}, {"customer_id": None, "city": "Salou"})
    assert current(store, "city") == {}


def test_unknown_column_and_unknown_attribute_to_clear_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no column 'citty' here; did you mean 'city'"):
        write(store, {"customer_id": 1, "citty": "Reus"})
    with pytest.raises(ValueError, match="cannot clear 'town'"):
        write(store, {"customer_id": 1, "clear": ["town"]})


def test_received_at_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        write(store, {"customer_id": 1}, received_at=dt.datetime(2026, 1, 1))


# Any order of news gives the past that the model gives

INSTANTS = [day(f"2026-01-{n:02}") for n in range(1, 31, 3)]
NEWS = st.tuples(st.sampled_from(["a", "b", "c", None]), st.sampled_from([None, *INSTANTS]))
BATCHES = st.lists(st.lists(NEWS, min_size=1, max_size=3), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def shared() -> Iterator[Store]:
    with Store.in_memory(ATTRIBUTES) as opened:
        yield opened


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(BATCHES, min_size=1, max_size=8))
def test_past_and_present_are_those_of_the_model(shared: Store, people: list[list[list[Told]]]) -> None:
    models = {person: Past() for person in shared.allocate_ids("customer", len(people))}
    for turn in range(max(len(batches) for batches in people)):
        received = day("2026-01-05") + dt.timedelta(days=5 * turn)
        rows = []
        for person, batches in zip(models, people, strict=True):
            if turn < len(batches):
                models[person].tell(batches[turn], received)
                rows += [told_row(person, told) for told in batches[turn]]
        if rows:
            write(shared, *rows, received_at=received)
    check_against(shared, models)


def told_row(person: int, told: Told) -> dict[str, object]:
    value, at = told
    return {"customer_id": person, "city": value, "at": at, "clear": ["city"] if value is None else None}


def check_against(store: Store, models: dict[int, Past]) -> None:
    histories: dict[int, list[tuple[object, ...]]] = {person: [] for person in models}
    for person, at, value, assumed in store.engine.rows(
        'SELECT id, "at", value, assumed FROM attribute_changes WHERE id >= ? ORDER BY id, "at", seq',
        [min(models)],
    ):
        histories[person].append((at, value, assumed))
    assert histories == {person: list(model.history) for person, model in models.items()}
    present = {person: city for person, city in current(store, "city").items() if person in models}
    assert present == {person: model.value for person, model in models.items()}


def test_empty_texts_and_lists_are_kept_as_missing(store: Store) -> None:
    write(store, {"customer_id": 1, "city": "", "interests": []}, {"customer_id": 2, "interests": ["a"]})
    assert (current(store, "city"), current(store, "interests")) == ({1: None, 2: None}, {1: None, 2: ["a"]})
