"""Recipient by recipient: what became of each message."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from clientela_web.campaigns.queries.opened import names_of
from clientela_web.campaigns.words import DELIVERY_BADGES, reason_said
from clientela_web.models import Campaign, Delivery, DeliveryState
from clientela_web.privacy import MASK, SMALL, Reader, sees_persons

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recipients are asked for; what is empty is not asked."""

    state: str = ""
    reason: str = ""
    segment: str = ""
    variant: str = ""
    page: int = 1

    def query(self) -> dict[str, str]:
        """As an address says it, without the page."""
        named = {"state": self.state, "reason": self.reason, "segment": self.segment, "variant": self.variant}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Recipient:
    """One row of the ledger, as the reader may see it."""

    customer_id: int
    name: str
    segment: str
    variant: str
    state: str
    state_said: str
    badge: str
    reason: str
    reason_said: str
    address: str
    reply: str
    tries: int
    not_before: dt.datetime | None
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Recipients:
    """A page of them; no rows where a group is too small for the reader."""

    rows: list[Recipient]
    count: int
    page: int
    pages: int
    is_hidden: bool


def recipients_of(campaign: Campaign, wanted: Wanted, reader: Reader) -> Recipients:
    """The recipients asked for, in the order they were frozen."""
    found = rows_of(campaign, wanted)
    count = found.count()
    if 0 < count < SMALL and not sees_persons(reader):
        return Recipients([], count, 1, 1, is_hidden=True)
    pages = max(1, -(-count // PAGE))
    page = min(max(wanted.page, 1), pages)
    shown = list(found[(page - 1) * PAGE : page * PAGE])
    names = names_of([each.customer_id for each in shown], reader)
    rows = [_row(each, names[each.customer_id], reader) for each in shown]
    return Recipients(rows, count, page, pages, is_hidden=False)


def rows_of(campaign: Campaign, wanted: Wanted) -> QuerySet[Delivery]:
    """The rows of the ledger asked for."""
    return Delivery.objects.filter(campaign=campaign, **wanted.query()).order_by("pk")


def _row(each: Delivery, name: str, reader: Reader) -> Recipient:
    open_to = sees_persons(reader)
    state = DeliveryState(each.state)
    return Recipient(
        customer_id=each.customer_id,
        name=name,
        segment=each.segment,
        variant=each.variant,
        state=each.state,
        state_said=str(state.label),
        badge=DELIVERY_BADGES.get(state, ""),
        reason=each.reason,
        reason_said=reason_said(each.reason) if each.reason else "",
        address=each.address if open_to or not each.address else MASK,
        reply=each.reply if open_to else "",
        tries=each.tries,
        not_before=each.not_before,
        finished_at=each.finished_at,
    )
