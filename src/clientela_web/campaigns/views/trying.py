"""A test of a campaign's message, sent to oneself."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clientela.errors import ClientelaError
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.campaigns.forms.asking import TrialForm
from clientela_web.campaigns.trying import send_trial
from clientela_web.models import Campaign
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def send_test(request: Asked, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.select_related("provider"), pk=pk)
    form = TrialForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say where the test goes."))
        return redirect("campaigns:preview", pk)
    trial = form.trial()
    try:
        said = send_trial(
            campaign,
            trial,
            firm(),
            language=request.LANGUAGE_CODE,
            note=partial(record, request),
            reader=request.account,
        )
    except ClientelaError as error:
        messages.error(request, refusal(error))
    else:
        told = _("The test to %(to)s was taken. Look whether it arrives: %(said)s")
        messages.success(request, told % {"to": trial.to, "said": said})
    seen = {"customer": trial.customer, "variant": trial.variant}
    query = urlencode({name: value for name, value in seen.items() if value})
    return redirect(f"{reverse('campaigns:preview', args=[pk])}?{query}")
