"""What a campaign was to bring about, credited to the last message before it: by the rule of its report.

A message is credited with an event of its campaign's goal where it was the last that arrived before it, of
all campaigns, at most as many days earlier as a report says (`Reading.touch_days`), and in the campaign's
window. A report asks that of one campaign; here each event is asked once, when it comes in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import pyarrow as pa

from clientela.measure.attribution import NOBODY, last_touches
from clientela.measure.campaigns import Reading
from clientela.workspace import Workspace
from clientela_web.models import Campaign, Delivery, DeliveryState
from clientela_web.tracking.arrivals import Arrived, arrived_since, note_read, read_so_far
from clientela_web.tracking.events import INSTANT, MessageEvent, names_of, write

KIND = "message_converted"
BATCH = 5_000
RIPE = dt.timedelta(minutes=1)
"""What came in less long ago may not be committed yet, nor the message before it."""


class _Touch(NamedTuple):
    pk: int
    customer_id: int
    campaign_id: int
    channel: str
    variant: str
    finished_at: dt.datetime


def tell_conversions(workspace: Workspace, at: dt.datetime) -> int:
    """Credit what has come in since, whenever it happened, and put it onto cards; how much was looked at.

    Killed anywhere and begun again, it doubles nothing.
    """
    begun = {each.pk: each for each in Campaign.objects.filter(started_at__lte=at)}
    if not begun:
        return 0
    since = min(each.started_at for each in begun.values() if each.started_at)
    goals = sorted({each.goal for each in begun.values()})
    place = read_so_far(workspace, since)
    found = arrived_since(workspace, place, goals, happened=since, until=at - RIPE, most=BATCH)
    if found:
        write(workspace, list(_credited(workspace, found, begun)), at)
        note_read(workspace, found[-1].place)
    return len(found)


def _credited(
    workspace: Workspace, found: Sequence[Arrived], begun: Mapping[int, Campaign]
) -> Iterator[MessageEvent]:
    window = dt.timedelta(days=Reading(found[0].at).touch_days)
    touches = _touches(workspace, found, window)
    touching = {each.campaign_id for each in touches} & begun.keys()
    named = names_of({number: begun[number] for number in touching})
    for event, touch in _pairs(found, touches, window):
        if touch.campaign_id not in named or not _is_goal(begun[touch.campaign_id], event):
            continue
        names = named[touch.campaign_id]
        digest = blake2b(event.event_id.encode(), digest_size=12).hexdigest()
        yield MessageEvent(
            event_id=f"{names.prefix}:{touch.pk}:{KIND}:{digest}",
            customer=event.customer_id,
            at=event.at,
            kind=KIND,
            ref=names.message_id(touch.pk),
            channel=touch.channel,
            campaign=begun[touch.campaign_id].name,
            machine=None,
            properties={"goal": event.kind, "variant": touch.variant},
        )


def _is_goal(campaign: Campaign, event: Arrived) -> bool:
    """Whether it is what the campaign was to bring about, in its window."""
    began = campaign.started_at
    if began is None or event.kind != campaign.goal:
        return False
    return began <= event.at < Reading(event.at, days=campaign.window_days).until(began)


def _pairs(
    found: Sequence[Arrived], touches: Sequence[_Touch], window: dt.timedelta
) -> Iterator[tuple[Arrived, _Touch]]:
    """Each event that a message came before, and the last such message."""
    if not touches:
        return
    by_name = {str(each.pk): each for each in touches}
    names, places = last_touches(
        pa.table(
            {
                "customer": pa.array([each.customer_id for each in touches], pa.int64()),
                "at": pa.array([each.finished_at for each in touches], INSTANT),
                "campaign": pa.array(list(by_name), pa.string()),
            }
        ),
        pa.table(
            {
                "customer": pa.array([each.customer_id for each in found], pa.int64()),
                "at": pa.array([each.at for each in found], INSTANT),
            }
        ),
        window,
    )
    for event, place in zip(found, places.tolist(), strict=True):
        if place != NOBODY:
            yield event, by_name[names[place]]


def _touches(workspace: Workspace, found: Sequence[Arrived], window: dt.timedelta) -> list[_Touch]:
    """The messages that arrived with these customers at the time, whoever they were then."""
    today = _known_as(workspace, {each.customer_id for each in found})
    times = [each.at for each in found]
    rows = Delivery.objects.filter(
        customer_id__in=list(today),
        state=DeliveryState.DELIVERED,
        finished_at__gte=min(times) - window,
        finished_at__lte=max(times),
    )
    told = [_Touch(*row) for row in rows.order_by("pk").values_list(*_Touch._fields)]
    return [each._replace(customer_id=today[each.customer_id]) for each in told]


def _known_as(workspace: Workspace, customers: set[int]) -> dict[int, int]:
    """Every number that these customers have or had before they were merged, and the one of today."""
    today = {each: each for each in customers}
    asked = sorted(customers)
    while asked:
        rows = workspace.store.engine.rows(
            "SELECT loser, winner FROM merges WHERE undone_at IS NULL"
            f" AND winner IN ({', '.join('?' * len(asked))})",
            asked,
        )
        fresh = {int(loser): today[int(winner)] for loser, winner in rows if int(loser) not in today}
        today |= fresh
        asked = sorted(fresh)
    return today
