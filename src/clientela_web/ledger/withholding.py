"""Who of many is not to be sent to, as far as the control tables know."""

from __future__ import annotations

from collections.abc import Collection

from clientela_web.ledger.reasons import Cause
from clientela_web.models import Campaign, Suppression, Withdrawal


class Withheld:
    """What stands in the way of some customers and addresses, asked once for all of them."""

    def __init__(self, campaign: Campaign, customers: Collection[int], keys: Collection[str]) -> None:
        suppressed = Suppression.objects.filter(channel=campaign.channel, address_key__in=keys)
        withdrawn = Withdrawal.objects.filter(
            customer_id__in=customers,
            channel=campaign.consent_channel or campaign.channel,
            purpose=campaign.purpose,
        )
        self._by_key = dict(suppressed.values_list("address_key", "reason"))
        self._by_customer = set(withdrawn.values_list("customer_id", flat=True))

    def reason(self, customer_id: int, key: str | None) -> str:
        """Why she is not to be sent to; empty where nothing stands in the way."""
        if customer_id in self._by_customer:
            return str(Cause.WITHDRAWN)
        return self._by_key.get(key, "") if key else ""
