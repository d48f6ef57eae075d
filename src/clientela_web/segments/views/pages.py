"""The pages of one segment."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from clientela.segments.trend import Every
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.privacy import sees_persons
from clientela_web.segments.forms import ColumnsForm
from clientela_web.segments.queries.columns import every_column, first_columns
from clientela_web.segments.queries.figures import hides_small
from clientela_web.segments.queries.members import MembersShown, members_of, why
from clientela_web.segments.queries.opened import Opened, opened
from clientela_web.segments.queries.past import STEPS, past_of
from clientela_web.segments.queries.profiles import profile_of
from clientela_web.segments.queries.sharing import sharing_of
from clientela_web.segments.queries.versions import versions_of
from clientela_web.ui.pages import page


def open_segment(request: Asked, segment_id: int) -> Opened:
    return opened(segment_id, request.account, request.LANGUAGE_CODE, request.GET.get("as_of", ""))


def frame(found: Opened, tab: str) -> dict[str, object]:
    return {"opened": found, "saved": found.saved, "moment": found.moment, "tab": tab}


@require_GET
@allowed(Permission.LOOK)
def segment(request: Asked, segment_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    wanted = request.GET.get("every", "month")
    every: Every = next((step for step in STEPS if step == wanted), "month")
    context = {
        "size": found.size(),
        "past": past_of(found, every),
        "every": every,
        "hides_small": hides_small(request.account),
    }
    return page(request, "segments/segment.html", frame(found, "segment") | context, part="part")


@require_GET
@allowed(Permission.LOOK)
def profile(request: Asked, segment_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    words = request.GET.get("q", "").strip()[:200]
    whole = "all" in request.GET
    context = {"profile": profile_of(found, words, whole=whole), "words": words, "whole": whole}
    return page(request, "segments/profile.html", frame(found, "profile") | context, part="part")


@require_GET
@allowed(Permission.LOOK)
def members(request: Asked, segment_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    asked = "columns" in request.GET or "others" in request.GET
    data = request.GET if asked else {"columns": first_columns(), "as_of": found.moment.spelled}
    form = ColumnsForm(data, language=request.LANGUAGE_CODE)
    number = request.GET.get("page", "1")
    context: dict[str, object] = {"form": form, "variables": every_column(request.LANGUAGE_CODE)}
    if form.is_valid():
        place = int(number) if number.isdecimal() else 1
        shown = members_of(found, form.chosen(), place, drop_empty=not asked)
        context |= {"members": shown, "pager": _pager(request, shown)}
    return page(request, "segments/members.html", frame(found, "members") | context, part="part")


def _pager(request: Asked, shown: MembersShown | None) -> dict[str, object]:
    if shown is None or shown.pages < 2:
        return {}
    number, pages = shown.page, shown.pages
    query = request.GET.copy()

    def address(to: int) -> str:
        query["page"] = str(to)
        return f"?{query.urlencode()}"

    return {
        "previous": address(number - 1) if number > 1 else "",
        "next": address(number + 1) if number < pages else "",
        "text": f"{number} / {pages}",
    }


@require_GET
@allowed(Permission.LOOK)
def member(request: Asked, segment_id: int, customer_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    told = why(found, customer_id)
    context = {"told": told, "customer_id": customer_id, "sees_persons": sees_persons(request.account)}
    if told is not None:
        record(request, "explained", "customer", customer_id, segment=found.saved.name)
    return page(request, "segments/why.html", frame(found, "members") | context, part="part")


@require_GET
@allowed(Permission.LOOK)
def overlap(request: Asked, segment_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    context = {"sharing": sharing_of(found), "hides_small": hides_small(request.account)}
    return page(request, "segments/overlap.html", frame(found, "overlap") | context, part="part")


@require_GET
@allowed(Permission.LOOK)
def versions(request: Asked, segment_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    return page(
        request,
        "segments/versions.html",
        frame(found, "versions") | {"versions": versions_of(found)},
        part="part",
    )
