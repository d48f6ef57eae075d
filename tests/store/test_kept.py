"""What is kept between two writes is never shown after the second."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from clientela.store.engines.duckdb import DuckDBEngine


@pytest.fixture
def engine(tmp_path: Path):
    opened = DuckDBEngine(tmp_path / "store.duckdb")
    opened.execute("CREATE TABLE t (n INTEGER)")
    yield opened
    opened.close()


def counted(engine: DuckDBEngine) -> int:
    return engine.kept("count", lambda: engine.rows("SELECT count(*) FROM t")[0][0])


def test_it_is_read_once_until_something_is_written(engine: DuckDBEngine) -> None:
    asked: list[int] = []

    def read() -> int:
        asked.append(1)
        return 7

    assert [engine.kept("seven", read), engine.kept("seven", read)] == [7, 7]
    assert len(asked) == 1
    engine.execute("INSERT INTO t VALUES (1)")
    engine.kept("seven", read)
    assert len(asked) == 2


def test_what_was_written_is_seen_at_once(engine: DuckDBEngine) -> None:
    assert counted(engine) == 0
    for number in range(1, 4):
        engine.execute("INSERT INTO t VALUES (1)")
        assert counted(engine) == number


def test_transaction_sees_its_own_rows_and_others_only_after_it(engine: DuckDBEngine) -> None:
    assert counted(engine) == 0
    seen: list[int] = []
    with engine.transaction():
        engine.execute("INSERT INTO t VALUES (1)")
        assert counted(engine) == 1
        other = threading.Thread(target=lambda: seen.append(counted(engine)))
        other.start()
        other.join()
    assert seen == [0]
    assert counted(engine) == 1


def test_failed_transaction_is_not_remembered(engine: DuckDBEngine) -> None:
    def fail() -> None:
        with engine.transaction():
            engine.execute("INSERT INTO t VALUES (1)")
            assert counted(engine) == 1
            engine.execute("INSERT INTO t VALUES ('x')")

    with pytest.raises(duckdb.ConversionException):
        fail()
    assert counted(engine) == 0


def test_what_is_read_while_somebody_commits_is_forgotten(engine: DuckDBEngine) -> None:
    def read_slowly() -> int:
        found = int(engine.rows("SELECT count(*) FROM t")[0][0])
        writer = threading.Thread(target=engine.execute, args=("INSERT INTO t VALUES (1)",))
        writer.start()
        writer.join()
        return found

    assert engine.kept("count", read_slowly) == 0
    assert counted(engine) == 1


def test_failed_reading_is_asked_again(engine: DuckDBEngine) -> None:
    def fail() -> int:
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        engine.kept("count", fail)
    assert counted(engine) == 0
