"""The editor: a page by its address, and the same after each change."""

from __future__ import annotations

import json
import secrets

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from clientela.rules import nodes as n
from clientela.segments.library import Saved
from clientela_web.access import Asked, Permission, allowed
from clientela_web.builder import palette
from clientela_web.builder.forms.control import form_name
from clientela_web.builder.paths import joined, part_at, steps_of
from clientela_web.builder.views.scopes import scope_at
from clientela_web.builder.views.state import RECENT, State, from_address, from_form, marked
from clientela_web.ui.pages import page
from clientela_web.workspace import saved_segment

TEMPLATE = "builder/page.html"


@allowed(Permission.EDIT_SEGMENTS)
def new(request: Asked) -> HttpResponse:
    """A rule of its own."""
    return _editor(request, None)


@allowed(Permission.EDIT_SEGMENTS)
def edit(request: Asked, segment_id: int) -> HttpResponse:
    """The rule of a saved segment."""
    return _editor(request, saved_segment(segment_id))


def _editor(request: Asked, saved: Saved | None) -> HttpResponse:
    if request.method != "POST":
        return drawn(request, from_address(request, saved))
    state = from_form(request, saved)
    _remember(request)
    address = state.address(request.path)
    simple = not (state.sketch.typed or state.mistake or state.palette is not None or state.text)
    if not request.htmx and address and simple and not request.POST.get("op", "").startswith('["count'):
        return HttpResponseRedirect(address)
    response = drawn(request, state)
    if request.htmx:
        response["HX-Trigger-After-Settle"] = "rule-changed"
        if address and not state.mistake:
            response["HX-Push-Url"] = address
    return response


def _remember(request: Asked) -> None:
    """What was added goes to the top of the palette."""
    op = request.POST.get("op", "")
    if not op.startswith('["add"'):
        return
    key = json.loads(op)[2]
    recent = [key, *(each for each in request.session.get("builder_recent", []) if each != key)]
    request.session["builder_recent"] = recent[:RECENT]


def drawn(request: Asked, state: State, **more: object) -> HttpResponse:
    """The page, or the editor alone."""
    sketch = state.sketch
    facts = {
        "state": state,
        "sketch": sketch,
        "tree": sketch.tree,
        "saved": state.saved,
        "here": _address(state.saved),
        "panels": _panels(state.saved),
        "focus": form_name(state.focus) if state.focus is not None else None,
        "focus_path": state.focus,
        "text": sketch.text if state.text is None else state.text,
        "mark": marked(state.text or "", state.mistake, sketch.language) if state.mistake else None,
        "page_key": request.POST.get("page") or secrets.token_hex(8),
        "name": request.POST.get("name") or request.GET.get("name", ""),
        "note": request.POST.get("note", ""),
        **_palette(request, state),
        **more,
    }
    return page(request, TEMPLATE, facts, part="editor")


def _address(saved: Saved | None) -> str:
    return reverse("builder:new") if saved is None else reverse("builder:edit", args=[saved.segment_id])


def _panels(saved: Saved | None) -> dict[str, str]:
    """The addresses of everything that loads beside the editor."""
    arguments = [] if saved is None else [saved.segment_id]
    prefix = "new" if saved is None else "edit"
    names = ("count", "sample", "near", "past", "moves", "save")
    return {name: reverse(f"builder:{prefix}_{name}", args=arguments) for name in names}


def _palette(request: Asked, state: State) -> dict[str, object]:
    if state.palette is None:
        return {}
    scope = scope_at(state.sketch.rule, state.palette)
    picking = state.wanted == "pick"
    recent = request.session.get("builder_recent", [])
    words = request.POST.get("words", "")
    found = (
        palette.values(state.sketch.desk, scope)
        if picking
        else palette.items(state.sketch.desk, scope, recent)
    )
    return {
        "palette_path": state.palette,
        "palette_home": _home(state.sketch.rule, state.palette),
        "palette_change": "pick" if picking else "add",
        "palette_title": _("What do you want to compare?") if picking else _("Add a condition"),
        "palette_groups": palette.grouped(palette.search(found, words)),
        "palette_scope": scope,
        "words": words,
    }


def _home(rule: n.Rule, path: str) -> str:
    """Where the palette stands: in the group it adds to, or in the open condition it is for."""
    here = ""
    for name, index in steps_of(path):
        holder = part_at(rule, here) if here else rule
        if not isinstance(holder, n.All | n.AnyOf | n.Not):
            break
        here = joined(here, name, index)
    return here
