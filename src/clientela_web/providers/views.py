"""Pages of providers, of limits and of the suppression list."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clientela.errors import ClientelaError
from clientela_web.access import Asked, Permission, allowed
from clientela_web.channels.hearing import address_of, tells
from clientela_web.channels.kinds import kinds
from clientela_web.models import FrequencyCap, Provider, Suppression
from clientela_web.providers import domain, queries
from clientela_web.providers.forms import AddressForm, CapForm, ProviderForm, TryForm
from clientela_web.ui.pages import page
from clientela_web.ui.paging import numbered
from clientela_web.ui.refusals import refusal


@allowed(Permission.ADMINISTER)
def listed(request: Asked) -> HttpResponse:
    form = CapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.keep_cap(request, **form.cleaned_data)
        messages.success(request, _("The limit holds from now on."))
        return redirect("providers:list")
    context = {
        "providers": queries.providers(),
        "kinds": queries.kinds_by_channel(),
        "caps": queries.caps(),
        "form": form,
    }
    return page(request, "providers/list.html", context, status=422 if form.is_bound else 200)


@allowed(Permission.ADMINISTER)
def new(request: Asked, kind: str) -> HttpResponse:
    if kind not in kinds():
        raise Http404(f"no kind of provider {kind}")
    return _form_page(request, Provider(kind=kind))


@allowed(Permission.ADMINISTER)
def provider(request: Asked, pk: int) -> HttpResponse:
    found = get_object_or_404(Provider, pk=pk)
    if domain.kind_of(found) is None:
        raise Http404(f"no kind of provider {found.kind}")
    return _form_page(request, found)


@require_POST
@allowed(Permission.ADMINISTER)
def try_out(request: Asked, pk: int) -> HttpResponse:
    found, form = get_object_or_404(Provider, pk=pk), TryForm(request.POST)
    if form.is_valid():
        to, sender = form.cleaned_data["to"].strip(), form.cleaned_data["sender"].strip()
        try:
            said = domain.try_out(request, found, to, sender)
        except ClientelaError as error:
            messages.error(request, refusal(error))
        else:
            messages.success(request, _("It was taken. Look whether it arrives: %(said)s") % {"said": said})
    else:
        messages.error(request, _("Say where the test message goes."))
    return redirect("providers:provider", pk)


@require_POST
@allowed(Permission.ADMINISTER)
def remove(request: Asked, pk: int) -> HttpResponse:
    try:
        domain.remove(request, get_object_or_404(Provider, pk=pk))
    except ClientelaError as error:
        messages.error(request, refusal(error))
        return redirect("providers:provider", pk)
    messages.success(request, _("The provider is gone."))
    return redirect("providers:list")


@require_POST
@allowed(Permission.ADMINISTER)
def remove_cap(request: Asked, pk: int) -> HttpResponse:
    domain.remove_cap(request, get_object_or_404(FrequencyCap, pk=pk))
    messages.success(request, _("The limit is gone."))
    return redirect("providers:list")


@allowed(Permission.ADMINISTER)
def suppressed(request: Asked) -> HttpResponse:
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.suppress_by_hand(request, **form.cleaned_data)
        messages.success(request, _("Nothing is sent there any more."))
        return redirect("providers:suppressed")
    words, text = request.GET.get("q", "").strip()[:320], request.GET.get("page", "1")
    entries, count, at, pages = queries.suppressed(words, int(text) if text.isdecimal() else 1)
    context = {
        "form": form,
        "entries": entries,
        "count": count,
        "words": words,
        "pager": numbered(at, pages),
    }
    return page(request, "providers/suppressed.html", context, status=422 if form.is_bound else 200)


@require_POST
@allowed(Permission.ADMINISTER)
def allow(request: Asked, pk: int) -> HttpResponse:
    domain.remove_suppression(request, get_object_or_404(Suppression, pk=pk))
    messages.success(request, _("The address may get messages again, where consent is given."))
    return redirect("providers:suppressed")


def _form_page(request: Asked, found: Provider) -> HttpResponse:
    form = ProviderForm(request.POST or None, kind=kinds()[found.kind], provider=found)
    if request.method == "POST" and form.is_valid() and _kept(request, form, found):
        messages.success(request, _("The provider is kept."))
        return redirect("providers:provider", found.pk)
    context = {
        "form": form,
        "provider": found if found.pk else None,
        "kind": kinds()[found.kind],
        # a template would call the function itself
        "can_try": kinds()[found.kind].try_out is not None,
        "calls": bool(found.pk) and tells(found),
        "reports": address_of(found) if found.pk else "",
        "trying": TryForm(initial={"to": _place(request, found), "sender": request.account.email}),
    }
    return page(request, "providers/provider.html", context, status=422 if form.is_bound else 200)


def _place(request: Asked, found: Provider) -> str:
    """Where a test message goes if nothing else is said."""
    places = {"email": request.account.email, "webhook": str(found.settings.get("url", ""))}
    return places.get(found.channel, "")


def _kept(request: Asked, form: ProviderForm, found: Provider) -> bool:
    typed = form.cleaned_data
    found.name, found.connections = typed["name"], typed["connections"]
    found.per_second, found.per_domain = typed["per_second"], typed.get("per_domain", {})
    found.price = typed["price"]
    try:
        domain.keep(request, found, form.settings_typed(), form.secrets_typed())
    except ClientelaError as error:
        form.add_error(None, refusal(error))
        return False
    return True
