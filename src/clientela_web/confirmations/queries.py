"""Whose confirmation a link is, and how those that were asked for stand."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from clientela.act.audience import address_of
from clientela.workspace import Workspace
from clientela_web.channels.tokens import confirmation_of
from clientela_web.ledger.keys import address_key
from clientela_web.ledger.pending import record_of
from clientela_web.models import ConsentRequest
from clientela_web.models.job import State
from clientela_web.preferences.queries import ask, number_today

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many consents were asked for, and what became of them."""

    confirmed: int
    pending: int
    expired: int
    failed: int


def request_behind(token: str) -> ConsentRequest | None:
    """What a token confirms; None for a foreign one, and for somebody who is erased."""
    number = confirmation_of(token)
    return ConsentRequest.objects.filter(pk=number).first() if number else None


def number_of(asked: ConsentRequest) -> int | None:
    """Her number today; None where she is gone, or the address that was asked is no longer hers."""

    def hers(workspace: Workspace) -> int | None:
        number = number_today(workspace, asked.customer_id)
        if number is None:
            return None
        address = address_of(record_of(workspace, number)[0])
        return number if address and address_key("email", address) == asked.address_key else None

    return ask(hers, None)


def waiting() -> Waiting:
    """All that were ever asked for, counted."""
    now = timezone.now()
    failed, confirmed = Q(state=State.FAILED), Q(confirmed_at__isnull=False)
    told = ConsentRequest.objects.aggregate(
        confirmed=Count("pk", filter=confirmed),
        pending=Count("pk", filter=~confirmed & ~failed & Q(expires_at__gt=now)),
        expired=Count("pk", filter=~confirmed & ~failed & Q(expires_at__lte=now)),
        failed=Count("pk", filter=~confirmed & failed),
    )
    return Waiting(**told)
