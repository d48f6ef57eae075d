"""An import or a trial under way, and what came of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from clientela.collect import ImportReport, in_language
from clientela.collect.mapping.storing import parse_mapping
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.imports import domain, queries
from clientela_web.imports.views.files import upload_or_404
from clientela_web.imports.words import ENTITIES, KINDS
from clientela_web.models import ImportRun
from clientela_web.models.job import State
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import retold
from clientela_web.workspace import firm


@allowed(Permission.IMPORT)
def run(request: Asked, run_id: int) -> HttpResponse:
    found = get_object_or_404(ImportRun.objects.select_related("upload"), pk=run_id)
    if found.state == State.DONE and found.import_id and not request.htmx:
        return redirect("imports:past", found.import_id)
    report = queries.report_of(found) if found.is_over else None
    context = {
        "run": found,
        "upload": found.upload,
        "kinds": KINDS,
        "error": retold(found.error),
        **(report_context(report, request.LANGUAGE_CODE) if report else {}),
    }
    return page(request, "imports/run.html", context, part="progress")


def report_context(report: ImportReport, language: str) -> dict[str, object]:
    """What templates say of a report."""
    labels = firm().catalog.labels
    events = [
        (labels.event_kind(kind, language, "other"), count)
        for kind, count in queries.counts_by_kind(report.events)
    ]
    return {
        "report": report,
        "created": [(ENTITIES[name], count) for name, count in queries.counts_by_kind(report.created)],
        "changed": [(ENTITIES[name], count) for name, count in queries.counts_by_kind(report.changed)],
        "events": events,
        "reasons": queries.reasons(report, language),
        "problem_total": queries.problem_total(report),
        "conflicts": list(dict.fromkeys(in_language(text, language) for text in report.conflicts))[:8],
        "merges": [(winner, in_language(why, language)) for winner, _, why in report.merges[:8]],
        "notes": [in_language(text, language) for text in report.notes],
    }


@require_POST
@allowed(Permission.IMPORT)
def import_it(request: Asked, run_id: int) -> HttpResponse:
    """Import what was tried, as it was tried."""
    tried = get_object_or_404(ImportRun, pk=run_id, dry_run=True, state=State.DONE)
    kept = upload_or_404(tried.upload_id)
    kept.overrides, kept.kind, kept.country, kept.currency = (
        tried.overrides,
        tried.kind,
        tried.country,
        tried.currency,
    )
    asked = domain.ask_for(kept, parse_mapping(tried.mapping), request.account, dry_run=False)
    record(request, "imported", "file", kept.pk, rows_are=asked.kind, run=asked.pk)
    return redirect("imports:run", asked.pk)


@require_POST
@allowed(Permission.IMPORT)
def cancel(request: Asked, run_id: int) -> HttpResponse:
    found = get_object_or_404(ImportRun, pk=run_id)
    domain.stop(found)
    record(request, "stopped", "import", found.pk)
    return redirect("imports:run", found.pk)


@require_POST
@allowed(Permission.IMPORT)
def go_on(request: Asked, run_id: int) -> HttpResponse:
    found = get_object_or_404(ImportRun, pk=run_id)
    upload_or_404(found.upload_id)
    domain.go_on(found)
    record(request, "resumed", "import", found.pk)
    return redirect("imports:run", found.pk)
