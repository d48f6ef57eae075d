"""A past import: what it did, what it could not take, and taking it back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from clientela.collect import UndoPlan, problem_in
from clientela.collect.report import spreadsheet_safe
from clientela.collect.undoing import reason
from clientela.errors import CannotUndoError, UnknownNameError
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.imports import queries
from clientela_web.imports.queries import PastRow
from clientela_web.imports.views.runs import report_context
from clientela_web.imports.words import ENTITIES, KINDS
from clientela_web.models import ImportRun
from clientela_web.ui.pages import page
from clientela_web.workspace import firm


def _past_or_404(number: int) -> PastRow:
    try:
        return queries.past_row(number)
    except UnknownNameError as error:
        raise Http404 from error


@allowed(Permission.LOOK)
def past(request: Asked, number: int) -> HttpResponse:
    row = _past_or_404(number)
    report = row.past.report
    context = {
        "row": row,
        "past": row.past,
        "kinds": KINDS,
        "run": ImportRun.objects.filter(import_id=number).first(),
        "may_see": request.account.may_see_persons,
        **(report_context(report, request.LANGUAGE_CODE) if report else {}),
    }
    return page(request, "imports/past.html", context)


@allowed(Permission.SEE_PERSONS)
def rejects(request: Asked, number: int) -> HttpResponse:
    row = _past_or_404(number)
    told = request.GET.get("from", "0")
    start = int(told) if told.isdecimal() else 0
    found = list(islice(firm().rejects(number), start, start + queries.PAGE + 1))
    address = reverse("imports:rejects", args=[number])
    shown = found[: queries.PAGE]
    total = queries.problem_total(row.past.report) if row.past.report else 0
    context = {
        "past": row.past,
        "problems": [problem_in(each, request.LANGUAGE_CODE) for each in shown],
        "total": total,
        "pager": {
            "previous": f"{address}?from={max(0, start - queries.PAGE)}" if start else "",
            "next": f"{address}?from={start + queries.PAGE}" if len(found) > queries.PAGE else "",
            "text": "",
        },
    }
    record(request, "saw", "rejects", number)
    return page(request, "imports/rejects.html", context)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


@allowed(Permission.EXPORT)
def rejects_csv(request: Asked, number: int) -> StreamingHttpResponse:
    row = _past_or_404(number)
    heads = [_("line"), _("field"), _("value"), _("reason"), _("cure"), _("row left out")]
    yes, no, language = _("yes"), _("no"), request.LANGUAGE_CODE

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + str(writer.writerow(heads))
        for problem in firm().rejects(number):
            said = problem_in(problem, language)
            cells = (said.row, said.field, said.value, said.reason, said.cure, yes if said.whole_row else no)
            yield str(writer.writerow([spreadsheet_safe(cell) for cell in cells]))

    record(request, "exported", "rejects", number)
    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    name = f"import-{row.past.import_id}-rejects.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@allowed(Permission.IMPORT)
def undo(request: Asked, number: int) -> HttpResponse:
    row = _past_or_404(number)
    if request.method == "POST":
        return _undo(request, number)
    return _undo_page(request, row, firm().plan_undo(number))


def _undo(request: Asked, number: int) -> HttpResponse:
    try:
        plan = firm().undo_import(number)
    except CannotUndoError:
        return _undo_page(request, _past_or_404(number), firm().plan_undo(number), status=409)
    record(request, "undone", "import", number, events=sum(plan.undone.events.values()))
    messages.success(request, _("The import is undone: everything is as it was before it."))
    return redirect("imports:past", number)


def _undo_page(request: Asked, row: PastRow, plan: UndoPlan, status: int = 200) -> HttpResponse:
    language = request.LANGUAGE_CODE
    labels = firm().catalog.labels
    undone = plan.undone
    context = {
        "row": row,
        "past": row.past,
        "plan": plan,
        "reasons": [reason(obstacle, language) for obstacle in plan.obstacles],
        "events": [(labels.event_kind(kind, language, "other"), n) for kind, n in undone.events.items()],
        "removed": [(ENTITIES[name], n) for name, n in undone.removed.items()],
        "restored": [(ENTITIES[name], n) for name, n in undone.restored.items()],
        "fields": [name.partition(".")[2] for name in undone.fields],
        "kinds": KINDS,
    }
    return page(request, "imports/undo.html", context, status=status)
