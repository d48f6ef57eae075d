"""`clientela lifetime`: what it prints, writes, keeps and refuses."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

import clientela
from tests.cli.running import answer, run
from tests.discover.lifetime.conftest import fill

BEGUN = dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC)
AS_OF = ("--as-of", "2026-01-01")


@pytest.fixture(scope="module")
def buyers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six hundred who buy for a while at their own pace, during a year."""
    rng = np.random.default_rng(12)
    rows = []
    for customer in range(1, 601):
        day, rate = float(rng.integers(0, 200)), rng.gamma(1.5) / 40
        while day < 364:
            rows.append((customer, BEGUN + dt.timedelta(days=int(day)), f"{20 + 30 * rng.random():.2f}"))
            if rng.random() < 0.12:
                break
            day += 1 + rng.exponential(1 / rate)
    folder = tmp_path_factory.mktemp("buyers") / "data"
    with clientela.create(folder) as workspace:
        fill(workspace, *(list(column) for column in zip(*rows, strict=True)))
    return folder


def test_a_dry_run_says_what_to_expect_and_keeps_nothing(buyers):
    ran = run("lifetime", *AS_OF, "--dry-run", "--workspace", buyers)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("600 customers have bought")
    assert "base rate alone" in ran.out
    assert "MBG/NBD" in ran.out
    assert "kept" not in ran.err
    asked = run("segment", "count", "estimate churn_risk >= 0.6", "--workspace", buyers)
    assert asked.code == 1
    assert "no estimate 'churn_risk'" in asked.err


def test_a_row_a_customer_and_a_page_are_written(buyers, tmp_path):
    table, page = tmp_path / "scores.csv", tmp_path / "report.html"
    common = (*AS_OF, "--dry-run", "--workspace", buyers)
    assert run("lifetime", *common, "-o", table).code == 0
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 600
    assert rows[0]["external_id"] == "1"
    assert 0 <= float(rows[0]["churn_risk"]) <= 1
    ran = run("lifetime", *common, "-o", page, "--language", "ru", "--chart", tmp_path / "orders.json")
    assert ran.code == 0
    assert "Ожидаемые заказы и отток" in page.read_text(encoding="utf-8")
    assert json.loads((tmp_path / "orders.json").read_text(encoding="utf-8"))["layer"]


def test_what_is_kept_can_be_asked(buyers):
    told = answer("lifetime", *AS_OF, "--workspace", buyers)
    assert "churn_risk" in told["estimates"]
    count = answer("segment", "count", "overdue_since is set", *AS_OF, "--workspace", buyers)
    assert count["count"] == told["overdue"] > 0


def test_too_little_is_said_in_one_line(firm):
    ran = run("lifetime", "--dry-run", "--workspace", firm)
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "need at least 200 such customers and 84 days" in ran.err
