"""Who gets a report by mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.channels.house import mail_providers
from clientela_web.models import Campaign, ReportMail, ReportSubscription
from clientela_web.models.job import State
from clientela_web.privacy import check_may_ask
from clientela_web.reports.forms import OFTEN, MailForm
from clientela_web.workspace import saved_segment


def mail_context(
    request: Asked, *, campaign: Campaign | None = None, segment_id: int | None = None
) -> dict[str, object]:
    """Who gets this report, and the form for one more; nothing for who may take no reports away."""
    if not request.account.may(Permission.EXPORT):
        return {}
    mine = ReportSubscription.objects.filter(campaign=campaign, segment_id=segment_id)
    often = {str(key): said for key, said in OFTEN}
    mails = [
        {"mail": each, "often": often[each.every], "trouble": _trouble(each)}
        for each in mine.select_related("account")
    ]
    view, number = ("mail", campaign.pk) if campaign else ("segment_mail", segment_id)
    return {
        "mails": mails,
        "mail_form": MailForm(None, request.account),
        "mail_address": reverse(f"reports:{view}", args=[number]),
        "may_mail": True,
        "has_providers": mail_providers().exists(),
    }


@require_POST
@allowed(Permission.EXPORT)
def to_campaign(request: Asked, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    back = reverse("reports:campaign", args=[pk])
    return _subscribed(request, back, campaign.name, campaign=campaign)


@require_POST
@allowed(Permission.EXPORT)
def to_segment(request: Asked, segment_id: int) -> HttpResponse:
    saved = saved_segment(segment_id)
    check_may_ask(request.account, saved.rule)
    back = reverse("reports:segment", args=[segment_id])
    return _subscribed(request, back, saved.name, segment_id=segment_id)


@require_POST
@allowed(Permission.EXPORT)
def remove(request: Asked, pk: int) -> HttpResponse:
    found = get_object_or_404(ReportSubscription, pk=pk)
    back = (
        reverse("reports:campaign", args=[found.campaign_id])
        if found.campaign_id
        else reverse("reports:segment", args=[found.segment_id])
    )
    name = found.campaign.name if found.campaign else f"#{found.segment_id}"
    record(request, "removed", "report", f"{name} → {found.account.email}")
    found.delete()
    messages.success(request, _("The report is no longer mailed."))
    return HttpResponseRedirect(back)


def _subscribed(
    request: Asked,
    back: str,
    name: str,
    *,
    campaign: Campaign | None = None,
    segment_id: int | None = None,
) -> HttpResponse:
    form = MailForm(request.POST, request.account)
    if form.is_valid():
        form.subscribe(request.account, campaign, segment_id)
        record(request, "added", "report", f"{name} → {form.cleaned_data['account'].email}")
        messages.success(request, _("The report will be mailed."))
    else:
        faults = (f"{form[field].label}: {said}" for field, told in form.errors.items() for said in told)
        messages.error(request, " ".join(faults))
    return HttpResponseRedirect(back)


def _trouble(subscription: ReportSubscription) -> str:
    """Why the last mail did not go out."""
    last = ReportMail.objects.filter(subscription=subscription).first()
    return last.error if last and last.state in (State.FAILED, State.RUNNING) else ""
