"""The variables, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from clientela.errors import ClientelaError, UnknownNameError
from clientela_web.access import Asked, Permission, allowed
from clientela_web.explore.queries import distributions, variables
from clientela_web.explore.queries.segments import saved_segments, segment_numbered
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm

FIRST_FAMILY = "behavioural"


@allowed(Permission.LOOK)
def all_variables(request: Asked) -> HttpResponse:
    words, language = request.GET.get("q", "").strip()[:100], request.LANGUAGE_CODE
    families = variables.family_counts()
    family = request.GET.get("family", FIRST_FAMILY)
    rows = variables.found_by(words, language) if words else variables.in_family(family, language)
    filled = variables.fills(rows)
    context = {
        "q": words,
        "family": "" if words else family,
        "families": families,
        "total": sum(each.count for each in families),
        "rows": variables.with_fills(rows, filled.value),
        "filled": filled,
        "state": firm().store.engine.changes,
    }
    return page(request, "explore/variables.html", context, part="rows")


@allowed(Permission.LOOK)
def variable(request: Asked, name: str) -> HttpResponse | HttpResponseRedirect:
    language = request.LANGUAGE_CODE
    try:
        about = distributions.about(name, language)
    except UnknownNameError as error:
        raise Http404(str(error)) from error
    except ClientelaError as error:
        return page(
            request, "explore/variable_unknown.html", {"name": name, "said": refusal(error)}, status=422
        )
    if about.name != name:
        return redirect("explore:variable", about.name)
    beside = segment_numbered(request.GET.get("segment", ""))
    context: dict[str, object] = {
        "about": about,
        "type": variables.TYPES[about.definition.type],
        "family": about.definition.family.value,
        "family_label": variables.FAMILIES[about.definition.family],
        "segments": saved_segments(language),
        "beside": beside,
    }
    if about.withheld:
        known = distributions.known_of(about.name)
        context |= {"filled": known, "size": known.value[about.name] if known.value else None}
    else:
        found = distributions.distribution_of(about.name, beside)
        context["filled"] = found
        if found.value is not None:
            context["bars"] = distributions.shown_bars(found.value, beside, request.account, language)
    return page(request, "explore/variable.html", context, part="picture")
