from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clientela.errors import BackupError, WorkspaceError, WorkspaceVersionError
from clientela.store import Appended, Store, backup, restore
from clientela.store.backups import unpacked
from clientela.store.schema import ENTITIES, SCHEMA_VERSION, TABLES
from tests.store.firm import ATTRIBUTES, RECEIVED, UTC_INSTANT, day, events

ALL_TABLES = (*TABLES, *ENTITIES)


def fill(store: Store) -> None:
    """Something in every table, of every type, with the awkward values."""
    people = pa.table(
        {
            "customer_id": [1, 2, 3],
            "external_id": ["A", None, 'ț"\n'],
            "city": ["Łódź", "", None],
            "weight": [0.1, -1e300, None],
            "vip": [True, False, None],
            "birthday": [dt.date(1990, 2, 28), None, dt.date(1, 1, 1)],
            "last_visit": pa.array([day("2026-01-01T10:00:00.000001"), None, None], UTC_INSTANT),
            "interests": [["a", "b,c"], [], None],
        }
    )
    store.write_entities("customer", people, source="file", received_at=RECEIVED)
    store.write_entities("customer", people.take([1, 0]), source="again", received_at=RECEIVED)
    for entity in ("company", "deal", "product"):
        store.write_entities(entity, pa.table({f"{entity}_id": [1]}), source="file", received_at=RECEIVED)
    store.append_events(events(("a", 1, "2026-01-01"), ("b", 2, "2026-02-28"), ("c", 1, "1965-01-31")))
    plain = {
        "DOUBLE": "0.25",
        "DATE": "DATE '2026-02-03'",
        "VARCHAR": "'x'",
        "BIGINT": "7",
        "INTEGER": "7",
        "BOOLEAN": "true",
    }
    for name, columns in TABLES.items():
        if name not in {"events", "settings"}:
            values = ", ".join(
                plain.get(kind, "TIMESTAMPTZ '2026-01-01 00:00:00+00'") for kind in columns.values()
            )
            store.engine.execute(f"INSERT INTO {name} VALUES ({values})")


@pytest.fixture
def folder(tmp_path: Path, store: Store) -> Path:
    fill(store)
    backup(store, tmp_path / "backup", at=day("2026-05-02"))
    return tmp_path / "backup"


def test_restored_store_equals_the_one_backed_up_in_every_table(
    folder: Path, tmp_path: Path, store: Store
) -> None:
    restore(folder, tmp_path / "new" / "store.duckdb")
    with Store.open(tmp_path / "new" / "store.duckdb", ATTRIBUTES) as copy:
        for name in ALL_TABLES:
            select = f"SELECT * FROM {name} ORDER BY ALL"
            assert copy.engine.table(select).equals(store.engine.table(select)), name
            assert copy.engine.table(select).num_rows > 0, name
        again = events(("a", 1, "2026-01-01"), ("d", 1, "2026-01-01"))
        assert copy.append_events(again) == Appended(new=1, duplicates=1)
        assert copy.allocate_ids("customer", 1) == range(4, 5)


def test_manifest_counts_the_rows_and_names_no_place(folder: Path, tmp_path: Path, store: Store) -> None:
    text = (folder / "manifest.json").read_text()
    manifest = json.loads(text)
    assert str(tmp_path) not in text
    assert (manifest["schema_version"], manifest["at"]) == (SCHEMA_VERSION, "2026-05-02T00:00:00+00:00")
    assert {name: table["rows"] for name, table in manifest["tables"].items()} == {
        name: store.engine.rows(f"SELECT count(*) FROM {name}")[0][0] for name in ALL_TABLES
    }
    assert [file["name"] for file in manifest["tables"]["events"]["files"]] == [
        "events/1965-01.parquet",
        "events/2026-01.parquet",
        "events/2026-02.parquet",
    ]


def test_files_of_a_backup_are_plain_parquet(folder: Path) -> None:
    found = pq.read_table(folder / "events" / "2026-01.parquet")
    assert found.select(["event_id", "customer_id", "at"]).to_pylist() == [
        {"event_id": "a", "customer_id": 1, "at": day("2026-01-01")}
    ]


