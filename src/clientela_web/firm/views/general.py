from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clientela.errors import ClientelaError
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.firm import queries
from clientela_web.firm.forms import SettingsForm
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm


@allowed(Permission.LOOK)
def settings(request: Asked) -> HttpResponse:
    now = firm().settings()
    if not request.account.may(Permission.ADMINISTER):
        return page(request, "firm/general.html", {"now": now})
    form = SettingsForm(request.POST or None, initial=asdict(now))
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, _("The settings are saved."))
        return redirect("firm:settings")
    status = 422 if form.is_bound else 200
    return page(request, "firm/general.html", {"form": form, "now": now}, status=status)


def _changed(request: Asked, form: SettingsForm) -> bool:
    told = {name: form.cleaned_data[name] for name in form.changed_data}
    try:
        firm().change_settings(**told)
    except ClientelaError as error:
        form.add_error(None, refusal(error))
        return False
    record(request, "changed", "settings", ", ".join(sorted(told)) or "-", **told)
    return True


@allowed(Permission.LOOK)
def about(request: Asked) -> HttpResponse:
    return page(request, "firm/about.html", {"about": queries.about()})
