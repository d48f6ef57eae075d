from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.confirmations import domain, queries
from clientela_web.confirmations.forms import RulesForm
from clientela_web.models import ConfirmationRules, ConsentRequest
from clientela_web.preferences.queries import STORE_FAULTS, firm_name, language_of, masked
from clientela_web.preferences.views import HEADERS
from clientela_web.ui.pages import page


@csrf_exempt  # the link is what lets her in: there is no cookie that a form could be guarded by
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    asked = queries.request_behind(token)
    language = asked.language if asked else language_of(request, None)
    with translation.override(language):
        response = _answered(request, asked) if asked else _shown("preferences/nothing.html", None, 404)
    for name, value in (*HEADERS.items(), ("Content-Language", language)):
        response.headers[name] = value
    return response


def _answered(request: HttpRequest, asked: ConsentRequest) -> HttpResponse:
    if asked.confirmed_at is not None:
        return _shown("confirmations/done.html", asked)
    number = queries.number_of(asked)
    if number is None or asked.expires_at <= timezone.now():
        return _shown("confirmations/expired.html", None, 410)
    if request.method != "POST" or "confirm" not in request.POST:
        return _shown("confirmations/confirm.html", asked, 400 if request.method == "POST" else 200)
    try:
        domain.confirm(asked, number)
    except STORE_FAULTS:
        queries.LOG.exception("a confirmation (%d) could not be written down", asked.pk)
        return _shown("confirmations/confirm.html", asked, 503)
    return _shown("confirmations/done.html", asked)


def _shown(template: str, asked: ConsentRequest | None, status: int = 200) -> HttpResponse:
    """A page without a request behind it: nothing of whoever happens to be logged in gets into it."""
    told = {"firm_name": firm_name(), "asked": asked, "failed": status == 503}
    if asked:
        told["address"] = masked(asked.address)
    return HttpResponse(render_to_string(template, told), status=status)


@allowed(Permission.ADMINISTER)
def rules(request: Asked) -> HttpResponse:
    now = ConfirmationRules.objects.first()
    form = RulesForm(request.POST or None, instance=now)
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        told = {"sender": kept.sender_address, "provider": str(kept.provider)}
        record(request, "changed", "settings", "confirmations", **told)
        messages.success(request, _("The settings are saved."))
        return redirect("confirmations:rules")
    context = {"form": form, "waiting": queries.waiting(), "has_providers": form.has_providers}
    return page(request, "confirmations/rules.html", context, status=422 if form.is_bound else 200)
