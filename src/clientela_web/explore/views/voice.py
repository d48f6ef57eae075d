"""What customers say, and the themes it is read for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clientela.discover.thin import thin_said
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.explore.forms.themes import ThemesForm
from clientela_web.explore.queries import voice as queries
from clientela_web.explore.queries.segments import saved_segments, segment_numbered
from clientela_web.ui.pages import page
from clientela_web.workspace import firm

_MOST_COMPARED = 8


@allowed(Permission.LOOK)
def voice(request: Asked) -> HttpResponse:
    language = request.LANGUAGE_CODE
    segments = saved_segments(language)
    segment = segment_numbered(request.GET.get("segment", ""))
    wanted = set(request.GET.getlist("compare"))
    compare = [each for each in segments if str(each.segment_id) in wanted][:_MOST_COMPARED]
    answer = queries.voice(segment, [each.name for each in compare])
    context: dict[str, object] = {
        "segments": segments,
        "segment": segment,
        "compare": {each.segment_id for each in compare},
        "answer": answer,
        "thin": thin_said(answer.thin, language) if answer.thin else "",
    }
    if answer.value is not None:
        context["sections"], context["themes"] = queries.said_of(
            answer, answer.value, request.account, language
        )
    return page(request, "explore/voice.html", context, part="said")


@allowed(Permission.LOOK)
def themes(request: Asked) -> HttpResponseBase:
    if request.method == "POST":
        return _published(request)
    form = ThemesForm(initial={"themes": queries.themes().as_yaml()})
    return page(request, "explore/themes.html", {"form": form})


@allowed(Permission.EDIT_SEGMENTS)
def _published(request: Asked) -> HttpResponse:
    form = ThemesForm(request.POST)
    if not form.is_valid():
        return page(request, "explore/themes.html", {"form": form}, status=422)
    firm().set_themes(form.cleaned_data["themes"], note=form.cleaned_data["note"] or None)
    record(request, "published", "themes", len(form.cleaned_data["themes"].themes))
    messages.success(request, _("The themes are in force."))
    return redirect("explore:voice")
