"""The list of segments, and the rounds that record who is in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clientela_web.access import Asked, Permission, allowed
from clientela_web.models.segment_refresh import SegmentRefresh
from clientela_web.segments.examples import examples
from clientela_web.segments.queries.listing import SORTS, listed
from clientela_web.ui.pages import page


@require_GET
@allowed(Permission.LOOK)
def segments(request: Asked) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    sort = request.GET.get("sort", "name")
    found = listed(request.account, request.LANGUAGE_CODE, words, sort if sort in SORTS else "name")
    context = {
        "found": found,
        "words": words,
        "sort": sort,
        "sorts": _sorts(),
        "examples": [] if found.total else examples(request.LANGUAGE_CODE),
        "refresh": SegmentRefresh.objects.first(),
    }
    return page(request, "segments/list.html", context, part="rows")


def _sorts() -> list[tuple[str, str]]:
    names = {
        "name": _("Name"),
        "size": _("Size"),
        "growth": _("What moved most"),
        "changed": _("Last changed"),
    }
    return [(key, names[key]) for key in SORTS]


@require_http_methods(["GET", "POST"])
@allowed(Permission.LOOK)
def refresh(request: Asked) -> HttpResponseBase:
    if request.method == "POST":
        return _ask(request)
    return render(request, "segments/list.html#refresh", {"refresh": SegmentRefresh.objects.first()})


@allowed(Permission.EDIT_SEGMENTS)
def _ask(request: Asked) -> HttpResponse:
    asked = SegmentRefresh.ask(request.account.pk)
    if request.htmx:
        return render(request, "segments/list.html#refresh", {"refresh": asked})
    messages.info(request, _("The segments are being brought up to date."))
    return redirect("segments:list")
