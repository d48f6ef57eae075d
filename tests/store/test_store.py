from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from clientela.errors import WorkspaceBusyError, WorkspaceError, WorkspaceVersionError
from clientela.rules.types import ValueType
from clientela.store import Store
from clientela.store.engine import Engine
from clientela.store.engines.duckdb import DuckDBEngine
from clientela.store.migrations import migrate
from clientela.store.schema import ENTITIES, SCHEMA_VERSION, TABLES
from clientela.store.settings import read_settings, write_setting
from clientela.store.tables import columns_of
from tests.store.firm import ATTRIBUTES, RECEIVED, customers, events

HOLD = """
import sys, pathlib, datetime
from clientela.store import Store
store = Store.open(pathlib.Path(sys.argv[1]), {}, program="clientela serve",
                   opened_at=datetime.datetime(2026, 5, 1, 9, 30, tzinfo=datetime.timezone.utc))
print("open", flush=True)
sys.stdin.read()
store.close()
"""


def test_created_store_has_the_tables_and_columns_of_the_schema(store: Store) -> None:
    found = {name: list(columns_of(store.engine, name)) for name in (*TABLES, *ENTITIES)}
    expected = {name: list(columns) for name, columns in TABLES.items()}
    for entity, table in zip(("customer", "company", "deal", "product"), ENTITIES, strict=True):
        expected[table] = [*ENTITIES[table], *ATTRIBUTES[entity]]
    assert found == expected


def test_attribute_columns_have_the_types_of_the_schema(store: Store) -> None:
    found = columns_of(store.engine, "customers")
    assert {name: found[name] for name in ATTRIBUTES["customer"]} == {
        "city": "VARCHAR",
        "age": "BIGINT",
        "weight": "DOUBLE",
        "income": "DECIMAL(18,4)",
        "vip": "BOOLEAN",
        "birthday": "DATE",
        "last_visit": "TIMESTAMP WITH TIME ZONE",
        "interests": "VARCHAR[]",
        "company_id": "BIGINT",
    }


def test_reopened_store_holds_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "firm" / "store.duckdb"
    with Store.create(path, ATTRIBUTES, {"zone": "Europe/Madrid"}) as store:
        customers(store, [1])
        store.append_events(events(("e1", 1, "2026-01-01")))
    with Store.open(path, ATTRIBUTES) as store:
        assert store.settings()["zone"] == "Europe/Madrid"
        assert store.engine.rows("SELECT event_id FROM events") == [("e1",)]


