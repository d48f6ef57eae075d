"""The list of customers, its columns and its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clientela.errors import ClientelaError
from clientela.segments.exports import Format, file_chunks
from clientela.segments.listing import Wanted, stream_customers
from clientela.workspace import now
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.cards.domain import remember_columns
from clientela_web.cards.queries import filtering, listing
from clientela_web.privacy import asks_for_persons, shown_count
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.ui.writing import number
from clientela_web.workspace import firm

FILES: dict[str, tuple[Format, str]] = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@allowed(Permission.LOOK)
@require_GET
def customers(request: Asked) -> HttpResponse:
    state = listing.state_of(request.GET, request.account)
    listing.or_404(state)
    if "add_variable" in request.GET:
        return _narrowed(request, state)
    return _listed(request, state)


def _narrowed(request: Asked, state: listing.State) -> HttpResponse:
    """Take one more condition into the rule; say what is wrong with it beside the row."""
    row = filtering.Row(*(request.GET.get(f"add_{name}", "") for name in ("variable", "operator", "value")))
    try:
        rule = filtering.narrowed(state.rule, row)
    except ClientelaError as error:
        return _listed(request, state, row=row, row_error=refusal(error))
    return redirect(state.address(rule=rule, offset=0))


def _listed(
    request: Asked, state: listing.State, *, row: filtering.Row | None = None, row_error: str = ""
) -> HttpResponse:
    context: dict[str, object] = {"state": state, "row": row or filtering.Row(), "row_error": row_error}
    try:
        context |= _answered(request, state)
    except ClientelaError as error:
        context |= {"problem": refusal(error), "rows": [], "total": None}
    if not request.htmx:
        context |= _around()
    return page(request, "cards/list.html", context, part="rows")


def _answered(request: Asked, state: listing.State) -> dict[str, object]:
    """The rows, the total and the way to the other pages."""
    rule = listing.rule_of(state)
    told: dict[str, object] = {
        "chips": listing.chips_of(state),
        "headings": listing.headings_of(state),
        "sentence": firm().segment(rule).sentence(request.LANGUAGE_CODE) if rule is not None else "",
        "rule": rule,
        "here": state.address(),
    }
    if not listing.may_find(state, request.account):
        return {**told, "forbidden": True, "rows": [], "total": None}
    answered = listing.answer(state, request.account)
    if answered is None:
        return {**told, "waiting": True, "rows": [], "total": None}
    few = shown_count(request.account, answered.total) is None and (rule is not None)
    rows = [] if few else listing.rows_of(answered, state, request.account)
    return {**told, "rows": rows, "few": few, "total": answered.total, "pager": _pager(state, answered)}


def _pager(state: listing.State, answered: listing.Answered) -> dict[str, str]:
    first, last = state.offset + 1, state.offset + len(answered.customers)
    told = {"first": number(first), "last": number(last), "total": number(answered.total)}
    return {
        "previous": state.address(offset=max(state.offset - listing.PAGE, 0)) if state.offset else "",
        "next": state.address(offset=state.offset + listing.PAGE) if last < answered.total else "",
        "text": _("%(first)s to %(last)s of %(total)s") % told,
    }


def _around() -> dict[str, object]:
    return {
        "segments": listing.segment_options(),
        "variables": filtering.variable_options(),
        "operators": filtering.OPERATORS,
        "formats": list(FILES),
        "has_customers": bool(firm().population()),
    }


@allowed(Permission.LOOK)
@require_http_methods(["GET", "POST"])
def columns(request: Asked) -> HttpResponse:
    """Which columns to show: a page of switches, found by any word."""
    data = request.POST if request.method == "POST" else request.GET
    state = listing.state_of(data, request.account)
    if request.method == "POST":
        remember_columns(request.account, state.columns)
        return redirect(state.address(offset=0))
    words = request.GET.get("find", "").strip()
    context = {"state": state, "find": words, "options": _columns_found(words, state, request.LANGUAGE_CODE)}
    return page(request, "cards/columns.html", context, part="options")


def _columns_found(words: str, state: listing.State, language: str) -> list[tuple[str, str, str, bool]]:
    """Name, label, meaning and whether it is shown; the shown ones first, where nothing is looked for."""
    labels = dict(filtering.variable_options())
    found = [each.name for each in firm().catalog.search(words, language)] if words else list(labels)
    ordered = [*state.columns, *(name for name in found if name not in state.columns)]
    meanings = {each.name: each.meaning for each in firm().catalog.definitions()}
    return [
        (name, labels[name], meanings.get(name, "") if language == "en" else "", name in state.columns)
        for name in ordered
        if name in labels
    ]


@allowed(Permission.EXPORT)
@require_GET
def export(request: Asked, ending: str) -> HttpResponseBase:
    """What the list shows, all of it, as a file."""
    file_format, content_type = FILES[ending]
    state = listing.state_of(request.GET, request.account)
    wanted = Wanted(state.words, listing.rule_of(state))
    names = ("external_id", "full_name", "first_name", "last_name", "email", *state.columns)
    kept = [name for name in dict.fromkeys(names) if firm().catalog.variable(name) is not None]
    reader = stream_customers(firm().base, wanted, now(), kept)
    total = firm().count_customers(wanted)
    # Words looked for may be somebody's name, which must not outlive her in the log.
    what = state.query(words="", rule=state.rule if wanted.rule and not asks_for_persons(wanted.rule) else "")
    record(request, "exported", "customers", what or "all", rows=total, format=ending)
    pieces: Iterator[bytes] = (piece for piece, _rows in file_chunks(reader, file_format))
    response = StreamingHttpResponse(pieces, content_type=content_type)
    day = dt.date.isoformat(now().astimezone(firm().zone).date())
    response["Content-Disposition"] = f'attachment; filename="customers-{day}.{ending}"'
    return response
