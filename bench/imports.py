"""Import rate against DuckDB's own `read_csv` into a table, of the same plain files, in turn.

python bench/imports.py --rows 1000000
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from clientela.catalog import FirmCatalog
from clientela.collect import import_file
from clientela.store import Store

AS_OF = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ENTITIES = ("customer", "company", "deal", "product")

# What a web shop's log and its order lines look like, in the order they happened.
FILES = {
    "events": """
        SELECT 'C' || (hash(i) % {people}) AS customer_id,
          ['page_viewed', 'product_viewed', 'product_added', 'message_opened']
            [CAST(1 + hash(i, 1) % 4 AS INTEGER)] AS event,
          strftime(TIMESTAMP '2025-01-01' + to_seconds(CAST(i * 25e6 / {rows} AS BIGINT)),
            '%Y-%m-%d %H:%M:%S') AS "timestamp",
          'SKU-' || (hash(i, 2) % 5000) AS sku,
          ['shoes', 'shirts', 'coats', 'bags', 'hats'][CAST(1 + hash(i, 3) % 5 AS INTEGER)] AS category,
          ['web', 'app', 'shop'][CAST(1 + hash(i, 4) % 3 AS INTEGER)] AS channel,
          'cart-' || (hash(i, 5) % ({rows} // 5)) AS cart_id,
          round(5 + (hash(i, 6) % 20000) / 100, 2) AS amount
        FROM range({rows}) t(i)""",
    "order-lines": """
        SELECT 'A' || (i // 4) AS order_id, 'C' || (hash(i // 4) % {people}) AS customer_id,
          strftime(TIMESTAMP '2025-01-01' + to_seconds(CAST((i // 4) * 1e8 / {rows} AS BIGINT)),
            '%Y-%m-%d %H:%M:%S') AS order_date,
          'SKU-' || (hash(i, 2) % 5000) AS sku, 1 + hash(i, 3) % 4 AS quantity,
          round(5 + (hash(i, 6) % 9000) / 100, 2) AS unit_price,
          ['card', 'cash', 'transfer'][CAST(1 + hash(i // 4, 4) % 3 AS INTEGER)] AS payment_method
        FROM range({rows}) t(i)""",
}


def write_file(folder: Path, kind: str, rows: int) -> Path:
    path = folder / f"{kind}.csv"
    query = FILES[kind].format(rows=rows, people=max(rows // 10, 1))
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (HEADER)")
    return path


def run_ours(folder: Path, path: Path, kind: str) -> int:
    catalog = FirmCatalog()
    store = folder / "ours.duckdb"
    store.unlink(missing_ok=True)
    with Store.create(store, {entity: catalog.attributes(entity) for entity in ENTITIES}) as opened:
        begun = time.perf_counter(), time.process_time()
        report = import_file(opened, catalog, path, kind, as_of=AS_OF)
        opened.engine.checkpoint()
        _say(begun)
        if not report.is_balanced() or report.rejected:
            raise SystemExit(f"{report.read} rows were read, {report.imported} imported")
    return report.imported


def run_duckdb(folder: Path, path: Path, kind: str) -> int:
    del kind
    database = folder / "theirs.duckdb"
    database.unlink(missing_ok=True)
    connection = duckdb.connect(database)
    begun = time.perf_counter(), time.process_time()
    connection.execute(f"CREATE TABLE loaded AS SELECT * FROM read_csv('{path}')")
    connection.execute("CHECKPOINT")
    _say(begun)
    return int(connection.sql("SELECT count(*) FROM loaded").fetchall()[0][0])


def _say(begun: tuple[float, float]) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - begun[0], time.process_time() - begun[1], peak)


RUNNERS = {"ours": run_ours, "read_csv": run_duckdb}


def measured(folder: Path, path: Path, kind: str, who: str) -> tuple[float, ...]:
    """One run in a process of its own, so that its memory is its own too: wall, CPU, peak MiB."""
    command = [sys.executable, __file__, "--run", who, "--kind", kind, "--folder", str(folder), str(path)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return tuple(float(word) for word in found.stdout.split())


def compare(folder: Path, kind: str, rows: int, runs: int) -> None:
    path = write_file(folder, kind, rows)
    taken: dict[str, list[tuple[float, ...]]] = {who: [] for who in RUNNERS}
    for _ in range(runs):
        for who in RUNNERS:
            taken[who].append(measured(folder, path, kind, who))
    middle = {who: [statistics.median(run[at] for run in found) for at in range(3)]
              for who, found in taken.items()}  # fmt: skip
    for who, (wall, cpu, peak) in middle.items():
        print(f"{kind:12} {who:9}{wall:9.2f}{cpu:9.2f}{rows / wall:12,.0f}{rows / cpu:14,.0f}{peak:9.0f}")
    ours, theirs = middle["ours"], middle["read_csv"]
    print(f"{kind:12} {'rate':9}{theirs[0] / ours[0]:9.2f}{theirs[1] / ours[1]:9.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--run", choices=RUNNERS)
    parser.add_argument("--kind", choices=FILES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("path", nargs="?", type=Path)
    arguments = parser.parse_args()
    if arguments.run:
        RUNNERS[arguments.run](arguments.folder, arguments.path, arguments.kind)
        return
    print(f"{'':22}{'wall s':>9}{'CPU s':>9}{'rows/s':>12}{'rows/CPU s':>14}{'MiB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for kind in [arguments.kind] if arguments.kind else FILES:
            compare(Path(folder), kind, arguments.rows, arguments.runs)


if __name__ == "__main__":
    main()
