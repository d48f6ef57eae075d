"""A message as its recipient got it, for whoever would rather read it in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

from clientela.act.messages import Composed, Rendered
from clientela_web.channels.composing import composed_alone
from clientela_web.channels.rendering import Renderer
from clientela_web.channels.tokens import Links
from clientela_web.ledger.claiming import Claimed
from clientela_web.models import Campaign, Delivery


def message_of(delivery_id: int) -> Rendered:
    """What a delivery said, of the values frozen with it; the data need not be open.

    Raises NotWritableError for one that was never fit to be sent.
    """
    delivery = Delivery.objects.select_related("campaign").get(pk=delivery_id)
    campaign = delivery.campaign
    row = Claimed(*(getattr(delivery, name) for name in Claimed._fields))
    composed = _composed(campaign.pk, campaign.fingerprint)
    return Renderer(campaign, composed, Links(settings.SITE_URL)).rendered(row)


@lru_cache(maxsize=8)
def _composed(campaign_id: int, _fingerprint: str) -> Mapping[str, Composed]:
    """Kept, because a campaign that is read now is read by many, and cannot be changed any more."""
    return composed_alone(Campaign.objects.get(pk=campaign_id))
