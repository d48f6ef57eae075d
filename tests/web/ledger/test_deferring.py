"""What may not go now waits for its time; nothing is dropped."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clientela_web.ledger import senders
from clientela_web.ledger.campaigns import finish
from clientela_web.ledger.claiming import claim
from clientela_web.ledger.deferring import quiet_until
from clientela_web.models import Delivery, FrequencyCap
from tests.web.channels.people import campaign_to, provider_at

NIGHT = {"from": "21:00", "until": "08:00"}
NOON = {"from": "12:00", "until": "14:30"}


def utc(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "at", "until"),
    [
        (NIGHT, "UTC", "2026-06-01T20:59:59", None),
        (NIGHT, "UTC", "2026-06-01T21:00:00", "2026-06-02T08:00:00"),
        (NIGHT, "UTC", "2026-06-02T07:59:59", "2026-06-02T08:00:00"),
        (NIGHT, "UTC", "2026-06-02T08:00:00", None),
        (NIGHT, "Europe/Madrid", "2026-06-01T19:30:00", "2026-06-02T06:00:00"),
        (NIGHT, "Asia/Tokyo", "2026-06-01T22:30:00", "2026-06-01T23:00:00"),
        (NIGHT, "Europe/Madrid", "2026-10-24T22:00:00", "2026-10-25T07:00:00"),  # summer time ends
        (NOON, "UTC", "2026-06-01T12:00:00", "2026-06-01T14:30:00"),
        (NOON, "UTC", "2026-06-01T14:30:00", None),
        (NOON, "America/New_York", "2026-06-01T17:00:00", "2026-06-01T18:30:00"),
    ],
)
def test_quiet_hours_end_by_the_clock_on_her_wall(hours, zone, at, until):
    assert quiet_until(hours, ZoneInfo(zone), utc(at)) == (until and utc(until))


@pytest.mark.django_db
def test_quiet_hours_are_hers_and_else_the_campaigns():
    now = timezone.now()
    madrid = now.astimezone(ZoneInfo("Europe/Madrid"))
    begin, end = madrid - dt.timedelta(hours=1), madrid + dt.timedelta(hours=1)
    zones = {1: None, 2: "Asia/Tokyo", 3: "Europe/Madrid"}
    campaign = campaign_to(
        [f"c{number}@x.example" for number in zones],
        provider_at(1),
        values=lambda number: f'{{"time_zone": "{zones[number]}"}}' if zones[number] else "{}",
        quiet_hours={"from": f"{begin:%H:%M}", "until": f"{end:%H:%M}"},
        time_zone="Europe/Madrid",
    )
    claimed = claim(senders.register(), campaign, 10)
    assert [row.customer_id for row in claimed] == [2]
    waiting = Delivery.objects.filter(state="pending")
    assert {row.customer_id for row in waiting} == {1, 3}
    for row in waiting:
        assert abs(row.not_before - end.replace(second=0, microsecond=0)) < dt.timedelta(minutes=1)
    assert not finish(campaign)


@pytest.mark.django_db
def test_cap_counts_over_all_campaigns_and_makes_wait():
    FrequencyCap.objects.create(channel="email", most=2, days=7)
    provider, now, sender = provider_at(1), timezone.now(), senders.register()
    for name, days in (("One", 9), ("Two", 5), ("Three", 2)):
        campaign = campaign_to(["a@x.example", "b@x.example"], provider, name=name)
        Delivery.objects.filter(campaign=campaign, customer_id=1).update(
            state="delivered", finished_at=now - dt.timedelta(days=days)
        )
        Delivery.objects.filter(campaign=campaign, customer_id=2).update(
            state="failed", finished_at=now - dt.timedelta(days=days)
        )
    last = campaign_to(["a@x.example", "b@x.example"], provider, name="Four")
    assert [row.customer_id for row in claim(sender, last, 10)] == [2]
    row = Delivery.objects.get(campaign=last, customer_id=1)
    assert (row.state, row.not_before) == ("pending", now - dt.timedelta(days=5) + dt.timedelta(days=7))
    Delivery.objects.filter(pk=row.pk).update(not_before=None)
    Delivery.objects.filter(campaign__name="Two").update(finished_at=now - dt.timedelta(days=8))
    assert [each.customer_id for each in claim(sender, last, 10)] == [1]
