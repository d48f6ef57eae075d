from __future__ import annotations

import datetime as dt
import hashlib
import math
import threading
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest

from clientela.store.engines.duckdb import DuckDBEngine


@pytest.fixture
def engine(tmp_path: Path):
    opened = DuckDBEngine(tmp_path / "store.duckdb")
    yield opened
    opened.close()


def test_new_file_is_of_the_storage_version_that_an_older_duckdb_reads(engine: DuckDBEngine) -> None:
    found = engine.rows("SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal")
    assert found == [("v1.5.0+",)]


def test_instants_come_out_in_utc(engine: DuckDBEngine) -> None:
    found = engine.rows("SELECT TIMESTAMPTZ '2026-07-01 10:00:00+02'")
    assert found == [(dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC),)]
    assert engine.rows("SELECT TIMESTAMPTZ '2026-07-01 10:00:00'") == [
        (dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC),)
    ]


def test_rows_of_an_empty_result_is_an_empty_list(engine: DuckDBEngine) -> None:
    assert engine.rows("SELECT 1 WHERE false") == []


def test_failed_transaction_leaves_nothing(engine: DuckDBEngine) -> None:
    engine.execute("CREATE TABLE kept (n INTEGER)")

    def fail_half_way() -> None:
        with engine.transaction():
            engine.execute("CREATE TABLE gone (n INTEGER)")
            engine.execute("INSERT INTO kept VALUES (1)")
            engine.execute("INSERT INTO kept VALUES ('x')")

    with pytest.raises(duckdb.ConversionException):
        fail_half_way()
    assert engine.rows("SELECT count(*) FROM kept") == [(0,)]
    assert engine.rows("SELECT table_name FROM information_schema.tables") == [("kept",)]


def test_inner_transaction_joins_the_outer_one(engine: DuckDBEngine) -> None:
    engine.execute("CREATE TABLE t (n INTEGER)")

    def fail_outside() -> None:
        with engine.transaction():
            with engine.transaction():
                engine.execute("INSERT INTO t VALUES (1)")
            assert engine.rows("SELECT n FROM t") == [(1,)]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_outside()
    assert engine.rows("SELECT n FROM t") == []


def test_snapshot_does_not_see_what_others_write_meanwhile(engine: DuckDBEngine) -> None:
    engine.execute("CREATE TABLE t AS SELECT 1 AS n")
    with engine.snapshot():
        assert engine.rows("SELECT count(*) FROM t") == [(1,)]
        writer = threading.Thread(target=engine.execute, args=("INSERT INTO t VALUES (2)",))
        writer.start()
        writer.join()
        assert engine.rows("SELECT count(*) FROM t") == [(1,)]
    assert engine.rows("SELECT count(*) FROM t") == [(2,)]


def test_offered_data_is_readable_inside_the_block_only(engine: DuckDBEngine) -> None:
    with engine.offered("gift", pa.table({"n": [1, 2, 3]})):
        assert engine.rows("SELECT sum(n)::INTEGER FROM gift") == [(6,)]
        with engine.transaction():
            assert engine.rows("SELECT sum(n)::INTEGER FROM gift") == [(6,)]
    with pytest.raises(duckdb.CatalogException):
        engine.rows("SELECT * FROM gift")


def test_data_offered_inside_a_transaction_can_be_inserted(engine: DuckDBEngine) -> None:
    engine.execute("CREATE TABLE t (n BIGINT)")
    with engine.transaction(), engine.offered("gift", pa.table({"n": [1, 2]}).to_reader()):
        engine.execute("INSERT INTO t SELECT n FROM gift")
    assert engine.rows("SELECT n FROM t ORDER BY n") == [(1,), (2,)]


def test_python_variables_are_not_tables(engine: DuckDBEngine) -> None:
    gift = pa.table({"n": [1]})
    assert gift.num_rows == 1
    with pytest.raises(duckdb.CatalogException):
        engine.rows("SELECT * FROM gift")


def test_stream_gives_batches_of_the_size_asked_for_in_order(engine: DuckDBEngine) -> None:
    batches = list(engine.stream("SELECT range AS n FROM range(10_000) ORDER BY n", batch_rows=3000))
    assert max(batch.num_rows for batch in batches) <= 3000
    assert [n for batch in batches for n in batch.column(0).to_pylist()] == list(range(10_000))


def test_statements_run_while_streams_are_open(engine: DuckDBEngine) -> None:
    first = engine.stream("SELECT range AS n FROM range(100_000)", batch_rows=1000)
    second = engine.stream("SELECT range AS n FROM range(100_000) WHERE range > ?", [5], batch_rows=1000)
    assert first.read_next_batch().num_rows == 1000
    assert engine.rows("SELECT 7") == [(7,)]
    assert second.read_all().num_rows == 99_994
    assert first.read_all().num_rows == 99_000


