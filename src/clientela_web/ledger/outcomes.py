"""What became of messages is committed together with which are about to go: one commit for many."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clientela_web.ledger import statements
from clientela_web.ledger.parts import keep_parts
from clientela_web.ledger.reasons import Cause
from clientela_web.models import AfterCrash, Campaign, Delivery, DeliveryState, Sender

MOST_TRIES = 8
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message, and what the other side said.

    PENDING is one that was refused for the time being, or never reached the other side: it goes again, not
    before the instant, and one that counts as a try gives up after `MOST_TRIES`.
    """

    pk: int
    state: DeliveryState
    reason: str = ""
    reply: str = ""
    provider_id: str | None = None
    not_before: dt.datetime | None = None
    counts: bool = True
    parts: tuple[str, ...] = ()


def delivered(pk: int) -> Outcome:
    """Taken by the other side, who is answerable for it from now on."""
    return Outcome(pk, DeliveryState.DELIVERED)


def handed_over(pk: int, provider_id: str | None, parts: tuple[str, ...] = ()) -> Outcome:
    """Taken by a provider that tells later what became of it, by its own number, or those of its parts."""
    return Outcome(pk, DeliveryState.SENT, provider_id=provider_id, parts=parts if len(parts) > 1 else ())


def refused(pk: int, reply: str, reason: Cause = Cause.REFUSED) -> Outcome:
    """Not taken, and never will be."""
    return Outcome(pk, DeliveryState.FAILED, str(reason), reply)


def put_off(pk: int, tries: int, reply: str, at: dt.datetime, least: dt.timedelta | None = None) -> Outcome:
    """Not taken for the time being: it goes again after a pause that doubles, or is given up.

    `least` is the pause that the other side asked for.
    """
    if tries + 1 >= MOST_TRIES:
        return refused(pk, reply, Cause.GAVE_UP)
    pause = max(_pause(tries), min(least or FIRST_PAUSE, LONGEST_PAUSE))
    return Outcome(pk, DeliveryState.PENDING, reply=reply, not_before=at + pause)


def never_said(pk: int, tries: int, campaign: Campaign, reply: str, at: dt.datetime) -> Outcome:
    """The connection broke while the other side had it to answer for: as the campaign wants it."""
    if campaign.after_crash == AfterCrash.RETRY and tries + 1 < MOST_TRIES:
        return Outcome(pk, DeliveryState.PENDING, reply=reply, not_before=at + _pause(tries))
    return Outcome(pk, DeliveryState.UNKNOWN, str(Cause.CONNECTION_LOST), reply)


def _pause(tries: int) -> dt.timedelta:
    return min(FIRST_PAUSE * (1 << tries), LONGEST_PAUSE)


def commit_round(sender: Sender, outcomes: Sequence[Outcome], starting: Sequence[int]) -> set[int]:
    """Commit what became of some messages, and that others are about to be on the wire; returns these.

    A message that was claimed and is not returned is no longer the sender's: its customer unsubscribed, the
    campaign was paused, or others took this sender for dead. It must not be sent.
    """
    with transaction.atomic():
        _settle(sender, outcomes)
        if not starting:
            return set()
        if statements.begin(sender.pk, starting) == len(starting):
            return set(starting)
        mine = Delivery.objects.filter(pk__in=starting, holder=sender.pk, state=DeliveryState.SENDING)
        return set(mine.values_list("pk", flat=True))


def _settle(sender: Sender, outcomes: Sequence[Outcome]) -> None:
    """Outcomes that say the same of several messages are one statement."""
    alike: dict[Outcome, list[int]] = defaultdict(list)
    now = timezone.now()
    arrived = [each.pk for each in outcomes if each.state == DeliveryState.DELIVERED]
    if arrived:
        statements.deliver(sender.pk, arrived, now)
    for outcome in outcomes:
        if outcome.state != DeliveryState.DELIVERED:
            alike[replace(outcome, pk=0)].append(outcome.pk)
    for told, numbers in alike.items():
        # a claimed row was refused before anything of it was on the wire
        held = Delivery.objects.filter(
            pk__in=numbers, holder=sender.pk, state__in=(DeliveryState.SENDING, DeliveryState.CLAIMED)
        )
        again = told.state == DeliveryState.PENDING
        settled = held.update(
            state=told.state,
            reason=told.reason,
            reply=told.reply[:300],
            provider_id=told.provider_id,
            not_before=told.not_before,
            holder=None,
            finished_at=None if again else now,
            tries=F("tries") + (1 if told.counts else 0),
        )
        if settled and told.parts:
            keep_parts(numbers[0], told.parts)  # names of parts are one message's alone