@pytest.mark.parametrize("name", ["customers.parquet", "events/2026-02.parquet"])
@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "bytes long"),
        (lambda path: path.write_bytes(b"P" + path.read_bytes()[1:-1] + b"?"), "was altered"),
    ],
)
def test_file_that_is_wrong_is_named_before_anything_is_made(
    folder: Path, tmp_path: Path, name: str, harm, words: str
) -> None:
    harm(folder / name)
    with pytest.raises(BackupError) as caught:
        restore(folder, tmp_path / "new" / "store.duckdb")
    assert str(caught.value).startswith(f"{name} ")
    assert words in str(caught.value)
    assert not (tmp_path / "new").exists()


def test_altered_manifest_is_found(folder: Path, tmp_path: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"rows": 3', '"rows": 2', 1))
    with pytest.raises(BackupError, match=r"manifest\.json was altered"):
        restore(folder, tmp_path / "store.duckdb")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"sha256": "", "tables": 3}'])
def test_damaged_manifest_is_found(folder: Path, tmp_path: Path, content: str) -> None:
    (folder / "manifest.json").write_text(content)
    with pytest.raises(BackupError, match=r"manifest\.json is damaged"):
        restore(folder, tmp_path / "store.duckdb")


def test_interrupted_backup_is_not_taken_for_one(store: Store, tmp_path: Path) -> None:
    fill(store)
    store.engine.execute("DROP TABLE deals")  # one of the last to be written
    with pytest.raises(duckdb.Error):
        backup(store, tmp_path / "backup")
    assert (tmp_path / "backup" / "customers.parquet").exists()
    with pytest.raises(BackupError, match=r"has no manifest\.json"):
        restore(tmp_path / "backup", tmp_path / "store.duckdb")
    assert not (tmp_path / "store.duckdb").exists()


def test_backup_into_a_folder_that_holds_something_is_refused(folder: Path, store: Store) -> None:
    with pytest.raises(BackupError, match="is not empty"):
        backup(store, folder)


def test_restore_over_a_store_is_refused_and_leaves_it(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    Store.create(path, {}, {"mine": "yes"}).close()
    with pytest.raises(WorkspaceError, match="already there"):
        restore(folder, path)
    with Store.open(path, {}) as kept:
        assert kept.settings()["mine"] == "yes"


def test_backup_of_a_newer_version_is_refused(store: Store, tmp_path: Path) -> None:
    store.set_setting("schema_version", "99")
    backup(store, tmp_path / "backup")
    with pytest.raises(WorkspaceVersionError, match="newer"):
        restore(tmp_path / "backup", tmp_path / "store.duckdb")


def test_empty_store_comes_back_empty(store: Store, tmp_path: Path) -> None:
    assert backup(store, tmp_path / "backup").tables["events"].files == ()
    restore(tmp_path / "backup", tmp_path / "store.duckdb")
    with Store.open(tmp_path / "store.duckdb", ATTRIBUTES) as copy:
        assert copy.engine.rows("SELECT count(*) FROM customers") == [(0,)]


def test_progress_hears_of_every_table_and_can_stop(store: Store, tmp_path: Path) -> None:
    fill(store)
    heard: list[tuple[int, int, str]] = []
    backup(store, tmp_path / "backup", progress=lambda *told: heard.append(told))
    assert [name for _, _, name in heard] == list(ALL_TABLES)
    assert [(done, total) for done, total, _ in heard] == [
        (i, len(ALL_TABLES)) for i in range(len(ALL_TABLES))
    ]

    def stop(done: int, total: int, name: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup(store, tmp_path / "stopped", progress=stop)
    with pytest.raises(BackupError, match="did not finish"):
        restore(tmp_path / "stopped", tmp_path / "new.duckdb")


def test_zip_file_of_a_backup_is_restored(folder: Path, tmp_path: Path) -> None:
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", folder))
    with unpacked(packed, tmp_path / "place") as found:
        whole = restore(found, tmp_path / "place" / "new.duckdb")
    assert whole == restore(folder, tmp_path / "other.duckdb")
    assert [each.name for each in (tmp_path / "place").iterdir()] == ["new.duckdb"]


def test_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    with (
        pytest.raises(BackupError, match=r"notes\.txt is no zip file"),
        unpacked(tmp_path / "notes.txt", tmp_path / "place"),
    ):
        pass
