"""CDNOW in workspaces: the sample of the literature, and everybody."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

import clientela
from clientela.workspace import Workspace

RECEIVED = dt.datetime(1998, 8, 1, tzinfo=dt.UTC)
CALIBRATED = dt.datetime(1997, 10, 1, tzinfo=dt.UTC)
"""The first moment after the 39 weeks of calibration."""


def read_cdnow(path: Path) -> tuple[list[int], list[dt.datetime], list[str]]:
    """Customers (the last of their numbers), instants (noon) and amounts of the orders in a file."""
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    rows = [line.split() for line in text.splitlines() if line.split() and line.split()[0].isdigit()]
    at = [dt.datetime.strptime(row[-3], "%Y%m%d").replace(hour=12, tzinfo=dt.UTC) for row in rows]
    return [int(row[-4]) for row in rows], at, [row[-1] for row in rows]


def fill(workspace: Workspace, customers: list[int], at: list[dt.datetime], amounts: list[str]) -> Workspace:
    """One order a customer and instant, in the order given."""
    named = sorted(set(customers))
    store = workspace.store
    store.write_entities(
        "customer",
        pa.table({"customer_id": named, "external_id": [str(name) for name in named]}),
        source="cdnow",
        received_at=RECEIVED,
    )
    store.append_in_groups(
        pa.table(
            {
                "event_id": [f"o{place}" for place in range(len(customers))],
                "customer_id": customers,
                "at": pa.array(at, pa.timestamp("us", tz="UTC")),
                "received_at": pa.array([RECEIVED] * len(at), pa.timestamp("us", tz="UTC")),
                "kind": ["order_completed"] * len(at),
                "ref": [f"r{place}" for place in range(len(customers))],
                "amount": pa.array(amounts).cast(pa.decimal128(18, 4)),
            }
        )
    )
    workspace.reload()
    return workspace


@pytest.fixture(scope="session")
def cdnow(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The 2,357 customers of the literature; to be read."""
    with clientela.create(tmp_path_factory.mktemp("cdnow")) as workspace:
        fill(workspace, *read_cdnow(real_data / "cdnow" / "CDNOW_sample.txt"))
        yield workspace


@pytest.fixture(scope="session")
def everybody(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """All 23,570 customers; to be read."""
    with clientela.create(tmp_path_factory.mktemp("everybody")) as workspace:
        fill(workspace, *read_cdnow(real_data / "cdnow" / "CDNOW_master.txt.gz"))
        yield workspace
