"""Members as files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clientela.segments.exports import Format, file_chunks
from clientela.segments.workbooks import MOST_ROWS
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.segments.forms import ExportForm
from clientela_web.segments.queries.columns import every_column, first_columns
from clientela_web.segments.queries.opened import Opened
from clientela_web.segments.views.pages import frame, open_segment
from clientela_web.ui import writing
from clientela_web.ui.pages import page

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


@require_GET
@allowed(Permission.EXPORT)
def export(request: Asked, segment_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    first = {"columns": ["external_id", *first_columns()], "format": "csv", "as_of": found.moment.spelled}
    form = ExportForm(initial=first, language=request.LANGUAGE_CODE)
    return _page(request, found, form)


@require_GET
@allowed(Permission.EXPORT)
def export_file(request: Asked, segment_id: int) -> HttpResponse | StreamingHttpResponse:
    found = open_segment(request, segment_id)
    form = ExportForm(request.GET, language=request.LANGUAGE_CODE)
    if not form.is_valid() or not _fits(found, form):
        return _page(request, found, form)
    chosen = cast(Format, form.cleaned_data["format"])
    names = tuple(column.name for column in form.chosen())
    instant = found.moment.instant()
    reader = found.segment.members(names, instant).reader()
    facts: dict[str, object] = {"format": chosen, "columns": list(names), "as_of": instant.isoformat()}
    pieces = _recorded(request, found, file_chunks(reader, chosen), facts)
    response = StreamingHttpResponse(pieces, content_type=TYPES[chosen])
    header = content_disposition_header(True, file_name(found.name, instant, chosen))  # noqa: FBT003
    response.headers["Content-Disposition"] = str(header)
    response.headers["Cache-Control"] = "no-store"
    return response


def file_name(name: str, instant: dt.datetime, ending: str) -> str:
    """The segment and the instant it is of: `Families as of 2026-03-01 0000 UTC.csv`."""
    plain = re.sub(r"[\x00-\x20/\\:*?\"<>|]+", " ", name).strip(" .") or "segment"
    return f"{plain} as of {instant.astimezone(dt.UTC):%Y-%m-%d %H%M} UTC.{ending}"


def _recorded(
    request: Asked, found: Opened, pieces: Iterator[tuple[bytes, int]], facts: dict[str, object]
) -> Iterator[bytes]:
    """The pieces; how many rows left the house is written down also when the other side hung up."""
    rows, is_whole = 0, False
    try:
        for piece, written in pieces:
            rows = written
            if piece:
                yield piece
        is_whole = True
    finally:
        record(request, "exported", "segment", found.saved.name, rows=rows, whole=is_whole, **facts)


def _fits(found: Opened, form: ExportForm) -> bool:
    if form.cleaned_data["format"] == "xlsx":
        count = found.segment.count(found.moment.instant()).count
        if count > MOST_ROWS:
            told = _(
                "An Excel sheet holds %(most)s rows, and there are %(count)s members; choose CSV or Parquet."
            )
            form.add_error(
                "format", told % {"most": writing.number(MOST_ROWS), "count": writing.number(count)}
            )
    return form.is_valid()


def _page(request: Asked, found: Opened, form: ExportForm) -> HttpResponse:
    context = {"form": form, "size": found.size(), "variables": every_column(request.LANGUAGE_CODE)}
    status = 422 if form.errors else 200
    return page(request, "segments/export.html", frame(found, "export") | context, status=status)