def test_threads_read_and_write_side_by_side(engine: DuckDBEngine) -> None:
    engine.execute("CREATE TABLE t (thread INTEGER, n BIGINT)")
    failures: list[Exception] = []

    def write(thread: int) -> None:
        try:
            for n in range(20):
                with engine.transaction():
                    engine.execute("INSERT INTO t VALUES (?, ?)", [thread, n])
                    engine.execute("UPDATE t SET n = n WHERE thread = 0")
                engine.rows("SELECT count(*) FROM t")
        except Exception as error:  # noqa: BLE001 -- the main thread shows it
            failures.append(error)

    threads = [threading.Thread(target=write, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert engine.rows("SELECT thread, count(*) FROM t GROUP BY thread ORDER BY thread") == [
        (thread, 20) for thread in range(4)
    ]


def test_interrupt_stops_a_running_statement_and_leaves_the_engine_usable(engine: DuckDBEngine) -> None:
    def stop() -> None:
        time.sleep(0.1)
        engine.interrupt()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(duckdb.InterruptException):
        engine.rows(
            "SELECT count(*) FROM range(1_000_000) a, range(1_000_000) b WHERE hash(a.range, b.range) = 1"
        )
    stopper.join()
    assert engine.rows("SELECT 1") == [(1,)]


def test_closed_engine_releases_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    engine = DuckDBEngine(path)
    left_open = engine.stream("SELECT range FROM range(1_000_000)")
    left_open.read_next_batch()
    engine.close()
    path.rename(tmp_path / "moved.duckdb")
    DuckDBEngine(tmp_path / "moved.duckdb").close()


def value(engine: DuckDBEngine, function: str, *arguments: str) -> object:
    return engine.rows("SELECT " + engine.functions[function].format(*arguments))[0][0]


@pytest.mark.parametrize(
    "zone", ["Europe/Madrid", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
)
@pytest.mark.parametrize(
    "instant",
    ["2026-03-29T00:59:59.999999", "2026-03-29T01:00:00", "2026-10-25T00:30:00", "1965-06-01T23:59:59"],
)
def test_local_date_and_timestamp_agree_with_zoneinfo(engine: DuckDBEngine, zone: str, instant: str) -> None:
    moment = dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC)
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    sql = f"TIMESTAMPTZ '{instant}+00'"
    assert value(engine, "local_timestamp", sql, f"'{zone}'") == local
    assert value(engine, "local_date", sql, f"'{zone}'") == local.date()


def test_local_date_takes_the_zone_from_a_column(engine: DuckDBEngine) -> None:
    function = engine.functions["local_date"].format("moment", "zone")
    found = engine.rows(
        f"SELECT {function} FROM (VALUES (TIMESTAMPTZ '2026-01-01 23:30:00+00', 'Europe/Bucharest'), "
        "(TIMESTAMPTZ '2026-01-01 03:30:00+00', 'America/New_York')) v(moment, zone)"
    )
    assert found == [(dt.date(2026, 1, 2),), (dt.date(2025, 12, 31),)]


@pytest.mark.parametrize(("salt", "customer"), [("autumn-test", 1), ("ț'x", 987654321), ("", 0)])
def test_hash_fraction_is_the_first_32_bits_of_md5(engine: DuckDBEngine, salt: str, customer: int) -> None:
    digits = hashlib.md5(f"{salt}:{customer}".encode(), usedforsecurity=False).hexdigest()[:8]
    sql = engine.functions["hash_fraction"].format("?", "?")
    assert engine.rows(f"SELECT {sql}", [salt, customer]) == [(int(digits, 16) / 2**32,)]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ((41.39, 2.17), (40.42, -3.70)),
        ((0, 179.9), (0, -179.9)),
        ((90, 0), (-90, 0)),
        ((41.39, 2.17), (41.39, 2.17)),
    ],
)
def test_haversine_is_the_angle_between_the_two_directions(
    engine: DuckDBEngine, here: tuple[float, float], there: tuple[float, float]
) -> None:
    def direction(place: tuple[float, float]) -> tuple[float, float, float]:
        latitude, longitude = map(math.radians, place)
        return (
            math.cos(latitude) * math.cos(longitude),
            math.cos(latitude) * math.sin(longitude),
            math.sin(latitude),
        )

    chord = math.dist(direction(here), direction(there))
    distance = value(engine, "haversine", *map(str, here), *map(str, there))
    assert distance == pytest.approx(2 * math.asin(min(1, chord / 2)) * 6371.0088, abs=1e-6)


def test_json_text_of_every_json_type(engine: DuckDBEngine) -> None:
    data = """'{"t": "ț", "n": 1.50, "b": true, "z": null, "l": [1, "a"]}'"""
    found = {name: value(engine, "json_text", data, f"'{name}'") for name in ("t", "n", "b", "z", "l", "no")}
    assert found == {"t": "ț", "n": "1.5", "b": "true", "z": None, "l": '[1,"a"]', "no": None}


def test_parse_list_undoes_list_text(engine: DuckDBEngine) -> None:
    texts = ["urban", "it's", 'a "b"', "ț,\\n", ""]
    written = engine.functions["list_text"].format("?::VARCHAR[]")
    read = engine.functions["parse_list"].format(written)
    assert engine.rows(f"SELECT {read}", [texts]) == [(texts,)]
    assert value(engine, "parse_list", "NULL") is None


def test_text_hash_never_changes_between_releases(engine: DuckDBEngine) -> None:
    expected = int.from_bytes(hashlib.md5(b"order-1", usedforsecurity=False).digest()[8:], "little")
    assert value(engine, "text_hash", "'order-1'") == expected
