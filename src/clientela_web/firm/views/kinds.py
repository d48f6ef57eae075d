from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clientela.errors import ClientelaError
from clientela.workspace.furnishing import OwnKind
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.firm import queries
from clientela_web.firm.choices import TYPES
from clientela_web.firm.forms import EventFields, KindForm
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm


@allowed(Permission.ADMINISTER)
def listed(request: Asked) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = queries.found_kinds(words)
    return page(request, "firm/kinds.html", {"kinds": found, "words": words}, part="rows")


@allowed(Permission.ADMINISTER)
def new(request: Asked) -> HttpResponse:
    return _edited(request, None)


@allowed(Permission.ADMINISTER)
def shown(request: Asked, name: str) -> HttpResponse:
    return _edited(request, _found(name))


@allowed(Permission.ADMINISTER)
def remove(request: Asked, name: str) -> HttpResponse:
    _found(name)
    if request.method == "POST":
        firm().remove_kind(name)
        record(request, "removed", "event kind", name)
        messages.success(request, _("The event kind is gone."))
        return redirect("firm:kinds")
    return redirect("firm:kind", name)


def _edited(request: Asked, own: OwnKind | None) -> HttpResponse:
    """A new kind, or more fields for one that is there."""
    before = {"name": own.kind.name, "label": own.kind.label} if own else {}
    form = KindForm(request.POST or None, initial=before)
    fields = EventFields(request.POST or None, prefix="field")
    if own:
        form.fields["name"].disabled = True
    if request.method == "POST" and form.is_valid() and fields.is_valid() and _saved(request, form, fields):
        messages.success(request, _("The event kind is saved: imports and rules can use it now."))
        return redirect("firm:kinds")
    context = {"own": own, "form": form, "fields": fields, "types": dict(TYPES)}
    return page(request, "firm/kind.html", context, status=422 if form.is_bound else 200)


def _saved(request: Asked, form: KindForm, fields: EventFields) -> bool:  # type: ignore[valid-type]
    told = {row["name"]: row["type"] for row in _filled(fields)}
    name = form.cleaned_data["name"]
    try:
        firm().add_kind(name, label=form.cleaned_data["label"].strip(), fields=told)
    except ClientelaError as error:
        form.add_error(None, refusal(error))
        return False
    record(request, "saved", "event kind", name, fields=told)
    return True


def _filled(fields: EventFields) -> list[Mapping[str, str]]:  # type: ignore[valid-type]
    return [form.cleaned_data for form in fields if form.cleaned_data.get("name")]  # type: ignore[attr-defined]


def _found(name: str) -> OwnKind:
    for own in firm().own_kinds():
        if own.kind.name == name:
            return own
    raise Http404(f"no event kind {name}")
