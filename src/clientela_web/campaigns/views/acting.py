"""What is done with a campaign: checked, approved, sent, stopped."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clientela.act.audience import Fingerprint
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.campaigns import domain
from clientela_web.campaigns.forms.asking import ApprovalForm
from clientela_web.ledger.errors import CampaignError
from clientela_web.models import Campaign
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def ask_check(request: Asked, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    try:
        domain.check(campaign, firm(), request.account)
    except CampaignError as error:
        messages.error(request, refusal(error))
    else:
        record(request, "asked_for", "audience", campaign.name)
    return redirect("campaigns:check", pk)


@require_POST
@allowed(Permission.APPROVE_CAMPAIGNS)
def approve(request: Asked, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.select_related("provider"), pk=pk)
    form = ApprovalForm(request.POST)
    told = form.cleaned_data["fingerprint"] if form.is_valid() else ""
    try:
        domain.approve(campaign, told, request.account)
    except CampaignError as error:
        messages.error(request, refusal(error))
        return redirect("campaigns:check", pk)
    shown = Fingerprint.read(campaign.approved_fingerprint)
    record(request, "approved", "campaign", campaign.name, rows=shown.rows, fingerprint=shown.short)
    messages.success(request, _("The campaign is approved."))
    return redirect("campaigns:campaign", pk)


@require_POST
@allowed(Permission.APPROVE_CAMPAIGNS)
def send(request: Asked, pk: int) -> HttpResponse:
    return _done(request, pk, domain.send, "sent", _("The campaign is going out."))


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def pause(request: Asked, pk: int) -> HttpResponse:
    return _done(request, pk, domain.pause, "paused", _("Nothing more goes out until you go on."))


@require_POST
@allowed(Permission.APPROVE_CAMPAIGNS)
def resume(request: Asked, pk: int) -> HttpResponse:
    return _done(request, pk, domain.resume, "resumed", _("The campaign goes on."))


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def cancel(request: Asked, pk: int) -> HttpResponse:
    return _done(request, pk, domain.cancel, "cancelled", _("The campaign is cancelled."))


def _done(request: Asked, pk: int, do: Callable[[Campaign], None], action: str, said: str) -> HttpResponse:
    """Do it, write it down and say so; or say why not."""
    campaign = get_object_or_404(Campaign, pk=pk)
    try:
        do(campaign)
    except CampaignError as error:
        messages.error(request, refusal(error))
    else:
        record(request, action, "campaign", campaign.name)
        messages.success(request, said)
    return redirect("campaigns:campaign", pk)
