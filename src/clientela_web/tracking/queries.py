"""Which message a counted link came with, and where it leads."""

from __future__ import annotations

from clientela.act.audience import Merging
from clientela.act.tracking import LinkError
from clientela.rules.types import ValueType
from clientela_web.channels.tokens import tracked_delivery_of
from clientela_web.channels.tracking import links_of
from clientela_web.models import Delivery


def delivery_behind(token: str) -> Delivery | None:
    """The message that a token was made for; None for a token that is not ours."""
    number = tracked_delivery_of(token)
    if number is None:
        return None
    return Delivery.objects.filter(pk=number).select_related("campaign").first()


def destination(delivery: Delivery, number: int, turn: int) -> str:
    """Where a link of the message leads; empty where it leads nowhere.

    It is one of those that were frozen with the campaign: nothing that comes with the request is in it.
    """
    campaign = delivery.campaign
    frozen = links_of(campaign, delivery.variant)
    if not 1 <= number <= len(frozen.links):
        return ""
    types = {name: ValueType(kind) for name, kind in campaign.value_types.items()}
    values = Merging(types).read(delivery.merge_values)
    try:
        return frozen.links[number - 1].destination(values, frozen.language, turn)
    except LinkError:
        return ""
