"""An audience goes into the ledger, batch by batch, each with how far it has come: a kill loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from clientela.act.audience import Audience, Fingerprint
from clientela.act.audience.audience import Recipient, Things, rows_of
from clientela.rules.types import ValueType
from clientela.segments.base import Base
from clientela_web.ledger.coupons import NAME, count_short, give_back, with_coupons
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.keys import address_key
from clientela_web.ledger.planning import plan_of
from clientela_web.ledger.reasons import Cause, state_for
from clientela_web.ledger.withholding import Withheld
from clientela_web.ledger.writing_rows import NewRow, add_rows
from clientela_web.models import Account, AudienceFreeze, Campaign, CampaignState, Delivery, DeliveryState
from clientela_web.models.job import State

Prove: TypeAlias = Callable[[Mapping[str, str]], dict[str, Any]]


class FreezeEndedError(CampaignError):
    """The freeze was cancelled, or another process has taken it up."""


def ask_freeze(campaign: Campaign, as_of: dt.datetime, account: Account | None = None) -> AudienceFreeze:
    """Have the audience of a draft, or of a checked campaign anew, frozen as of that instant.

    What an earlier freeze left goes at once. Raises CampaignError for a campaign that was approved.
    """
    with transaction.atomic():
        free = (CampaignState.DRAFT, CampaignState.CHECKED)
        changed = Campaign.objects.filter(pk=campaign.pk, state__in=free).update(
            state=CampaignState.DRAFT, fingerprint="", as_of=None, proof={}
        )
        if not changed:
            raise CampaignError(f"campaign {campaign.name!r} was approved already; its audience stays")
        waiting = AudienceFreeze.objects.filter(campaign=campaign, state__in=(State.WAITING, State.RUNNING))
        waiting.update(state=State.CANCELLED, finished_at=timezone.now())
        Delivery.objects.filter(campaign=campaign).delete()
        give_back(campaign)
        job = AudienceFreeze.objects.create(campaign=campaign, as_of=as_of, account=account)
    campaign.refresh_from_db()
    return job


def freeze(
    job: AudienceFreeze,
    base: Base,
    values: Sequence[str] = (),
    lists: Mapping[str, Things] | None = None,
    prove: Prove | None = None,
    *,
    coupons: bool = False,
) -> None:
    """Carry a claimed freeze to its end from wherever it is; the campaign is then checked.

    `values` are what its messages say of each, `lists` what they go over; `prove` is told the types of the
    values when everybody is in, and what it answers is kept as the campaign's proof. `coupons` says that they
    name the code which the campaign hands out.

    Each batch, the fingerprint so far and the place in the audience are committed together: killed at any
    instant and taken up again, it puts every customer into the ledger once. Raises FreezeEndedError where
    the job was cancelled or is no longer the caller's.
    """
    campaign = job.campaign
    audience = Audience.of(base, plan_of(campaign, values), job.as_of, lists)
    print_so_far, total = Fingerprint.read(job.fingerprint), audience.count()
    for batch in audience.batches(job.after):
        _add(job, batch, print_so_far, total, coupons=coupons)
    types = {name: str(kind.value) for name, kind in audience.types.items()}
    if coupons:
        types[NAME] = str(ValueType.TEXT.value)
    proof = prove(types) if prove else {}
    short = count_short(campaign) if coupons else 0
    with transaction.atomic():
        job.finish(State.DONE)
        if job.state != State.DONE:
            raise FreezeEndedError("the audience is being frozen by another process")
        Campaign.objects.filter(pk=campaign.pk, state=CampaignState.DRAFT).update(
            state=CampaignState.CHECKED,
            fingerprint=str(print_so_far),
            as_of=job.as_of,
            value_types=types,
            proof=proof,
            coupons_short=short,
        )
    campaign.refresh_from_db()


def _add(
    job: AudienceFreeze, batch: pa.RecordBatch, so_far: Fingerprint, total: int, *, coupons: bool
) -> None:
    with transaction.atomic():
        rows = list(_judged(job.campaign, batch))
        if coupons:
            rows = with_coupons(job.campaign, rows)
        add_rows(rows)
        so_far.add(row.content for row in rows)
        job.after, job.done = batch.column("customer_id")[-1].as_py(), job.done + len(rows)
        job.fingerprint = str(so_far)
        job.save(update_fields=["after", "fingerprint"])
        if not job.report(job.done, max(total, job.done)):
            raise FreezeEndedError("the audience is no longer wanted, or frozen by another process")


def _judged(campaign: Campaign, batch: pa.RecordBatch) -> Iterator[NewRow]:
    """The rows of a batch, with what the control tables know against them."""
    addresses = batch.column("address").to_pylist()
    keys = [address_key(campaign.channel, each) if each else None for each in addresses]
    known = {key for key in keys if key}
    withheld = Withheld(campaign, batch.column("customer_id").to_pylist(), known)
    taken = _taken(campaign, known)
    for row, key in zip(rows_of(batch), keys, strict=True):
        reason = row.reason or withheld.reason(row.customer_id, key)
        if not reason and key in taken:
            reason = str(Cause.SAME_ADDRESS)
        if not reason and key:
            taken.add(key)
        yield _row(campaign, row, key, reason)


def _row(campaign: Campaign, row: Recipient, key: str | None, reason: str) -> NewRow:
    """Who gets nothing leaves neither address nor values."""
    return NewRow(
        campaign_id=campaign.pk,
        customer_id=row.customer_id,
        channel=campaign.channel,
        state=str(state_for(reason) if reason else DeliveryState.PENDING),
        reason=reason,
        segment=row.segment,
        variant=row.variant or "",
        in_holdout=row.in_holdout,
        address="" if reason or not row.address else row.address,
        address_key=None if reason else key,
        merge_values="{}" if reason else row.values,
    )


def _taken(campaign: Campaign, keys: set[str]) -> set[str | None]:
    """The addresses that somebody in the ledger of this campaign has already."""
    there = Delivery.objects.filter(address_key__in=keys, campaign=campaign)
    return set(there.values_list("address_key", flat=True))
