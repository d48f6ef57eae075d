"""Saving, as a new segment or as the next version."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from clientela.errors import ClientelaError
from clientela.segments.library import Saved
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.builder.domain import save_new, save_next
from clientela_web.builder.drafts import plain
from clientela_web.builder.views.editor import drawn
from clientela_web.builder.views.state import State, from_form
from clientela_web.models.segment_change import SegmentChange
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import saved_segment


@require_POST
@allowed(Permission.EDIT_SEGMENTS)
def save(request: Asked, segment_id: int | None = None) -> HttpResponse:
    """Save what is posted, or say what keeps it from being saved."""
    before = None if segment_id is None else saved_segment(segment_id)
    state = from_form(request, before)
    if not state.sketch.is_whole:
        return drawn(request, state, save_fault=_("Finish the marked conditions first."))
    try:
        saved = _kept(request, state)
    except ClientelaError as error:
        return drawn(request, state, save_fault=refusal(error))
    record(request, "saved", "segment", saved.name, version=saved.version)
    SegmentChange.keep(saved, request.account)
    messages.success(
        request,
        _("Saved as version %(version)s of “%(name)s”.") % {"version": saved.version, "name": saved.name},
    )
    address = reverse("segments:segment", args=[saved.segment_id])
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def _kept(request: Asked, state: State) -> Saved:
    rule = plain(state.sketch.rule)
    note = request.POST.get("note", "").strip() or None
    names = {
        code: name
        for code, _said in settings.LANGUAGES
        if (name := request.POST.get(f"name_{code}", "").strip())
    }
    if state.saved is not None and request.POST.get("as") != "new":
        return save_next(state.saved, rule, note=note, names=names)
    return save_new(request.POST.get("name", ""), rule, note=note, names=names)
