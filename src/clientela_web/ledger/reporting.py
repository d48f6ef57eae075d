"""What providers tell of a message after they have taken it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clientela_web.ledger.parts import forget_parts, is_whole_with, message_with_part
from clientela_web.ledger.reasons import Cause
from clientela_web.ledger.refusing import suppress_key
from clientela_web.models import (
    Campaign,
    Delivery,
    DeliveryState,
    Provider,
    SuppressionReason,
)

PATIENCE = dt.timedelta(days=4)
"""Providers try for three days at most; what was not reported of by then is unknown."""
_ON_ITS_WAY = Q(state__in=(DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN))
# It was sent, nobody knew whether it had arrived, and it was to go again: the report is quicker.
_TO_GO_AGAIN = Q(state__in=(DeliveryState.PENDING, DeliveryState.CLAIMED), tries__gt=0)
_BACK = (Cause.BOUNCED, Cause.SOFT_BOUNCED)


@dataclass(frozen=True, slots=True)
class Report:
    """One message, by the number we gave it or the one its provider did, and what became of it.

    `cause` is empty for a message that arrived. `suppress` says that nothing shall be sent there any more,
    whatever becomes of the row.
    """

    delivery: int | None = None
    provider_id: str | None = None
    cause: Cause | None = None
    said: str = ""
    suppress: SuppressionReason | None = None


def take_report(provider: Provider, report: Report) -> bool:
    """Write down what became of a message; whether that was news.

    The same report again changes nothing. What was taken for unknown becomes known, and a message that came
    back is no longer delivered. A report of a message that another provider carries is not believed. A part
    of a message that arrived is no news before all of them have.
    """
    row = row_of(provider, delivery=report.delivery, provider_id=report.provider_id)
    if row is None:
        return False
    changed = _settled(row, report)
    reason = report.suppress
    if changed and report.cause is Cause.SOFT_BOUNCED and _came_back_again_and_again(row):
        reason = SuppressionReason.BOUNCED
    stop(row, reason)
    return changed


@transaction.atomic
def _settled(row: Delivery, report: Report) -> bool:
    Delivery.objects.select_for_update().filter(pk=row.pk).first()  # its parts are told of side by side
    arrived = report.cause is None
    if arrived and not is_whole_with(row, report.provider_id):
        return False
    changed = Delivery.objects.filter(_open_to(report.cause), pk=row.pk).update(
        state=DeliveryState.DELIVERED if arrived else DeliveryState.FAILED,
        reason="" if arrived else str(report.cause),
        # of somebody erased nothing is kept that could name her
        reply="" if arrived or row.address_key is None else report.said[:300],
        holder=None,
        not_before=None,
        finished_at=timezone.now(),
        told_at=None,
    )
    if changed:
        forget_parts([row.pk])
    return bool(changed)


def stop(row: Delivery, reason: SuppressionReason | None, said: str = "") -> None:
    """Send nothing to the address of a row any more, for that reason; nothing of somebody erased."""
    if reason is not None and row.address_key:
        suppress_key(row.channel, row.address_key, reason, campaign=row.campaign, note=said)


def row_of(
    provider: Provider, *, delivery: int | None = None, provider_id: str | None = None
) -> Delivery | None:
    """The message that a provider speaks of; None where it carries no such message."""
    rows = Delivery.objects.filter(campaign__provider=provider).select_related("campaign")
    if delivery is not None:
        return rows.filter(pk=delivery).first()
    if not provider_id:
        return None
    return message_with_part(provider, provider_id) or rows.filter(provider_id=provider_id).first()


def give_up_waiting(now: dt.datetime) -> int:
    """What was handed over long ago and never reported of is unknown: how many messages."""
    count, since = 0, now - PATIENCE
    handed_over = Delivery.objects.filter(state=DeliveryState.SENT, finished_at__lt=since)
    # by campaign, for which there is an index
    waiting = Campaign.objects.filter(Exists(handed_over.filter(campaign=OuterRef("pk"))))
    for campaign in waiting:
        silent = handed_over.filter(campaign=campaign)
        count += silent.update(
            state=DeliveryState.UNKNOWN, reason=Cause.NOT_REPORTED, finished_at=now, told_at=None
        )
    return count


def _open_to(cause: Cause | None) -> Q:
    return _ON_ITS_WAY | _TO_GO_AGAIN | (Q(state=DeliveryState.DELIVERED) if cause in _BACK else Q(pk__in=[]))


def _came_back_again_and_again(row: Delivery) -> bool:
    """Whether the last messages to her address all came back, as many as the site's setting says."""
    most = settings.SOFT_BOUNCES
    told = Delivery.objects.filter(
        address_key=row.address_key,
        channel=row.channel,
        state__in=(DeliveryState.DELIVERED, DeliveryState.FAILED),
    )
    last = list(told.order_by("-finished_at").values_list("reason", flat=True)[:most])
    return len(last) == most and set(last) == {str(Cause.SOFT_BOUNCED)}
