"""The first page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from clientela.charts.activity import activity_chart
from clientela.charts.trend import trend_chart
from clientela.workspace import now
from clientela_web.access import Asked, Permission, allowed
from clientela_web.home.queries import decisions, figures
from clientela_web.home.queries.loop import loop
from clientela_web.ui.pages import page
from clientela_web.workspace import firm

Context = dict[str, object]


@allowed(Permission.LOOK)
def home(request: Asked) -> HttpResponse:
    found = loop()
    if found.is_first_day:
        return page(request, "home/first_day.html")
    parts = {name: show(request) for name, show in PARTS.items()}
    return page(request, "home/home.html", {"loop": found, "parts": parts, "at": now()})


@allowed(Permission.LOOK)
def part(request: Asked, name: str) -> HttpResponse:
    if name not in PARTS:
        raise Http404(f"no part {name}")
    return page(request, f"home/{name}.html", {"part": PARTS[name](request)})


def _customers(request: Asked) -> Context:
    answer = figures.customers_past()
    if answer is None:
        return {}
    title = _("Customers month by month")
    chart = trend_chart(answer.value, title, request.LANGUAGE_CODE, firm().zone, counted="customers")
    table = [(size.as_of, size.count) for size in answer.value]
    return {"answer": answer, "chart": chart, "table": table, "headings": (_("When"), _("Customers"))}


def _events(request: Asked) -> Context:
    answer = figures.events_by_day()
    context: Context = {"imports": figures.last_imports()}
    if answer is None:
        return context
    chart = activity_chart(answer.value, _("Events on each of the last 30 days"), request.LANGUAGE_CODE)
    table = [(each.day, each.events) for each in answer.value]
    total = sum(each.events for each in answer.value)
    headings = (_("Day"), _("Events"))
    return {**context, "answer": answer, "chart": chart, "table": table, "headings": headings, "total": total}


def _moves(request: Asked) -> Context:
    since = request.GET.get("since", "week")
    since = since if since in figures.STEPS else "week"
    answer = figures.moves()
    rows = figures.seen_moves(request.account, answer.value[since]) if answer else []
    shown = [(each, each.segment.name_in(request.LANGUAGE_CODE)) for each in rows]
    return {"answer": answer, "rows": shown, "since": since}


def _decisions(request: Asked) -> Context:
    answer = decisions.quality()
    judged = answer.value if answer else None
    return {"answer": answer, "found": decisions.decisions(request.account, judged)}


PARTS: dict[str, Callable[[Asked], Context]] = {
    "customers": _customers,
    "events": _events,
    "moves": _moves,
    "decisions": _decisions,
}
