"""What fills the pickers: values of the data with their counts, and the palette as it is searched."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render

from clientela.errors import ClientelaError
from clientela.rules import nodes as n
from clientela.rules.inference import CUSTOMER, Scope, type_of
from clientela.rules.sentences.values import options_of
from clientela.rules.text import parse_value
from clientela.rules.types import NUMERIC
from clientela.segments.suggestions import matching
from clientela_web.access import Asked, Permission, allowed
from clientela_web.builder import palette, queries
from clientela_web.builder.forms import Desk
from clientela_web.workspace import firm

SHOWN = 12


def scope_of(spelled: str) -> Scope:
    """A scope as addresses spell it: `deals`, the kinds with commas, or nothing for the customer."""
    if spelled == "deals":
        return Scope(deals=True)
    return Scope(kinds=tuple(spelled.split(","))) if spelled else CUSTOMER


@allowed(Permission.EDIT_SEGMENTS)
def values(request: Asked) -> HttpResponse:
    """Values to choose from: the most frequent that match the words, or where numbers lie."""
    scope = scope_of(request.GET.get("scope", ""))
    words = request.GET.get("words", "")
    facts: dict[str, object] = {"path": request.GET.get("path", ""), "again": request.get_full_path()}
    try:
        value = _value(request.GET.get("value", ""), scope)
        facts |= _offered(value, scope, words, request.LANGUAGE_CODE)
    except ClientelaError:
        facts |= {"offers": []}  # the rule itself says what is wrong with the value
    return render(request, "builder/pickers/values.html", facts)


def _value(text: str, scope: Scope) -> n.Value:
    value = parse_value(text)
    if scope != CUSTOMER and isinstance(value, n.Variable):
        return n.Field(value.name)
    return value


def _offered(value: n.Value, scope: Scope, words: str, language: str) -> dict[str, object]:
    if type_of(value, firm().catalog, scope) in NUMERIC:
        lies = queries.spread(value, scope)
        return {"waits": True} if lies is None else {"spread": lies.value}
    found = queries.suggested(*_of_data(value, scope))
    if found is None:
        return {"waits": True}
    name = options_of(value)
    labels = firm().catalog.labels
    offers = [
        (
            each.value,
            (labels.option(name, str(each.value), language) if name else None) or each.value,
            each.count,
        )
        for each in matching(found.value, words)[:SHOWN]
    ]
    return {"offers": offers}


def _of_data(value: n.Value, scope: Scope) -> tuple[n.Value, Scope]:
    """Where the values of a value can be counted: those of an occurrence are the events' own."""
    match value:
        case (
            n.Occurrence(kinds=kinds, field=field)
            | n.Aggregate(function="mode", kinds=kinds, field=str(field))
        ):
            return n.Field(field), Scope(kinds=kinds)
        case n.Answer(field=field):
            return n.Field(field), Scope(kinds=("survey_answered",))
        case _:
            return value, scope


@allowed(Permission.EDIT_SEGMENTS)
def items(request: Asked) -> HttpResponse:
    """The palette's items in which the words occur."""
    desk = Desk(firm().catalog, request.LANGUAGE_CODE)
    scope = scope_of(request.GET.get("scope", ""))
    change = request.GET.get("change", "add")
    recent = cast("list[str]", request.session.get("builder_recent", []))
    found = palette.values(desk, scope) if change == "pick" else palette.items(desk, scope, recent)
    facts = {
        "palette_groups": palette.grouped(palette.search(found, request.GET.get("words", ""))),
        "palette_path": request.GET.get("path", ""),
        "palette_change": change,
    }
    return render(request, "builder/pickers/items.html", facts)
