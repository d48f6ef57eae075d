"""A report over so many deliveries: wall time, processor time and memory of a process that does nothing else.

`python bench/reports.py [--deliveries 1000000]` makes a shop, a ledger of that many rows with three segments,
two variants and a holdout, openings, clicks and orders in the store. The report is then asked for in a
process of its own; what it says is held against what was drawn.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
BEGAN = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
BASE, EFFECT, HELD = 0.05, 0.02, 0.1
CHUNK = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="report on what lies there already")
    told = parser.parse_args()
    if told.folder is not None:
        report(told.folder)
        return
    with tempfile.TemporaryDirectory(prefix="clientela-reports-") as folder:
        drawn = make(Path(folder), told.deliveries)
        print(f"load before: {os.getloadavg()[0]:.1f}")
        command = [sys.executable, __file__, "--folder", folder]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        assert found["converted"] == drawn, (found, drawn)
        print(f"{told.deliveries:,} rows in the ledger, {found['groups']} groups, {found['effects']} effects")
        print(f"measured in {found['wall']:.1f} s, {found['cpu']:.1f} CPU-seconds")
        print(f"memory: {found['before']:.0f} MB with the workspace open, at most {found['peak']:.0f} MB")
        print(f"sections and PDF: {found['pdf']:.1f} s; load after: {os.getloadavg()[0]:.1f}")


def make(folder: Path, deliveries: int) -> int:
    """The shop and the ledger; how many of those who were to get a message bought in the window."""
    prepare(folder)
    import clientela
    from clientela_web.models import Campaign

    rng = np.random.default_rng(1)
    campaign = Campaign.objects.create(
        name="Large",
        channel="email",
        purpose="marketing",
        segments=["a", "b", "c"],
        salt="large",
        holdout_percent=100 * HELD,
        variants=[{"name": "plain", "percent": 50}, {"name": "warm", "percent": 50}],
        state="sent",
        started_at=BEGAN,
        finished_at=BEGAN + dt.timedelta(hours=8),
    )
    converted = 0
    with clientela.create(folder / "shop", time_zone="Europe/Madrid", currency="EUR") as shop:
        for first in range(1, deliveries + 1, CHUNK):
            numbers = np.arange(first, min(first + CHUNK, deliveries + 1))
            held = rng.random(numbers.size) < HELD
            bought = rng.random(numbers.size) < np.where(held, BASE, BASE + EFFECT)
            customers = pa.table({"customer_id": numbers, "external_id": [f"C{each}" for each in numbers]})
            received = BEGAN - dt.timedelta(days=200)
            shop.store.write_entities("customer", customers, source="bench", received_at=received)
            shop.store.append_events(events(numbers, held, bought, rng))
            add_to_ledger(campaign.pk, numbers, held, rng)
            converted += int((bought & ~held).sum())
    return converted


def events(numbers: np.ndarray, held: np.ndarray, bought: np.ndarray, rng: np.random.Generator) -> pa.Table:
    """Two in five open, one in twenty clicks; machines open every tenth; a third bought before."""
    size = numbers.size
    opens = ~held & (rng.random(size) < 0.4)
    parts = [
        ("message_opened", opens, 1, False),
        ("message_opened", ~held & (numbers % 10 == 0), 0, True),
        ("message_clicked", opens & (rng.random(size) < 0.125), 1, False),
        ("order_completed", bought, 3, None),
        ("order_completed", rng.random(size) < 0.33, -40, None),
    ]
    tables = [
        of_kind(numbers[among], *told) for among, told in ((part[1], (part[0], *part[2:])) for part in parts)
    ]
    return pa.concat_tables(tables)


def of_kind(numbers: np.ndarray, kind: str, days: int, machine: bool | None) -> pa.Table:  # noqa: FBT001
    n = numbers.size
    at = pa.array([BEGAN + dt.timedelta(days=days)] * n, pa.timestamp("us", "UTC"))
    is_order = machine is None
    return pa.table(
        {
            "event_id": [f"{kind} {days} {machine} {each}" for each in numbers],
            "customer_id": numbers,
            "kind": [kind] * n,
            "at": at,
            "received_at": at,
            "source": ["bench"] * n,
            "campaign": pa.array([None if is_order else "Large"] * n, pa.string()),
            "machine": pa.array([machine] * n, pa.bool_()),
            "amount": pa.array([20.0 + each % 60 if is_order else None for each in numbers], pa.float64()),
        }
    )


def add_to_ledger(campaign: int, numbers: np.ndarray, held: np.ndarray, rng: np.random.Generator) -> None:
    from django.db import connection, transaction

    from clientela_web.models import Delivery

    lot = rng.random(numbers.size)
    at = connection.ops.adapt_datetimefield_value(BEGAN)
    rows = [
        (
            campaign,
            int(number),
            "email",
            "skipped" if out else "delivered",
            "holdout" if out else "",
            "abc"[number % 3],
            "plain" if draw < 0.5 else "warm",
            bool(out),
            *("", "{}", "", 0),
            None if out else at,
        )
        for number, out, draw in zip(numbers, held, lot, strict=True)
    ]
    names = "campaign_id customer_id channel state reason segment variant in_holdout address merge_values"
    columns = [*names.split(), "reply", "tries", "finished_at"]
    holes = ", ".join(["%s"] * len(columns))
    with transaction.atomic(), connection.cursor() as cursor:
        sql = f"INSERT INTO {Delivery._meta.db_table} ({', '.join(columns)}) VALUES ({holes})"
        cursor.executemany(sql, rows)


def report(folder: Path) -> None:
    prepare(folder)
    import clientela
    from clientela.measure.campaigns import Reading
    from clientela.reports.campaign import report_title, sections
    from clientela.reports.pdf import report_pdf
    from clientela_web.models import Campaign
    from clientela_web.reports.queries.campaigns import measured
    from clientela_web.workspace import using

    with clientela.open(folder / "shop") as shop, using(shop):
        campaign, before = Campaign.objects.get(), peak_megabytes()
        began, cpu = time.perf_counter(), time.process_time()
        found = measured(campaign, Reading(BEGAN + dt.timedelta(days=20), cost=0.01, margin=0.4))
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
        began = time.perf_counter()
        report_pdf(report_title(found, "en"), sections(found, "en"), "en")
        print(
            json.dumps(
                {
                    "wall": wall,
                    "cpu": cpu,
                    "before": before,
                    "peak": peak_megabytes(),
                    "pdf": time.perf_counter() - began,
                    "converted": found.total.converted.count,
                    "groups": len(found.groups),
                    "effects": len(found.lift.effects),
                }
            )
        )


def prepare(folder: Path) -> None:
    os.environ["CLIENTELA_WORKSPACE"] = str(folder)
    os.environ.pop("CLIENTELA_DATABASE_URL", None)
    from clientela_web.database import prepare as prepared

    prepared()


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
