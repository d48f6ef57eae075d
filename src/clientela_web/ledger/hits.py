"""What she says by unsubscribing, complaining or replying, beside what became of the message."""

from __future__ import annotations

from django.utils import timezone

from clientela_web.models import Delivery, Hit, HitKind


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
