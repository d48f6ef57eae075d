"""After `kill -9` at any instant every acknowledged row is there once, and the store opens."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clientela.store import Store
from tests.store.firm import ATTRIBUTES, customers

BATCH = 200

# Appends batch after batch of its own ids, and says which is in only when it is.
APPEND = """
import datetime as dt, pathlib, sys
import pyarrow as pa
from clientela.store import Store
path, run, size = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = Store.open(path, {})
start = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
print("open", flush=True)
for batch in range(1_000_000):
    ids = [f"{run}-{batch}-{n}" for n in range(size)]
    at = pa.array([start + dt.timedelta(seconds=batch)] * size, pa.timestamp("us", "UTC"))
    store.append_events(pa.table({
        "event_id": ids, "customer_id": [1 + n % 3 for n in range(size)], "at": at, "kind": ["seen"] * size,
    }))
    print(batch, flush=True)
    if batch % 5 == 4:
        store.compact(start + dt.timedelta(days=40))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    with Store.create(path, ATTRIBUTES) as store:
        customers(store, [1, 2, 3])
    return path


def test_no_acknowledged_row_is_lost_or_doubled_by_kill_9(path: Path) -> None:
    instants = random.Random(7)
    acknowledged: dict[str, int] = {}
    for run in range(8):
        acknowledged[f"run{run}"] = append_until_killed(path, f"run{run}", instants)
        with Store.open(path, ATTRIBUTES) as store:
            check(store, acknowledged)
    assert sum(acknowledged.values()) > 12


def append_until_killed(path: Path, run: str, instants: random.Random) -> int:
    """How many batches the child said were in."""
    child = subprocess.Popen(
        [sys.executable, "-c", APPEND, str(path), run, str(BATCH)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    heard = [child.stdout.readline() for _ in range(1 + instants.randrange(9))]
    time.sleep(instants.uniform(0.0, 0.06))
    child.kill()
    said, _ = child.communicate()
    lines = [*heard, *said.splitlines(keepends=True)]
    assert lines[0] == "open\n"
    return sum(1 for line in lines[1:] if line.endswith("\n"))


def check(store: Store, acknowledged: dict[str, int]) -> None:
    batches = store.engine.rows(
        "SELECT split_part(event_id, '-', 1), CAST(split_part(event_id, '-', 2) AS INTEGER), count(*), "
        "count(DISTINCT event_id) FROM events GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert [row for row in batches if row[2:] != (BATCH, BATCH)] == []  # whole, and once
    found: dict[str, list[int]] = {run: [] for run in acknowledged}
    for run, batch, _, _ in batches:
        found[run].append(batch)
    for run, numbers in found.items():
        assert numbers == list(range(len(numbers)))
        # One more may be in: killed after it was, before it was said.
        assert len(numbers) - acknowledged[run] in {0, 1}
    assert store.engine.rows("SELECT count(*), count(DISTINCT hash) FROM event_hashes") == [
        (len(batches) * BATCH, len(batches) * BATCH)
    ]


def test_kill_9_while_a_store_is_being_made_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    make = (
        "import pathlib, sys; from clientela.store import Store; print('go', flush=True); "
        "Store.create(pathlib.Path(sys.argv[1]), {}).close(); print('made', flush=True)"
    )
    for attempt in range(3):
        path = tmp_path / f"{attempt}" / "store.duckdb"
        child = subprocess.Popen([sys.executable, "-c", make, str(path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "go\n"
        time.sleep(0.06 * attempt)
        child.kill()
        child.communicate()
        if not path.exists():
            Store.create(path, {}).close()
        Store.open(path, {}).close()
