"""What messages cost: as the campaign says, else by the price of who carries them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from clientela.act.messages import SmsSize
from clientela.act.messages.proofing import Proof
from clientela_web.models import Campaign


def message_cost(campaign: Campaign, size: SmsSize | None) -> Decimal | None:
    """What one message costs, a text message by its parts; None where nobody said."""
    if campaign.message_cost is not None:
        return Decimal(str(campaign.message_cost))
    price = _price(campaign)
    return price if price is None or size is None else size.cost(price)


def costs_of(campaign: Campaign, found: Mapping[str, Proof]) -> dict[str, float]:
    """What a message of each variant costs on the average of all that are fit to be sent.

    Nothing of a variant that nobody gets, and nothing at all where nobody said.
    """
    sent = {variant: proof for variant, proof in found.items() if proof.fit}
    if campaign.message_cost is not None:
        return dict.fromkeys(sent, campaign.message_cost)
    price = _price(campaign)
    if price is None:
        return {}
    return {variant: float(proof.cost(price) / proof.fit) for variant, proof in sent.items()}


def _price(campaign: Campaign) -> Decimal | None:
    return campaign.provider.price if campaign.provider else None
