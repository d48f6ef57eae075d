"""Campaigns changed: written, checked, approved, sent, stopped. Pages, commands and the API do it here."""

from __future__ import annotations

import secrets

from django.db import transaction

from clientela.act.audience import Fingerprint
from clientela.errors import UnknownNameError
from clientela.workspace import Workspace, now
from clientela_web.campaigns import copying
from clientela_web.campaigns.drafts import Draft, fields_of
from clientela_web.campaigns.judging import DraftError, faults_of, lacking_for_approval, readiness_of
from clientela_web.channels.composing import composed_alone
from clientela_web.ledger import campaigns as ledger
from clientela_web.ledger.errors import CampaignError
from clientela_web.ledger.freezing import ask_freeze
from clientela_web.models import Account, AudienceFreeze, Campaign, CampaignState, CouponList, Provider
from clientela_web.ui.writing import language


def write(
    draft: Draft, workspace: Workspace, *, campaign: Campaign | None = None, account: Account | None = None
) -> Campaign:
    """Keep a draft as a new campaign, or as what `campaign` says from now on.

    A campaign that was checked or approved is a draft again, and must be checked anew. Raises DraftError with
    everything that is wrong, CampaignError for a campaign that has begun.
    """
    if faults := faults_of(draft, workspace, campaign):
        raise DraftError(faults)
    fields = fields_of(draft, workspace.zone)
    fields["writing"]["language"] = draft.language or workspace.settings().language
    fields["provider"] = Provider.objects.filter(name=draft.provider).first() if draft.provider else None
    fields["coupon_list"] = CouponList.objects.filter(name=draft.coupon_list).first()
    with transaction.atomic():
        if campaign is None:
            return Campaign.objects.create(**fields, salt=secrets.token_hex(8), account=account)
        ledger.redraft(campaign)
        Campaign.objects.filter(pk=campaign.pk).update(**fields)
    campaign.refresh_from_db()
    return campaign


def named(name: str) -> Campaign:
    """The campaign of that name; raises UnknownNameError, which suggests the nearest."""
    found = Campaign.objects.filter(name=name).select_related("provider").first()
    if found is None:
        raise UnknownNameError("campaign", name, Campaign.objects.values_list("name", flat=True))
    return found


def check(campaign: Campaign, workspace: Workspace, account: Account | None = None) -> AudienceFreeze:
    """Have the audience of today frozen and every message written, in the background.

    Raises CampaignError with what the campaign lacks, or where it was approved.
    """
    if lacking := readiness_of(campaign, workspace, language()).before_check:
        raise CampaignError("\n".join(lacking))
    return ask_freeze(campaign, now(), account)


def approve(campaign: Campaign, fingerprint: str, account: Account | None = None) -> None:
    """Let it go out to the audience of that fingerprint, whole or as the short one that people compare.

    Raises CampaignError where it is another audience, is not checked, or lacks what sending needs.
    """
    if campaign.state == CampaignState.CHECKED:
        lacking = lacking_for_approval(campaign, composed_alone(campaign), language())
        if lacking:
            raise CampaignError("\n".join(lacking))
    shown = fingerprint
    if campaign.fingerprint and fingerprint == Fingerprint.read(campaign.fingerprint).short:
        shown = campaign.fingerprint
    ledger.approve(campaign, shown, account)


def remove(campaign: Campaign) -> None:
    """Throw a draft away; raises CampaignError for a campaign that somebody was to get."""
    removed, _rows = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.DRAFT).delete()
    if not removed:
        raise CampaignError(f"campaign {campaign.name!r} is no draft; cancel it instead")


copy = copying.copy
send, pause, resume, cancel = ledger.release, ledger.pause, ledger.resume, ledger.cancel
