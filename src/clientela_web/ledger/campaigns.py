"""A campaign's way: draft, checked, approved, sending, sent; paused and cancelled on the way."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from clientela_web.ledger.contents import fingerprint_of
from clientela_web.ledger.coupons import give_back
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.reasons import Cause
from clientela_web.models import (
    Account,
    AudienceFreeze,
    Campaign,
    CampaignState,
    Delivery,
    DeliveryState,
)
from clientela_web.models.job import State

_OPEN = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)
_NOT_BEGUN = (DeliveryState.PENDING, DeliveryState.CLAIMED)
_WHAT_CAN_BE_DONE = {
    CampaignState.DRAFT: "is a draft; check it, then approve it",
    CampaignState.CHECKED: "is checked and not approved; approve it first",
    CampaignState.APPROVED: "is approved; send it, pause it or cancel it",
    CampaignState.SENDING: "is being sent; pause it or cancel it",
    CampaignState.PAUSED: "is paused; resume it or cancel it",
    CampaignState.SENT: "is sent; copy it to send it once more",
    CampaignState.CANCELLED: "is cancelled; copy it to send it after all",
}


def approve(campaign: Campaign, fingerprint: str, account: Account | None = None) -> None:
    """Let a checked campaign go out to the audience with that fingerprint: the one that was shown.

    Raises CampaignError where the audience has become another since, or the campaign is not checked.
    """
    campaign.refresh_from_db()
    if campaign.fingerprint != fingerprint:
        raise CampaignError("the audience is not the one you were shown; look at it again, then approve it")
    if campaign.provider_id is None:
        raise CampaignError("nobody carries these messages yet; choose a provider first")
    if campaign.coupons_short:
        raise CampaignError(
            f"{campaign.coupons_short} recipients have no coupon; add codes to the list, and check again"
        )
    _move(
        campaign,
        (CampaignState.CHECKED,),
        CampaignState.APPROVED,
        approved_fingerprint=fingerprint,
        approved_by=account,
        approved_at=timezone.now(),
    )


def redraft(campaign: Campaign) -> None:
    """Make it a draft again that may be changed: the audience that was frozen goes, and the approval with it.

    Raises CampaignError for a campaign that has begun, or was cancelled.
    """
    free = (CampaignState.DRAFT, CampaignState.CHECKED, CampaignState.APPROVED, CampaignState.PAUSED)
    with transaction.atomic():
        # a campaign that was paused after it had begun stays what it is
        changed = Campaign.objects.filter(pk=campaign.pk, state__in=free, started_at=None).update(
            state=CampaignState.DRAFT,
            fingerprint="",
            approved_fingerprint="",
            approved_by=None,
            approved_at=None,
            as_of=None,
            proof={},
            trouble="",
        )
        campaign.refresh_from_db()
        if not changed:
            told = "has begun, and cannot be changed any more; copy it to write another"
            raise CampaignError(f"campaign {campaign.name!r} {told}")
        unfinished = AudienceFreeze.objects.filter(
            campaign=campaign, state__in=(State.WAITING, State.RUNNING)
        )
        unfinished.update(state=State.CANCELLED, finished_at=timezone.now())
        Delivery.objects.filter(campaign=campaign).delete()
        give_back(campaign)


def release(campaign: Campaign) -> None:
    """Let an approved campaign begin now, whenever it was meant to; senders begin it within seconds."""
    _move(campaign, (CampaignState.APPROVED,), CampaignState.APPROVED, scheduled_at=timezone.now())


def start(campaign: Campaign) -> None:
    """Begin to send an approved campaign, after a last look that the ledger holds what was approved.

    Raises CampaignError where it does not: nothing is sent then.
    """
    if str(fingerprint_of(campaign)) != campaign.approved_fingerprint:
        told = "the ledger does not hold what was approved"
        Campaign.objects.filter(pk=campaign.pk, state=CampaignState.APPROVED).update(
            state=CampaignState.PAUSED, trouble=told
        )
        raise CampaignError(f"{told}; nothing was sent")
    _move(campaign, (CampaignState.APPROVED,), CampaignState.SENDING, started_at=timezone.now(), trouble="")


def pause(campaign: Campaign) -> None:
    """Send nothing more for now; what is on the wire at this instant arrives."""
    with transaction.atomic():
        _move(campaign, (CampaignState.APPROVED, CampaignState.SENDING), CampaignState.PAUSED)
        # a sender that has claimed a row finds it gone when it wants to begin
        Delivery.objects.filter(campaign=campaign, state=DeliveryState.CLAIMED).update(
            state=DeliveryState.PENDING, holder=None
        )


def halt(campaign: Campaign, trouble: str) -> None:
    """Pause a campaign that cannot go on by itself, and say why; nothing where it is not being sent."""
    with suppress(CampaignError):
        pause(campaign)
        Campaign.objects.filter(pk=campaign.pk).update(trouble=trouble[:300])


def resume(campaign: Campaign) -> None:
    """Go on: a campaign that had begun goes on sending, one that had not is approved as before."""
    after = CampaignState.SENDING if campaign.started_at else CampaignState.APPROVED
    _move(campaign, (CampaignState.PAUSED,), after, trouble="")


def cancel(campaign: Campaign) -> None:
    """Send nothing more for ever; whoever had not got it yet is left out, with the reason."""
    free = (
        CampaignState.DRAFT,
        CampaignState.CHECKED,
        CampaignState.APPROVED,
        CampaignState.SENDING,
        CampaignState.PAUSED,
    )
    with transaction.atomic():
        _move(campaign, free, CampaignState.CANCELLED, finished_at=timezone.now())
        Delivery.objects.filter(campaign=campaign, state__in=_NOT_BEGUN).update(
            state=DeliveryState.SKIPPED, reason=Cause.CANCELLED, holder=None, finished_at=timezone.now()
        )


def finish(campaign: Campaign) -> bool:
    """Close a campaign of which nothing is left to send; whether it is."""
    left = Delivery.objects.filter(campaign=campaign, state__in=_OPEN).exists()
    return not left and bool(
        Campaign.objects.filter(pk=campaign.pk, state=CampaignState.SENDING).update(
            state=CampaignState.SENT, finished_at=timezone.now(), trouble=""
        )
    )


def to_be_started() -> list[Campaign]:
    """Approved campaigns whose time has come; one without a time waits for `release`."""
    due = Campaign.objects.filter(state=CampaignState.APPROVED, scheduled_at__lte=timezone.now())
    return list(due.order_by("pk"))


def being_sent(channel: str) -> list[Campaign]:
    """Campaigns with something to send by that channel, the oldest first."""
    sending = Campaign.objects.filter(state=CampaignState.SENDING, channel=channel)
    return list(sending.select_related("provider").order_by("pk"))


def _move(campaign: Campaign, allowed: Sequence[CampaignState], to: CampaignState, **fields: object) -> None:
    """Change the state where it is one of these; raises CampaignError where it is not."""
    moved = Campaign.objects.filter(pk=campaign.pk, state__in=allowed).update(state=to, **fields)
    campaign.refresh_from_db()
    if not moved:
        raise CampaignError(f"campaign {campaign.name!r} {_WHAT_CAN_BE_DONE[CampaignState(campaign.state)]}")