def test_open_adds_the_attributes_the_store_lacks(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    Store.create(path, {}).close()
    with Store.open(path, {"customer": {"shoe_size": ValueType.DECIMAL}}) as store:
        assert columns_of(store.engine, "customers")["shoe_size"] == "DECIMAL(18,4)"


def test_custom_field_at_run_time_is_a_real_column(store: Store) -> None:
    store.ensure_attributes({"customer": {"Talla preferida": ValueType.LIST}})
    assert columns_of(store.engine, "customers")["Talla preferida"] == "VARCHAR[]"
    assert store.attributes["customer"]["Talla preferida"] is ValueType.LIST


def test_attribute_with_another_type_than_its_column_is_refused_and_nothing_added(store: Store) -> None:
    with pytest.raises(ValueError, match=r"customers\.age holds BIGINT, not VARCHAR"):
        store.ensure_attributes({"customer": {"fresh": ValueType.TEXT, "age": ValueType.TEXT}})
    assert "fresh" not in columns_of(store.engine, "customers")
    assert store.attributes["customer"] == ATTRIBUTES["customer"]


def test_create_refuses_a_file_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    Store.create(path, {}).close()
    with pytest.raises(WorkspaceError, match="already there"):
        Store.create(path, {})


def test_open_of_nothing_says_how_to_make_a_store(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="clientela init"):
        Store.open(tmp_path / "store.duckdb", {})


def test_create_after_a_crash_in_the_middle_of_it_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    half = DuckDBEngine(tmp_path / "store.duckdb.new")
    half.execute("CREATE TABLE events (n INTEGER)")
    half.close()
    Store.create(path, {}).close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["store.duckdb"]


def test_allocated_ids_are_never_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with Store.create(path, ATTRIBUTES) as store:
        assert store.allocate_ids("customer", 3) == range(1, 4)
        customers(store, [1, 2, 3])
        store.erase_person(3)
    with Store.open(path, ATTRIBUTES) as store:
        assert store.allocate_ids("customer", 2) == range(4, 6)
        assert store.allocate_ids("deal", 1) == range(1, 2)


def test_allocated_ids_pass_over_ids_that_rows_were_given(store: Store) -> None:
    customers(store, [10])
    assert store.allocate_ids("customer", 1) == range(11, 12)


def test_allocate_ids_of_an_unknown_entity_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no entity 'person'"):
        store.allocate_ids("person", 1)


# Open elsewhere


def test_store_open_in_another_process_names_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    Store.create(path, {}).close()
    with holding(path) as other:
        with pytest.raises(WorkspaceBusyError) as caught:
            Store.open(path, {})
        assert str(caught.value) == (
            f"the workspace is open in clientela serve (process {other.pid}, since 2026-05-01 09:30 UTC); "
            "close it there first"
        )
    Store.open(path, {}).close()


def test_stale_words_about_a_former_holder_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    Store.create(path, {}).close()
    with holding(path) as other:
        path.with_name("store.duckdb.holder").write_text(
            json.dumps({"pid": other.pid + 1, "program": "an old one", "opened_at": None})
        )
        with pytest.raises(WorkspaceBusyError) as caught:
            Store.open(path, {})
        assert "an old one" not in str(caught.value)
        assert f"process {other.pid}" in str(caught.value)


def test_words_left_by_a_killed_holder_do_not_keep_the_store_shut(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    Store.create(path, {}).close()
    with holding(path) as other:
        other.kill()
        other.wait()
    assert path.with_name("store.duckdb.holder").exists()
    with Store.open(path, {}):
        assert json.loads(path.with_name("store.duckdb.holder").read_text())["pid"] == os.getpid()
    assert not path.with_name("store.duckdb.holder").exists()


class holding:  # noqa: N801
    """Another process with the store open."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> subprocess.Popen[str]:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(self.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "open\n"
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.communicate("")


# Versions


def test_newer_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with Store.create(path, {}) as store:
        store.set_setting("schema_version", "99")
    with pytest.raises(WorkspaceVersionError, match="newer Clientela"):
        Store.open(path, {})


@pytest.mark.parametrize("content", [b"", b"hello" * 1000, b"SQLite format 3\0" + bytes(4096)])
def test_file_of_another_program_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.duckdb"
    path.write_bytes(content)
    with pytest.raises(WorkspaceVersionError, match="not made by Clientela"):
        Store.open(path, {})
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "table", ["CREATE TABLE t (n INTEGER)", "CREATE TABLE settings (name VARCHAR, value VARCHAR)"]
)
def test_duckdb_file_of_another_program_is_refused(tmp_path: Path, table: str) -> None:
    path = tmp_path / "store.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute(table)
    connection.close()
    with pytest.raises(WorkspaceVersionError, match="not made by Clientela"):
        Store.open(path, {})


def add_note(engine: Engine) -> None:
    engine.execute("ALTER TABLE consents ADD COLUMN note VARCHAR")
    engine.execute("UPDATE consents SET note = 'from version 1'")


def fail(engine: Engine) -> None:
    engine.execute("DROP TABLE events")
    raise RuntimeError("half-way")


@pytest.fixture
def old_store(tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    with Store.create(path, ATTRIBUTES) as store:
        customers(store, [1])
        store.append_events(events(("e1", 1, "2026-01-01")))
        store.engine.execute(
            "INSERT INTO consents VALUES (1, 'email', 'marketing', 'given', ?, 'form', 'yes')", [RECEIVED]
        )
        for table in ("originals", "estimates", "estimate_runs", "definitions", "segment_names"):
            store.engine.execute(f"DROP TABLE {table}")
        store.set_setting("schema_version", "1")
    return path


def test_old_store_is_migrated_step_by_step(old_store: Path) -> None:
    engine = DuckDBEngine(old_store)
    migrate(engine, target=3, migrations=(add_note, lambda e: write_setting(e, "colour", "blue")))
    engine.close()
    engine = DuckDBEngine(old_store)
    assert engine.rows("SELECT note FROM consents") == [("from version 1",)]
    assert (read_settings(engine)["schema_version"], read_settings(engine)["colour"]) == ("3", "blue")
    engine.close()


def test_failed_migration_leaves_the_old_store_as_it_was(old_store: Path) -> None:
    engine = DuckDBEngine(old_store)
    with pytest.raises(RuntimeError, match="half-way"):
        migrate(engine, target=3, migrations=(add_note, fail))
    engine.close()
    with Store.open(old_store, ATTRIBUTES) as store:
        assert store.settings()["schema_version"] == str(SCHEMA_VERSION)
        assert store.engine.rows("SELECT * FROM originals") == []
        assert store.engine.rows("SELECT * FROM estimates") == []
        assert list(columns_of(store.engine, "consents")) == list(TABLES["consents"])
        assert store.engine.rows("SELECT event_id FROM events") == [("e1",)]


def test_store_of_the_present_version_is_not_migrated(old_store: Path) -> None:
    engine = DuckDBEngine(old_store)
    migrate(engine, target=1, migrations=(fail,))
    assert engine.rows("SELECT count(*) FROM events") == [(1,)]
    engine.close()


def test_holder_without_a_time_is_still_named(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with Store.create(path, {}, program="notebook", opened_at=dt.datetime(2026, 5, 1, 11, tzinfo=dt.UTC)):
        facts = json.loads(path.with_name("store.duckdb.holder").read_text())
    assert facts == {"pid": os.getpid(), "program": "notebook", "opened_at": "2026-05-01T11:00:00+00:00"}
