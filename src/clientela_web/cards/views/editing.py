"""Notes, calls, visits, attributes and consents, written by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clientela.catalog import VariableDefinition
from clientela.errors import ClientelaError
from clientela.workspace import now
from clientela_web.access import Asked, Permission, allowed
from clientela_web.cards import domain, forms
from clientela_web.cards.queries import card as reading
from clientela_web.cards.queries import saying
from clientela_web.cards.views.cards import card_or_404
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm

LOGS = {"note": "note_added", "call": "call_logged", "visit": "visit_logged"}
CHANNELS = ("email", "sms", "phone", "post")
PURPOSES = ("marketing", "service", "research")


@allowed(Permission.EDIT_CUSTOMERS)
@require_http_methods(["GET", "POST"])
def log(request: Asked, customer_id: int, what: str) -> HttpResponse:
    if what not in LOGS:
        raise Http404
    found, kind = card_or_404(customer_id), LOGS[what]
    form = forms.LogForm(kind, forms.posted(request))
    if request.method == "POST" and form.is_valid():
        told, at = form.told(), form.cleaned_data["at"]
        try:
            domain.log(
                request,
                request.account,
                customer_id,
                kind,
                told,
                at=at,
                once=form.cleaned_data["once"] or None,
            )
        except ClientelaError as error:
            form.add_error("at", refusal(error))
        else:
            said = {"note": _("Note added."), "call": _("Call logged."), "visit": _("Visit logged.")}
            messages.success(request, said[what])
            return redirect(f"{reverse('cards:card', args=[customer_id])}#timeline")
    titles = {"note": _("Add a note"), "call": _("Log a call"), "visit": _("Log a visit")}
    context = {"who": reading.who_of(found, request.account), "form": form, "title": titles[what]}
    return _form(
        request, {**context, "action": reverse("cards:log", args=[customer_id, what])}, form.is_bound
    )


@allowed(Permission.EDIT_CUSTOMERS)
@require_http_methods(["GET"])
def attributes(request: Asked, customer_id: int) -> HttpResponse:
    """Any attribute to edit, also those nothing is known of yet."""
    if request.GET.get("name"):
        return redirect("cards:attribute", customer_id, _meant(request.GET["name"]))
    found = card_or_404(customer_id)
    known = {fact.attribute for fact in found.attributes}
    names = [name for name in firm().catalog.attributes("customer") if name not in reading.LINKS]
    options = sorted(
        ((name, saying.label(name), name in known) for name in names), key=lambda each: each[1].casefold()
    )
    context = {"who": reading.who_of(found, request.account), "options": options}
    return page(request, "cards/attributes.html", context, part="body")


@allowed(Permission.EDIT_CUSTOMERS)
@require_http_methods(["GET", "POST"])
def attribute(request: Asked, customer_id: int, name: str) -> HttpResponse:
    found, definition = card_or_404(customer_id), _attribute_or_404(name)
    held = next((fact.value for fact in found.attributes if fact.attribute == name), None)
    initial = {"value": forms.initial_text(held)}
    form = forms.AttributeForm(definition, forms.posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        value = "" if "clear" in request.POST else form.cleaned_data["value"]
        try:
            changed = domain.set_attribute(
                request, request.account, customer_id, name, value, at=form.cleaned_data["at"]
            )
        except ClientelaError as error:
            form.add_error("value", refusal(error))
        else:
            said = {"what": saying.label(name)}
            messages.success(
                request, _("%(what)s saved.") % said if changed else _("%(what)s was so already.") % said
            )
            return redirect("cards:card", customer_id)
    context = {
        "who": reading.who_of(found, request.account),
        "form": form,
        "title": saying.label(name),
        "action": reverse("cards:attribute", args=[customer_id, name]),
        "clearable": held is not None,
        "history": _history(customer_id, name, request),
    }
    return _form(request, context, form.is_bound)


@allowed(Permission.EDIT_CUSTOMERS)
@require_http_methods(["GET", "POST"])
def consent(request: Asked, customer_id: int) -> HttpResponse:
    found = card_or_404(customer_id)
    channels = list(dict.fromkeys([*(each.channel for each in found.consents), *CHANNELS]))
    purposes = list(dict.fromkeys([*(each.purpose for each in found.consents), *PURPOSES]))
    initial = {name: request.GET[name] for name in ("channel", "purpose", "state") if name in request.GET}
    form = forms.ConsentForm(channels, purposes, forms.posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = _recorded(request, customer_id, form.cleaned_data)
        except ClientelaError as error:
            form.add_error("at", refusal(error))
        else:
            messages.success(request, said)
            return redirect("cards:card", customer_id)
    context = {"who": reading.who_of(found, request.account), "form": form, "title": _("Record a consent")}
    return _form(request, {**context, "action": reverse("cards:consent", args=[customer_id])}, form.is_bound)


def _recorded(request: Asked, customer_id: int, told: dict[str, Any]) -> str:
    """Write the consent down, or have her asked for it; what to say of that."""
    channel, purpose, wording = told["channel"], told["purpose"], told["wording"]
    if told["state"] == "asked":
        domain.ask_for_consent(request, request.account, customer_id, channel, purpose, wording=wording)
        return _("She is asked by e-mail. Nothing else is sent before she confirms.")
    given = told["state"] == "given"
    domain.set_consent(
        request, request.account, customer_id, channel, purpose, given=given, wording=wording, at=told["at"]
    )
    return _("Consent written down.")


def _form(request: Asked, context: dict[str, object], is_bound: bool) -> HttpResponse:  # noqa: FBT001
    """The form on a page of its own, or inside the card."""
    return page(request, "cards/form.html", context, part="form", status=422 if is_bound else 200)


def _meant(said: str) -> str:
    """The attribute that a label or a name means; itself where nothing does."""
    for name in firm().catalog.attributes("customer"):
        if said.strip().casefold() in {name, saying.label(name).casefold()}:
            return name
    return said.strip()


def _attribute_or_404(name: str) -> VariableDefinition:
    definition = saying.definition_of(name)
    if definition is None or name not in firm().catalog.attributes("customer") or name in reading.LINKS:
        raise Http404
    return definition


def _history(customer_id: int, name: str, request: Asked) -> list[dict[str, object]]:
    """What the attribute was, the newest first."""
    changes = firm().store.changes_of("customer", customer_id, as_of=now()).to_pylist()
    return [
        {
            "value": saying.said_text(request.account, name, each["value"]),
            "at": None if each["assumed"] else each["at"],
            "source": reading.source_said(each["source"]),
        }
        for each in reversed(changes)
        if each["attribute"] == name
    ]
