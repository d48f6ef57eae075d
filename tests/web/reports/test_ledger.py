"""What is read of the ledger, and that a campaign is measured from it as from the same rows in memory."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from clientela.measure.campaigns import LEDGER, TOUCHES, Reading, measure_campaign
from clientela.workspace import Workspace
from clientela_web.ledger import reading_rows as reading
from clientela_web.models import Delivery
from clientela_web.reports.queries.campaigns import measured
from tests.measure.campaigns.shop import AFTER, BEGAN, ledger, sent
from tests.web.reports.conftest import CROWD, in_ledger

pytestmark = pytest.mark.django_db


def test_ledger_comes_whole_in_batches(monkeypatch: pytest.MonkeyPatch):
    campaign = in_ledger(CROWD)
    in_ledger(CROWD[:10], "Another")
    for rows in (7, 500, len(CROWD), len(CROWD) + 1):
        sql = reading._ROWS.replace(str(reading.BATCH_ROWS), str(rows))
        monkeypatch.setattr(reading, "_ROWS", sql)
        monkeypatch.setattr(reading, "BATCH_ROWS", rows)
        found = pa.Table.from_batches(reading.ledger_rows(campaign), LEDGER)
        wanted = ledger(CROWD)
        assert found.drop(["at"]).to_pylist() == pa.table(wanted).drop(["at"]).to_pylist()
        assert {each for each in found.column("at").to_pylist() if each} == {BEGAN}


def test_instants_keep_their_microseconds_and_their_zone():
    campaign = in_ledger(CROWD[:30])
    at = dt.datetime(2026, 6, 1, 23, 59, 59, 123456, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    row = Delivery.objects.filter(campaign=campaign, state="delivered").first()
    Delivery.objects.filter(pk=row.pk).update(finished_at=at)
    found = pa.Table.from_batches(reading.ledger_rows(campaign), LEDGER)
    assert {each["customer_id"]: each["at"] for each in found.to_pylist()}[row.customer_id] == at


def test_touches_are_of_the_other_campaigns_of_the_time():
    campaign = in_ledger(CROWD[:50])
    in_ledger(CROWD[:40], "At the time", finished_at=None)
    long_ago = BEGAN - dt.timedelta(days=300)
    in_ledger(CROWD[:40], "Long ago", started_at=long_ago, finished_at=long_ago)
    in_ledger(CROWD[:40], "Draft", started_at=None, finished_at=None, state="draft")
    batches = reading.other_touches(campaign, BEGAN - dt.timedelta(days=7), AFTER)
    found = pa.Table.from_batches(batches, TOUCHES).to_pylist()
    assert {each["campaign"] for each in found} == {"At the time"}
    assert {each["customer_id"] for each in found} == {each.number for each in CROWD[:40] if each.delivered}


def test_campaign_is_measured_as_from_the_same_rows_in_memory(shop: Workspace):
    asked = Reading(AFTER, cost=0.05, margin=0.4)
    found = measured(in_ledger(CROWD), asked)
    direct = measure_campaign(shop.store.engine, sent(CROWD), asked)
    assert found.groups == direct.groups
    assert found.lift.effects == direct.lift.effects
    assert found.states == direct.states
    assert [each.code for each in found.recommendations] == [each.code for each in direct.recommendations]
