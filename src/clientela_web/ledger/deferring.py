"""Messages that may go, but not now: quiet hours where she lives, and not too many in too few days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from clientela_web.models import Campaign, Delivery, DeliveryState, FrequencyCap

ZONE = "time_zone"
"""The value that is frozen with everybody where a campaign has quiet hours."""


class Waiting(Protocol):
    """What is asked of a row."""

    @property
    def pk(self) -> int: ...
    @property
    def customer_id(self) -> int: ...
    @property
    def merge_values(self) -> str: ...


class _Kept(msgspec.Struct):
    time_zone: str | None = None


def deferred(campaign: Campaign, rows: Sequence[Waiting], at: dt.datetime) -> dict[int, dt.datetime]:
    """The rows that may not go at the instant, each with when it may; asked for all of them at once."""
    found = _too_many(campaign, rows, at)
    for pk, until in _quiet(campaign, rows, at).items():
        found[pk] = max(until, found.get(pk, until))
    return found


def quiet_until(hours: Mapping[str, str], zone: ZoneInfo, at: dt.datetime) -> dt.datetime | None:
    """When the quiet hours end that the instant lies in; None outside them.

    `hours` says `from` and `until` as wall times; they may span midnight.
    """
    begin, end = dt.time.fromisoformat(hours["from"]), dt.time.fromisoformat(hours["until"])
    local = at.astimezone(zone)
    time = local.time().replace(tzinfo=None)
    is_quiet = begin <= time < end if begin <= end else time >= begin or time < end
    if not is_quiet:
        return None
    day = local.date() + dt.timedelta(days=1 if time >= end else 0)
    return dt.datetime.combine(day, end, zone).astimezone(dt.UTC)


def _quiet(campaign: Campaign, rows: Iterable[Waiting], at: dt.datetime) -> dict[int, dt.datetime]:
    if not campaign.quiet_hours:
        return {}
    ends: dict[str, dt.datetime | None] = {}
    found = {}
    for row in rows:
        kept = msgspec.json.decode(row.merge_values, type=_Kept)
        zone = kept.time_zone or campaign.time_zone or "UTC"
        if zone not in ends:
            ends[zone] = quiet_until(campaign.quiet_hours, ZoneInfo(zone), at)
        if (until := ends[zone]) is not None:
            found[row.pk] = until
    return found


def _too_many(campaign: Campaign, rows: Sequence[Waiting], at: dt.datetime) -> dict[int, dt.datetime]:
    """Whoever has had as many as the firm allows, and when the one of them that counts has grown old."""
    found: dict[int, dt.datetime] = {}
    for cap in FrequencyCap.objects.filter(channel=campaign.channel):
        window = dt.timedelta(days=cap.days)
        got = _got_since(campaign.channel, {row.customer_id for row in rows}, at - window)
        for row in rows:
            times = got.get(row.customer_id, [])
            if len(times) >= cap.most:
                free = times[len(times) - cap.most] + window
                found[row.pk] = max(free, found.get(row.pk, free))
    return found


def _got_since(channel: str, customers: set[int], since: dt.datetime) -> dict[int, list[dt.datetime]]:
    """When these customers got messages by the channel, over all campaigns, oldest first."""
    reached = (DeliveryState.DELIVERED, DeliveryState.SENT, DeliveryState.UNKNOWN)
    told = Delivery.objects.filter(
        customer_id__in=customers, channel=channel, finished_at__gt=since, state__in=reached
    )
    got = defaultdict(list)
    for customer, finished in told.order_by("finished_at").values_list("customer_id", "finished_at"):
        if finished is not None:
            got[customer].append(finished)
    return got
