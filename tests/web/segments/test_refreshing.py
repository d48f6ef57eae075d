"""Who is in is recorded every hour, after every import and when asked for; nothing stops it for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from clientela.segments.record import recorded_until
from clientela.workspace import Workspace, now
from clientela_web.models import Account, SegmentRefresh, State
from clientela_web.workers import refreshing
from clientela_web.workers.pacing import Pace
from tests.cases.shop import IDS, event_table

Browse = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def looks_at_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "_looking", Pace(0.0))
    refreshing.begin()


def _ended(minutes_ago: int) -> SegmentRefresh:
    at = timezone.now() - dt.timedelta(minutes=minutes_ago)
    return SegmentRefresh.objects.create(state=State.DONE, started_at=at, finished_at=at)


def test_round_records_every_segment(own_firm: Workspace):
    own_firm.save_segment("Buyers", "did order_completed in last 1 days")
    own_firm.refresh_segments()
    news = [{"customer_id": IDS["ewa"], "at": now(), "kind": "order_completed", "amount": "5"}]
    own_firm.store.append_events(event_table(news, prefix="news"))
    before = now()
    assert refreshing.work()
    job = SegmentRefresh.objects.get()
    assert (job.state, job.done, job.total, job.entered, job.left) == (State.DONE, 4, 4, 1, 0)
    found = recorded_until(own_firm.store.engine)
    assert {saved.segment_id for saved in own_firm.segments()} <= set(found)
    assert min(found.values()) >= before
    assert own_firm.segment("entered segment 'Buyers' within last 1 hours").ids().to_pylist() == [IDS["ewa"]]


@pytest.mark.parametrize(("minutes", "setting", "due"), [(59, "", False), (61, "", True), (20, "15", True)])
def test_round_is_due_when_the_last_is_too_old(own_firm: Workspace, minutes: int, setting: str, due: bool):
    _ended(minutes)
    if setting:
        own_firm.store.set_setting(refreshing.SETTING, setting)
    assert refreshing.is_due() is due
    assert refreshing.work() is due


def test_round_is_due_after_an_import(own_firm: Workspace):
    _ended(1)
    assert not refreshing.is_due()
    own_firm.store.engine.execute(
        "INSERT INTO imports (import_id, file, kind, started_at, finished_at)"
        " VALUES (1, 'x.csv', 'orders', ?, ?)",
        (now(), now()),
    )
    assert refreshing.is_due()


def test_segment_that_cannot_be_asked_is_named_and_the_others_are_recorded(own_firm: Workspace):
    own_firm.store.engine.execute(
        "UPDATE segment_versions SET rule = replace(rule, 'age', 'agee') WHERE segment_id ="
        " (SELECT segment_id FROM segments WHERE name = 'Young')"
    )
    own_firm.reload()
    before = now()
    assert refreshing.work()
    job = SegmentRefresh.objects.get()
    assert job.state == State.FAILED
    assert "Young: " in job.error
    vip = next(saved for saved in own_firm.segments() if saved.name == "VIP")
    assert recorded_until(own_firm.store.engine)[vip.segment_id] >= before
    assert not refreshing.work()  # it is tried again in an hour, not at once


def test_killed_round_is_taken_up_again(own_firm: Workspace):
    job = SegmentRefresh.objects.create()
    assert SegmentRefresh.claim() == job
    assert not refreshing.work()  # somebody holds it
    refreshing.begin()
    assert refreshing.work()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 2)


def test_nothing_is_due_without_segments(own_firm: Workspace):
    for name in ("Young VIP", "VIP", "Young"):
        own_firm.delete_segment(name)
    assert not refreshing.work()
    assert not SegmentRefresh.objects.exists()


def test_button_asks_once_and_tells_how_far_it_is(own_firm: Workspace, marketer: Account, browse: Browse):
    _ended(1)
    client = browse(marketer)
    for _ in range(2):
        assert client.post("/segments/refresh/").status_code == 302
    job = SegmentRefresh.objects.get(state=State.WAITING)
    assert job.account == marketer
    SegmentRefresh.claim()
    job.refresh_from_db()
    job.report(1, 3, "VIP")
    assert "1 of 3" in client.get("/segments/refresh/").content.decode()
    refreshing.refresh(job)
    assert "Members recorded" in client.get("/segments/refresh/").content.decode()


def test_viewer_does_not_ask_for_a_round(own_firm: Workspace, viewer: Account, browse: Browse):
    assert browse(viewer).post("/segments/refresh/").status_code == 403
