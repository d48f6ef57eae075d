"""How much segments share."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from clientela_web.access import Asked, Permission, allowed
from clientela_web.explore.queries.overlap import MOST, overlaps, shown_overlap
from clientela_web.explore.queries.segments import saved_segments
from clientela_web.ui.pages import page


@allowed(Permission.LOOK)
def overlap(request: Asked) -> HttpResponse:
    language = request.LANGUAGE_CODE
    segments = saved_segments(language)
    wanted = set(request.GET.getlist("with"))
    chosen = [each for each in segments if not wanted or str(each.segment_id) in wanted][:MOST]
    context: dict[str, object] = {"segments": segments, "chosen": chosen, "most": MOST}
    if len(chosen) > 1:
        answer = overlaps(chosen)
        context["answer"] = answer
        if answer.value is not None:
            title = _("Overlap of segments")
            context["map"] = shown_overlap(answer.value, chosen, title, request.account, language)
    return page(request, "explore/overlap.html", context, part="map")
