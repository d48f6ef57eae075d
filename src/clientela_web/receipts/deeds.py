"""Openings and clicks that a provider saw, beside those that the site sees itself."""

from __future__ import annotations

from django.utils import timezone

from clientela_web.channels.hearing import Deed
from clientela_web.ledger.hits import note_word
from clientela_web.models import Delivery, Hit, HitKind

MOST = 300
"""So much of one message is written down, and no more."""


def note_deed(row: Delivery, deed: Deed) -> None:
    """Write down what was done with a message, raw; whoever judges it comes later.

    Openings and clicks are kept where the campaign counts them, and nothing of somebody erased.
    """
    if deed.kind not in (HitKind.OPEN, HitKind.CLICK):
        note_word(row.pk, deed.kind)
        return
    campaign = row.campaign
    wanted = campaign.track_opens if deed.kind == HitKind.OPEN else campaign.track_clicks
    known = Hit.objects.filter(delivery_id=row.pk).order_by("at")
    if row.address_key is None or not wanted or known[MOST - 1 : MOST].exists():
        return
    Hit.objects.create(
        campaign=campaign,
        delivery_id=row.pk,
        customer_id=row.customer_id,
        kind=deed.kind,
        at=timezone.now(),
        destination=deed.url[:2_000],
        agent=deed.agent[:300],
    )
