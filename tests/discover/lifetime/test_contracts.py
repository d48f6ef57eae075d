"""Contracts: how long they last is counted, who may be lost follows, and a test says how well."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

import clientela
from clientela.discover.lifetime.contracts import contract_survival
from clientela.errors import TooThinError
from tests.cli.running import run
from tests.discover.lifetime.conftest import RECEIVED

AS_OF = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
BEGUN = dt.datetime(2021, 1, 1, 12, tzinfo=dt.UTC)
DAILY = 0.002  # the hazard of ending


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    """Two thousand contracts that end by a constant hazard, twice as often in the first hundred days."""
    rng = np.random.default_rng(5)
    start = rng.integers(0, 1_826, 2_000)
    first = rng.exponential(1 / (2 * DAILY), 2_000)
    lasts = np.where(first < 100, first, 100 + rng.exponential(1 / DAILY, 2_000)).astype(int) + 1
    rows = []
    for customer, (day, length) in enumerate(zip(start.tolist(), lasts.tolist(), strict=True), 1):
        rows.append((customer, BEGUN + dt.timedelta(days=day), "contract_signed"))
        if customer % 3 == 0 and length > 40:
            rows.append((customer, BEGUN + dt.timedelta(days=day + 30), "contract_renewed"))
        rows.append((customer, BEGUN + dt.timedelta(days=day + length), "contract_ended"))
    with clientela.create(tmp_path_factory.mktemp("contracts")) as workspace:
        store = workspace.store
        store.write_entities(
            "customer",
            pa.table({"customer_id": range(1, 2_001), "external_id": [str(each) for each in range(2_000)]}),
            source="test",
            received_at=RECEIVED,
        )
        stamp = pa.timestamp("us", tz="UTC")
        store.append_events(
            pa.table(
                {
                    "event_id": [f"e{place}" for place in range(len(rows))],
                    "customer_id": [row[0] for row in rows],
                    "at": pa.array([row[1] for row in rows], stamp),
                    "received_at": pa.array([RECEIVED] * len(rows), stamp),
                    "kind": [row[2] for row in rows],
                    "ref": [f"c{row[0]}" for row in rows],
                }
            )
        )
        workspace.reload()
        yield workspace


def _survives(days):
    return np.exp(-2 * DAILY * min(days, 100) - DAILY * max(days - 100, 0))


def test_the_curve_is_that_of_the_hazard(firm):
    found = contract_survival(firm.base, AS_OF)
    for each in found.lasting:
        assert each.share == pytest.approx(_survives(each.days), abs=0.03)
        assert each.low < each.share < each.high


def test_the_chance_to_be_lost_follows_how_long_it_has_lasted(firm):
    found = contract_survival(firm.base, AS_OF)
    rows = firm.store.engine.rows(
        "SELECT customer_id, min(\"at\") FROM events WHERE kind = 'contract_signed' GROUP BY ALL"
    )
    began = dict(rows)
    tenure = np.array([(AS_OF - began[each]).days for each in found.customer_ids.tolist()])
    young, old = tenure < 40, (tenure > 100) & (tenure < 900)
    assert found.churn_risk[old].mean() == pytest.approx(1 - np.exp(-365 * DAILY), abs=0.05)
    assert found.churn_risk[young].mean() > found.churn_risk[old].mean() + 0.02


def test_the_test_is_calibrated_and_of_an_earlier_day(firm):
    test = contract_survival(firm.base, AS_OF).test
    assert test.day == dt.date(2024, 12, 31)
    assert test.accuracy.mean == pytest.approx(test.accuracy.base_rate, abs=0.05)
    assert sum(row.observed.low <= row.said <= row.observed.high for row in test.calibration) >= (
        len(test.calibration) - 2
    )


def test_what_is_kept_can_be_asked(firm):
    found = firm.contract_survival(as_of=AS_OF)
    risky = int((found.churn_risk >= 0.5).sum())
    assert firm.segment("estimate churn_risk >= 0.5").count(AS_OF).count == risky > 0
    assert repr(found).startswith("<Contracts: ")


def test_too_few_that_ended_are_refused(firm):
    with pytest.raises(TooThinError, match="at least 50"):
        contract_survival(firm.base, dt.datetime(2021, 3, 1, tzinfo=dt.UTC))


def test_the_command_tells_it_in_words(firm, tmp_path):
    """A copy, for a workspace is open in one place at a time."""
    manifest = firm.backup(tmp_path / "copy")
    assert manifest
    clientela.restore_workspace(tmp_path / "copy", tmp_path / "again")
    ran = run(
        *("lifetime", "--contracts", "--dry-run", "--as-of", "2026-01-01", "--language", "es"),
        *("-o", tmp_path / "risk.csv", "--workspace", tmp_path / "again"),
    )
    assert ran.code == 0, ran.err
    assert ran.out.startswith("Se conocen ")
    assert "parte que dura" in ran.out
    header = (tmp_path / "risk.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.replace('"', "") == "customer_id,churn_risk,churn_risk_low,churn_risk_high"
