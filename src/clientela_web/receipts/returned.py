"""A mail that came back, read and written down."""

from __future__ import annotations

from dataclasses import dataclass

from clientela_web.channels.email.bounces import read_returned
from clientela_web.ledger.reporting import Report
from clientela_web.models import Delivery
from clientela_web.receipts.domain import take


@dataclass(frozen=True, slots=True)
class Returned:
    """The message it is about, and what it says of it: bounced, soft_bounced, complaint, unsubscribe."""

    delivery: int
    became: str
    said: str = ""


def record_returned(raw: bytes, to: str = "") -> Returned | None:
    """Write down what a mail tells of a message of ours: into the ledger, and onto the list of addresses
    that get no more. None where it tells nothing. The same mail again changes nothing.
    """
    told = read_returned(raw, to)
    if told is None or told.delivery is None:
        return None
    row = Delivery.objects.filter(pk=told.delivery).select_related("campaign__provider").first()
    if row is None or row.campaign.provider is None:
        return None
    take(row.campaign.provider, [told], with_data=False)
    if isinstance(told, Report):
        return Returned(row.pk, str(told.cause), told.said)
    return Returned(row.pk, str(told.kind))
