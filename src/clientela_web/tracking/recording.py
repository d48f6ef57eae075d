"""Hits are judged, and become events on the cards of customers: batch by batch, each once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from clientela.act.tracking import Seen, judge
from clientela.act.tracking.devices import device_of
from clientela.act.tracking.machines import BESIDE
from clientela.workspace import Workspace
from clientela_web.models import Delivery, DeliveryState, Hit, HitKind
from clientela_web.tracking.events import MessageEvent, Names, names_of, write

BATCH = 2_000
_JUDGED = (HitKind.OPEN, HitKind.CLICK)
_KINDS = {
    HitKind.OPEN: "message_opened",
    HitKind.CLICK: "message_clicked",
    HitKind.UNSUBSCRIBE: "message_unsubscribed",
    HitKind.COMPLAINT: "message_complained",
    HitKind.REPLY: "message_replied",
}
_ARRIVED = (DeliveryState.DELIVERED, DeliveryState.SENT)


def record_hits(workspace: Workspace, at: dt.datetime) -> int:
    """Put what came in onto cards; how many rows were dealt with.

    Killed anywhere and begun again, it doubles nothing.
    An opening or click waits until nothing can come any more that would show a machine behind it.
    """
    waiting = Hit.objects.filter(recorded_at=None, at__lte=at - BESIDE).select_related("campaign")
    hits = list(waiting.order_by("pk")[:BATCH])
    if hits:
        _judge([each for each in hits if each.machine is None])
        write(workspace, _events(hits), at)
        Hit.objects.filter(pk__in=[each.pk for each in hits]).update(recorded_at=at)
    return len(hits)


def _judge(hits: Sequence[Hit]) -> None:
    """Write down of each whether a machine did it, and why; events come after that."""
    if not hits:
        return
    numbers = {each.delivery_id for each in hits}
    together: dict[int, list[Hit]] = defaultdict(list)
    for hit in Hit.objects.filter(delivery_id__in=numbers, kind__in=_JUDGED).order_by("at", "pk"):
        together[hit.delivery_id].append(hit)
    # where a provider tells what became of a message, it does so at an instant of its own
    ours = Delivery.objects.filter(pk__in=numbers, state__in=_ARRIVED, provider_id=None)
    arrived = dict(ours.values_list("pk", "finished_at"))
    reasons = {
        hit.pk: reason
        for number, beside in together.items()
        for hit, reason in zip(
            beside, judge([_seen(each) for each in beside], arrived.get(number)), strict=True
        )
    }
    for hit in hits:
        hit.reason = reasons.get(hit.pk, "")
        hit.machine = bool(hit.reason)
    Hit.objects.bulk_update(hits, ["machine", "reason"], batch_size=500)


def _seen(hit: Hit) -> Seen:
    return Seen(hit.kind, hit.at, hit.link, hit.agent, hit.network, hit.method, hit.prefetched)


def _events(hits: Sequence[Hit]) -> list[MessageEvent]:
    known = {each.campaign_id: each.campaign for each in hits}
    named = names_of(known)
    variants = dict(
        Delivery.objects.filter(pk__in={each.delivery_id for each in hits}).values_list("pk", "variant")
    )
    return [
        _event(hit, named[hit.campaign_id], variants[hit.delivery_id])
        for hit in hits
        if hit.delivery_id in variants
    ]


def _event(hit: Hit, names: Names, variant: str) -> MessageEvent:
    return MessageEvent(
        event_id=f"{names.prefix}:{hit.delivery_id}:{hit.kind}:{_number(hit)}",
        customer=hit.customer_id,
        at=hit.at,
        kind=_KINDS[HitKind(hit.kind)],
        ref=names.message_id(hit.delivery_id),
        channel=hit.campaign.channel,
        campaign=hit.campaign.name,
        machine=hit.machine,
        properties={
            "link": hit.destination,
            "device": device_of(hit.agent) or "",
            "variant": variant,
        },
    )


def _number(hit: Hit) -> int:
    """She unsubscribes from a message once, however often that is noted; she may open it many times."""
    return hit.pk if hit.kind in _JUDGED else 0
