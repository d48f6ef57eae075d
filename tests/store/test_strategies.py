from __future__ import annotations

from pathlib import Path

import pytest

from clientela.store import Store
from clientela.store.engines.duckdb import DuckDBEngine
from clientela.store.migrations import migrate
from clientela.store.schema import TABLES
from clientela.store.strategies import read_strategies, write_strategy
from clientela.store.tables import columns_of
from tests.store.firm import ATTRIBUTES, RECEIVED


def test_every_version_is_kept_with_its_author_and_reason(store: Store) -> None:
    write_strategy(store.engine, 3, '{"objective":"keep"}', at=RECEIVED, author="anna", note="first try")
    write_strategy(store.engine, 3, '{"objective":"grow"}', at=RECEIVED, author="ewa")
    write_strategy(store.engine, 4, '{"objective":"learn"}', at=RECEIVED)
    found = [(row.version, row.body, row.author, row.note) for row in read_strategies(store.engine, 3)]
    assert found == [
        (1, '{"objective":"keep"}', "anna", "first try"),
        (2, '{"objective":"grow"}', "ewa", None),
    ]
    assert [row.segment_id for row in read_strategies(store.engine)] == [3, 3, 4]


def test_writing_the_same_again_makes_no_version(store: Store) -> None:
    write_strategy(store.engine, 3, "{}", at=RECEIVED)
    assert write_strategy(store.engine, 3, "{}", at=RECEIVED, author="ewa").version == 1
    assert write_strategy(store.engine, 3, None, at=RECEIVED).version == 2
    assert len(read_strategies(store.engine, 3)) == 2


@pytest.fixture
def store_of_version_3(tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    with Store.create(path, ATTRIBUTES) as store:
        store.engine.execute("DROP TABLE strategies")
        store.engine.execute(
            "CREATE TABLE strategies (segment_id BIGINT, strategy VARCHAR, created_at TIMESTAMPTZ)"
        )
        store.set_setting("schema_version", "3")
    return path


def test_a_store_of_version_3_learns_who_changed_a_strategy(store_of_version_3: Path) -> None:
    engine = DuckDBEngine(store_of_version_3)
    migrate(engine)
    assert list(columns_of(engine, "strategies")) == list(TABLES["strategies"])
    assert write_strategy(engine, 1, "{}", at=RECEIVED, author="anna").version == 1
    engine.close()
