"""Campaigns: written, seen, checked, approved, sent, stopped."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Status
from ninja.params.functions import Body, Query

from clientela_web.api.keys import Key, asking
from clientela_web.api.plain import plain
from clientela_web.api.shapes import Number, Text
from clientela_web.api.shapes_campaigns import (
    Approval,
    Campaign,
    CampaignList,
    Copy,
    Preview,
    RecipientPage,
    TrialSaid,
    TrialWanted,
)
from clientela_web.auditing import record
from clientela_web.campaigns import domain
from clientela_web.campaigns.drafts import draft_of_document
from clientela_web.campaigns.queries import listing, preview, recipients
from clientela_web.campaigns.telling import told
from clientela_web.campaigns.trying import Trial, send_trial
from clientela_web.models import Campaign as Row
from clientela_web.models import Permission
from clientela_web.privacy import shown_count
from clientela_web.reports.queries.seeing import check_sees_figures
from clientela_web.workspace import firm

router = Router(tags=["campaigns"])
MAY_EDIT, MAY_APPROVE = Key(Permission.EDIT_CAMPAIGNS), Key(Permission.APPROVE_CAMPAIGNS)


@router.get("", response=CampaignList, summary="List the campaigns, the newest first")
def listed(request: HttpRequest, state: Text = "", page: int = Query(1, ge=1, le=100_000)) -> dict[str, Any]:
    found, key = listing.listed(state=state, page=page, reader=asking(request)), asking(request)
    rows = [
        {
            "campaign_id": each.campaign.pk,
            "name": each.campaign.name,
            "state": each.campaign.state,
            "segments": each.campaign.segments,
            "targeted": None if each.targeted is None else shown_count(key, each.targeted),
            "delivered": None if each.delivered is None else shown_count(key, each.delivered),
            "at": each.at,
        }
        for each in found.rows
    ]
    return {"campaigns": rows, "page": found.page, "pages": found.pages}


@router.post("", response={201: Campaign}, auth=MAY_EDIT, summary="Write a campaign, as a draft")
def new(request: HttpRequest, draft: dict[str, Any] = Body(...)) -> Status[dict[str, Any]]:
    """The fields are those of a campaign's file: docs/campaigns.md."""
    kept = domain.write(draft_of_document(draft), firm(), account=asking(request).created_by)
    record(request, "made", "campaign", kept.name)
    return Status(201, _told(request, kept))


@router.get("/{campaign_id}", response=Campaign, summary="Show a campaign and how far it is")
def shown(request: HttpRequest, campaign_id: Number) -> dict[str, Any]:
    return _told(request, _found(campaign_id))


@router.put("/{campaign_id}", response=Campaign, auth=MAY_EDIT, summary="Write a campaign anew, as a draft")
def changed(request: HttpRequest, campaign_id: Number, draft: dict[str, Any] = Body(...)) -> dict[str, Any]:
    kept = domain.write(draft_of_document(draft), firm(), campaign=_found(campaign_id))
    record(request, "changed", "campaign", kept.name)
    return _told(request, kept)


@router.post(
    "/{campaign_id}/copy",
    response={201: Campaign},
    auth=MAY_EDIT,
    summary="Write the same once more, as a draft",
)
def copied(request: HttpRequest, campaign_id: Number, wanted: Copy) -> Status[dict[str, Any]]:
    """Without its audience, its approval and a time that is past; holdout and variants are drawn anew."""
    campaign = _found(campaign_id)
    made = domain.copy(campaign, wanted.name, asking(request).created_by)
    record(request, "duplicated", "campaign", made.name, of=campaign.name)
    return Status(201, _told(request, made))


@router.get(
    "/{campaign_id}/preview",
    response=Preview,
    auth=Key(Permission.SEE_PERSONS),
    summary="Show the message as a customer would get it",
)
def previewed(
    request: HttpRequest, campaign_id: Number, customer_id: Number, variant: Text = ""
) -> dict[str, Any]:
    campaign = _found(campaign_id)
    number = firm().customer_id(f"#{customer_id}")
    seen = preview.seen(campaign, variant, number, "en")
    record(request, "saw", "customer", number, campaign=campaign.name)
    return seen.as_json()


