"""Kill a writing process at random instants and look whether an acknowledged row is lost or doubled.

    python bench/kill9.py 40

Prints how many kills, batches and rows there were; ends with an error at the first fault.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from clientela.store import Store

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.store.firm import ATTRIBUTES, customers
from tests.store.test_crashes import BATCH, append_until_killed, check


def main(kills: int) -> None:
    instants = random.Random(kills)
    acknowledged: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.duckdb"
        with Store.create(path, ATTRIBUTES) as store:
            customers(store, [1, 2, 3])
        for number in range(kills):
            acknowledged[f"run{number}"] = append_until_killed(path, f"run{number}", instants)
            with Store.open(path, ATTRIBUTES) as store:
                check(store, acknowledged)
    batches = sum(acknowledged.values())
    print(f"{kills} kills, {batches} acknowledged batches, {batches * BATCH} rows: none lost, none twice")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
