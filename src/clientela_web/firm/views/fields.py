from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clientela.errors import ClientelaError
from clientela.rules.types import ValueType
from clientela.workspace.furnishing import OwnField
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.firm import queries
from clientela_web.firm.choices import ENTITIES, SENSITIVITIES, TYPES
from clientela_web.firm.forms import FieldForm, LabelForm
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm

NAMED = {"entities": dict(ENTITIES), "types": dict(TYPES), "sensitivities": dict(SENSITIVITIES)}


@allowed(Permission.ADMINISTER)
def listed(request: Asked) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    special = [(each.label(request.LANGUAGE_CODE), each.name) for each in queries.quarantined()]
    found = queries.found_fields(words)
    context = {"fields": found, "words": words, "special": special, **NAMED}
    return page(request, "firm/fields.html", context, part="rows")


@allowed(Permission.ADMINISTER)
def new(request: Asked) -> HttpResponse:
    form = FieldForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid() and _added(request, form):
        messages.success(request, _("The field is there: imports, cards and rules can use it now."))
        return redirect("firm:fields")
    return page(request, "firm/new_field.html", {"form": form}, status=422 if form.is_bound else 200)


def _added(request: Asked, form: FieldForm) -> bool:
    told = form.cleaned_data
    try:
        firm().add_field(
            told["name"],
            ValueType(told["type"]),
            entity=told["entity"],
            label=told["label"].strip(),
            sensitivity=told["sensitivity"],
        )
    except ClientelaError as error:
        form.add_error("name", refusal(error))
        return False
    record(request, "added", "field", f"{told['entity']}.{told['name']}", type=told["type"])
    return True


@allowed(Permission.ADMINISTER)
def shown(request: Asked, entity: str, name: str) -> HttpResponse:
    own = _found(entity, name)
    form = LabelForm(request.POST or None, initial={"label": own.field.label})
    if request.method == "POST" and form.is_valid():
        firm().label_field(name, form.cleaned_data["label"], entity=entity)
        record(request, "renamed", "field", f"{entity}.{name}", label=form.cleaned_data["label"])
        messages.success(request, _("The new name is used everywhere."))
        return redirect("firm:fields")
    context = {"own": own, "form": form, **NAMED}
    return page(request, "firm/field.html", context, status=422 if form.is_bound else 200)


@allowed(Permission.ADMINISTER)
def remove(request: Asked, entity: str, name: str) -> HttpResponse:
    own = _found(entity, name)
    if request.method == "POST":
        firm().remove_field(name, entity=entity)
        record(request, "removed", "field", f"{entity}.{name}", values=own.filled)
        messages.success(request, _("The field is gone, and every value of it."))
        return redirect("firm:fields")
    return redirect("firm:field", entity, name)


def _found(entity: str, name: str) -> OwnField:
    for own in firm().own_fields():
        if (own.field.entity, own.field.name) == (entity, name):
            return own
    raise Http404(f"no field {entity}.{name}")