@router.post(
    "/{campaign_id}/test",
    response=TrialSaid,
    auth=MAY_EDIT,
    summary="Send the message to an address of your own, marked as a test",
)
def tested(request: HttpRequest, campaign_id: Number, wanted: TrialWanted) -> dict[str, str]:
    """Without an address, to whoever made the key. Nothing is counted, and no coupon is taken."""
    key = asking(request)
    trial = Trial(
        wanted.to or (key.created_by.email if key.created_by else ""), wanted.variant, wanted.customer_id
    )
    note = partial(record, request)
    said = send_trial(_found(campaign_id), trial, firm(), language="en", note=note, reader=key)
    return {"to": trial.to, "said": said}


@router.post(
    "/{campaign_id}/check",
    response={202: Campaign},
    auth=MAY_EDIT,
    summary="Have the audience frozen and every message written; ask for the campaign to see how far it is",
)
def check(request: HttpRequest, campaign_id: Number) -> Status[dict[str, Any]]:
    campaign = _found(campaign_id)
    domain.check(campaign, firm(), asking(request).created_by)
    record(request, "asked_for", "audience", campaign.name)
    return Status(202, _told(request, campaign))


@router.post(
    "/{campaign_id}/approve",
    response=Campaign,
    auth=MAY_APPROVE,
    summary="Approve a checked campaign for the audience of that fingerprint",
)
def approve(request: HttpRequest, campaign_id: Number, approval: Approval) -> dict[str, Any]:
    campaign = _found(campaign_id)
    domain.approve(campaign, approval.fingerprint, asking(request).created_by)
    record(request, "approved", "campaign", campaign.name, fingerprint=approval.fingerprint)
    return _told(request, campaign)


@router.post(
    "/{campaign_id}/send", response=Campaign, auth=MAY_APPROVE, summary="Let an approved campaign begin now"
)
def send(request: HttpRequest, campaign_id: Number) -> dict[str, Any]:
    campaign = _found(campaign_id)
    domain.send(campaign)
    return _done(request, campaign, "sent")


@router.post("/{campaign_id}/pause", response=Campaign, auth=MAY_EDIT, summary="Send nothing more for now")
def pause(request: HttpRequest, campaign_id: Number) -> dict[str, Any]:
    campaign = _found(campaign_id)
    domain.pause(campaign)
    return _done(request, campaign, "paused")


@router.post("/{campaign_id}/resume", response=Campaign, auth=MAY_APPROVE, summary="Go on with it")
def resume(request: HttpRequest, campaign_id: Number) -> dict[str, Any]:
    campaign = _found(campaign_id)
    domain.resume(campaign)
    return _done(request, campaign, "resumed")


@router.post("/{campaign_id}/cancel", response=Campaign, auth=MAY_EDIT, summary="Cancel it for good")
def cancel(request: HttpRequest, campaign_id: Number) -> dict[str, Any]:
    campaign = _found(campaign_id)
    domain.cancel(campaign)
    return _done(request, campaign, "cancelled")


@router.get(
    "/{campaign_id}/recipients", response=RecipientPage, summary="List recipients with what became of each"
)
def recipient_list(
    request: HttpRequest,
    campaign_id: Number,
    state: Text = "",
    reason: Text = "",
    segment: Text = "",
    variant: Text = "",
    page: int = Query(1, ge=1, le=1_000_000),
) -> dict[str, Any]:
    campaign, key = _found(campaign_id), asking(request)
    check_sees_figures(key, campaign)
    wanted = recipients.Wanted(state, reason, segment, variant, page)
    found = recipients.recipients_of(campaign, wanted, key)
    record(request, "saw", "campaign", campaign.name, rows=len(found.rows), **wanted.query())
    return {
        "recipients": [plain(each) for each in found.rows],
        "count": shown_count(key, found.count),
        "page": found.page,
        "pages": found.pages,
    }


def _done(request: HttpRequest, campaign: Row, action: str) -> dict[str, Any]:
    record(request, action, "campaign", campaign.name)
    return _told(request, campaign)


def _told(request: HttpRequest, campaign: Row) -> dict[str, Any]:
    campaign.refresh_from_db()
    return told(campaign, asking(request))


def _found(campaign_id: int) -> Row:
    found = Row.objects.filter(pk=campaign_id).select_related("provider", "approved_by").first()
    if found is None:
        raise Http404(f"there is no campaign {campaign_id}")
    return found
