"""What people and machines do with messages, beside what became of them: raw, before it is judged."""

from __future__ import annotations

from django.utils import timezone

from clientela_web.models import Delivery, Hit, HitKind

MOST = 300
"""So many openings and clicks of a message are written down, and no more: a link can be followed for ever."""


def note_hit(row: Delivery, hit: Hit) -> None:
    """Write an opening or a click down, unless the person is erased or the campaign counts no such thing.

    Which message it was of, and when, is filled in here.
    """
    campaign = row.campaign
    wanted = campaign.track_opens if hit.kind == HitKind.OPEN else campaign.track_clicks
    if row.address_key is None or not wanted:
        return
    if Hit.objects.filter(delivery_id=row.pk).order_by("at")[MOST - 1 : MOST].exists():
        return
    hit.campaign, hit.delivery_id, hit.customer_id, hit.at = campaign, row.pk, row.customer_id, timezone.now()
    hit.destination, hit.agent = hit.destination[:2_000], hit.agent[:300]
    hit.save(force_insert=True)


def note_word(delivery_id: int, kind: HitKind) -> None:
    """Write down, once, that she unsubscribed, complained or replied; nothing of somebody erased."""
    row = Delivery.objects.filter(pk=delivery_id, address_key__isnull=False).first()
    if row is None or Hit.objects.filter(delivery_id=delivery_id, kind=kind).exists():
        return
    Hit.objects.create(
        campaign_id=row.campaign_id,
        delivery_id=row.pk,
        customer_id=row.customer_id,
        kind=kind,
        at=timezone.now(),
        machine=False,
    )
