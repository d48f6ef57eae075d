"""Reports as files to take away: one page that needs nothing else, a PDF, rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pyarrow as pa
import pyarrow.csv
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from clientela.reports.page import report_markup
from clientela.reports.pdf import report_pdf
from clientela.reports.section import Section

ENDINGS = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def sent_as_file(
    name: str,
    ending: str,
    told: tuple[str, tuple[Section, ...]],
    rows: Callable[[], pa.Table],
    language: str,
) -> HttpResponse:
    """The report as a file of that kind, to be saved and not shown: its page has a policy of its own."""
    title, parts = told
    match ending:
        case "pdf":
            content = report_pdf(title, parts, language)
        case "html":
            content = report_markup(title, parts, language).encode()
        case _:
            content = csv_bytes(rows())
    response = HttpResponse(content, content_type=ENDINGS[ending])
    response.headers["Content-Disposition"] = str(
        content_disposition_header(True, file_name(name, ending))  # noqa: FBT003
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def csv_bytes(rows: pa.Table) -> bytes:
    """The rows as CSV in UTF-8."""
    written = BytesIO()
    pyarrow.csv.write_csv(rows, written)
    return written.getvalue()


def file_name(name: str, ending: str) -> str:
    """A name that every system takes."""
    plain = re.sub(r"[\x00-\x20/\\:*?\"<>|]+", " ", name).strip(" .") or "report"
    return f"{plain}.{ending}"
