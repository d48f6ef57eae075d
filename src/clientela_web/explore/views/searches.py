"""Searches of the data: asked for, watched, cancelled, read and taken along."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.explore.domain import searching
from clientela_web.explore.forms.searching import ClustersForm, LifetimeForm, PatternsForm
from clientela_web.explore.queries import searches
from clientela_web.models.discovery_run import DiscoveryRun, Search
from clientela_web.models.job import State
from clientela_web.ui.pages import page
from clientela_web.workspace import firm

PLACES = {
    Search.CLUSTERS: "explore:clusters",
    Search.LIFETIME: "explore:lifetime",
    Search.PATTERNS: "explore:patterns",
}


@allowed(Permission.LOOK)
def lifetime(request: Asked) -> HttpResponseBase:
    if request.method == "POST":
        return started(request, Search.LIFETIME, LifetimeForm(request.POST))
    return beginning(request, Search.LIFETIME, LifetimeForm())


@allowed(Permission.LOOK)
def patterns(request: Asked) -> HttpResponseBase:
    if request.method == "POST":
        return started(request, Search.PATTERNS, PatternsForm(request.POST))
    return beginning(request, Search.PATTERNS, PatternsForm())


def beginning(
    request: Asked, search: Search, form: ClustersForm | LifetimeForm | PatternsForm, status: int = 200
) -> HttpResponse:
    """The page from which a search of that kind is asked for, with the latest ones."""
    context = {"search": search, "form": form, "runs": searches.latest(search)}
    return page(request, f"explore/{search}.html", context, status=status)


@allowed(Permission.EDIT_SEGMENTS)
def started(request: Asked, search: Search, form: ClustersForm | LifetimeForm | PatternsForm) -> HttpResponse:
    """Ask for a search, or show the form again with what is wrong."""
    if not form.is_valid():
        return beginning(request, search, form, 422)
    run = searching.ask_for(search, form.parameters(), request.account)
    record(request, "searched", str(search), run.pk)
    return redirect("explore:search", run.pk)


@allowed(Permission.LOOK)
def search(request: Asked, run_id: int) -> HttpResponse:
    run, language = searches.run_numbered(run_id), request.LANGUAGE_CODE
    said = searches.why_thin(run, language) if run.is_too_thin else ""
    kind = Search(run.search)
    context: dict[str, object] = {
        "run": run,
        "title": searches.TITLES[kind],
        "place": PLACES[kind],
        "said": said,
    }
    found = searches.page_of(run, language) if run.state == State.DONE else None
    if found is not None:
        context |= {"found": found, "sections": found.shown} | _of_its_kind(run, found, language)
    return page(request, "explore/search.html", context, part="found")


def _of_its_kind(run: DiscoveryRun, found: searches.FoundPage, language: str) -> dict[str, object]:
    if run.search == Search.CLUSTERS:
        summary, sizes, segments, *doubts = found.shown
        proposals = searches.proposals(run, segments.sections, language)
        return {
            "summary": summary,
            "sizes": sizes,
            "segments": segments,
            "doubts": doubts,
            "proposals": proposals,
            "open": [each for each in proposals if each.kind != "rest" and each.saved is None],
            "verdict": (run.result or {}).get("verdict"),
        }
    if run.search == Search.PATTERNS:
        return {"parts": searches.pattern_parts(run, found.shown, language)}
    return {"rules": searches.lifetime_rules(language)}


@require_POST
@allowed(Permission.EDIT_SEGMENTS)
def cancel(request: Asked, run_id: int) -> HttpResponse:
    run = searches.run_numbered(run_id)
    searching.cancel(run)
    record(request, "cancelled", run.search, run.pk)
    return redirect("explore:search", run.pk)


@allowed(Permission.LOOK)
def report(request: Asked, run_id: int) -> HttpResponse:
    from clientela.reports.page import report_markup

    run, language = searches.run_numbered(run_id), request.LANGUAGE_CODE
    found = searches.page_of(run, language)
    if found is None:
        return redirect("explore:search", run.pk)
    subtitle = [firm().store.settings().get("firm_name", "")]
    text = report_markup(found.title, found.sections, language, subtitle=[line for line in subtitle if line])
    record(request, "exported", run.search, run.pk)
    return HttpResponse(
        text,
        content_type="text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{run.search}-{run.pk}.html"'},
    )
