"""Messages are claimed in batches: by whoever comes first, and by nobody twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from clientela_web.ledger.deferring import deferred
from clientela_web.ledger.reasons import state_for
from clientela_web.ledger.withholding import Withheld
from clientela_web.models import Campaign, Delivery, DeliveryState, Sender


class Claimed(NamedTuple):
    """What a sender needs to know of a message; it has it until its lease ends."""

    pk: int
    customer_id: int
    address: str
    address_key: str | None
    segment: str
    variant: str
    merge_values: str
    tries: int


def due(campaign: Campaign, at: dt.datetime) -> QuerySet[Delivery]:
    """The messages of the campaign that may go at that instant."""
    waiting = Delivery.objects.filter(campaign=campaign, state=DeliveryState.PENDING)
    return waiting.filter(Q(not_before=None) | Q(not_before__lte=at))


def claim(sender: Sender, campaign: Campaign, most: int) -> list[Claimed]:
    """Up to so many messages that are due, now the sender's; empty where there is none.

    Whoever is no longer to be sent to is taken out here, with the reason; what may not go now waits for its
    time. Where the database can skip what another has locked, two senders claim side by side; otherwise
    they take turns.
    """
    while True:
        with transaction.atomic():
            rows = due(campaign, timezone.now()).order_by("pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            found = [Claimed(*row) for row in rows.values_list(*Claimed._fields)[:most]]
            kept = _without_deferred(campaign, _without_withheld(campaign, found))
            Delivery.objects.filter(pk__in=[row.pk for row in kept]).update(
                state=DeliveryState.CLAIMED, holder=sender.pk
            )
        if kept or not found:
            return kept


def give_back(sender: Sender, rows: Collection[Claimed]) -> None:
    """Let others have messages that were claimed and not begun."""
    held = Delivery.objects.filter(pk__in=[row.pk for row in rows], holder=sender.pk)
    held.filter(state=DeliveryState.CLAIMED).update(state=DeliveryState.PENDING, holder=None)


def _without_withheld(campaign: Campaign, rows: list[Claimed]) -> list[Claimed]:
    keys = {row.address_key for row in rows if row.address_key}
    withheld, kept = Withheld(campaign, [row.customer_id for row in rows], keys), []
    for row in rows:
        if not (reason := withheld.reason(row.customer_id, row.address_key)):
            kept.append(row)
            continue
        Delivery.objects.filter(pk=row.pk).update(
            state=state_for(reason), reason=reason, finished_at=timezone.now()
        )
    return kept


def _without_deferred(campaign: Campaign, rows: list[Claimed]) -> list[Claimed]:
    waiting = deferred(campaign, rows, timezone.now())
    by_time: dict[dt.datetime, list[int]] = defaultdict(list)
    for pk, until in waiting.items():
        by_time[until].append(pk)
    for until, numbers in by_time.items():
        Delivery.objects.filter(pk__in=numbers).update(not_before=until)
    return [row for row in rows if row.pk not in waiting]
