"""Writing a campaign."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clientela.errors import ClientelaError
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.campaigns import domain
from clientela_web.campaigns.beginnings import begun
from clientela_web.campaigns.drafts import Draft, draft_of
from clientela_web.campaigns.forms.choices import purposes
from clientela_web.campaigns.forms.writing import CampaignForm, initial_of, rows_of
from clientela_web.campaigns.judging import DraftError, readiness_of
from clientela_web.campaigns.queries import opened
from clientela_web.campaigns.queries.fields import common_fields
from clientela_web.campaigns.starters import STARTERS
from clientela_web.models import Campaign
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm


@allowed(Permission.EDIT_CAMPAIGNS)
def new(request: Asked) -> HttpResponse:
    if request.method == "POST":
        form = CampaignForm(request.POST)
        if campaign := _saved(request, form, None):
            messages.success(request, _("The campaign is kept as a draft."))
            return redirect("campaigns:campaign", campaign.pk)
        return _form_page(request, form, None, status=422)
    return _form_page(request, _unbound(begun(request)), None)


@allowed(Permission.EDIT_CAMPAIGNS)
def edit(request: Asked, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.select_related("provider"), pk=pk)
    if request.method == "POST":
        form = CampaignForm(request.POST)
        if _saved(request, form, campaign):
            messages.success(request, _("The campaign is kept. Check it before it goes out."))
            return redirect("campaigns:campaign", campaign.pk)
        return _form_page(request, form, campaign, status=422)
    return _form_page(request, _unbound(draft_of(campaign)), campaign)


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def copy(request: Asked, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.select_related("provider", "coupon_list"), pk=pk)
    made = domain.copy(campaign, account=request.account)
    record(request, "duplicated", "campaign", made.name, of=campaign.name)
    messages.success(
        request, _("This is a copy, as a draft. Who is held out and who gets which variant is drawn anew.")
    )
    return redirect("campaigns:edit", made.pk)


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def remove(request: Asked, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    domain.remove(campaign)
    record(request, "removed", "campaign", campaign.name)
    messages.success(request, _("The draft is gone."))
    return redirect("campaigns:list")


def _unbound(draft: Draft) -> CampaignForm:
    return CampaignForm(initial=initial_of(draft), rows=rows_of(draft))


def _saved(request: Asked, form: CampaignForm, campaign: Campaign | None) -> Campaign | None:
    """Keep what was typed; None where it cannot be, and the form says why."""
    if not form.is_valid():
        return None
    try:
        kept = domain.write(form.draft(), firm(), campaign=campaign, account=request.account)
    except DraftError as error:
        form.tell(error.faults)
        return None
    except ClientelaError as error:
        form.add_error(None, refusal(error))
        return None
    record(request, "changed" if campaign else "made", "campaign", kept.name)
    return kept


def _form_page(
    request: Asked, form: CampaignForm, campaign: Campaign | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "campaign": campaign,
        "purposes": purposes(),
        "fields": common_fields(request.LANGUAGE_CODE),
        "starters": [] if campaign or form.is_bound else list(STARTERS.items()),
        "readiness": readiness_of(campaign, firm(), request.LANGUAGE_CODE) if campaign else None,
        "steps": opened.steps_of(campaign) if campaign else [],
    }
    return page(request, "campaigns/edit.html", context, status=status)
