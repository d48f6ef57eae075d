"""A report as a PDF: the same sections as the page, set by Typst with the fonts it brings along.

Nothing of the machine is used, neither fonts nor programs, and texts are handed over as data, so that no
letter of a customer's can become markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from clientela.catalog.labels import known_language
from clientela.charts.writing import svg
from clientela.errors import MissingExtraError
from clientela.reports.figures import said_title
from clientela.reports.section import Picture, Section, Table

_TEMPLATE = "report.typ"
_WIDEST = 700  # points of a picture that fills the page's width
_WIDTH = re.compile(r'<svg[^>]* width="([\d.]+)"')


def write_pdf(
    path: str | Path, title: str, sections: Sequence[Section], language: str, *, subtitle: Sequence[str] = ()
) -> Path:
    """Write the report. The same content gives the same bytes.

    Raises UnknownNameError for a language other than the six, and MissingExtraError where the library that
    sets it is missing.
    """
    target = Path(path)
    content = report_pdf(title, sections, language, subtitle=subtitle)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def report_pdf(
    title: str, sections: Sequence[Section], language: str, *, subtitle: Sequence[str] = ()
) -> bytes:
    """The report as the bytes of a PDF, with its outline and its text to be read aloud and searched."""
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError("a report as PDF", "pdf") from error
    pictures: dict[str, bytes] = {}
    told = {
        "title": title,
        "subtitle": list(subtitle),
        "language": known_language(language),
        "sections": [_section(each, pictures) for each in sections],
    }
    parts = {"main.typ": _template(), "report.json": json.dumps(told, ensure_ascii=False).encode()}
    content: bytes = typst.compile({**parts, **pictures}, font_paths=_fonts(), timestamp=0)
    return content


@cache
def _template() -> bytes:
    return files("clientela.reports").joinpath(_TEMPLATE).read_bytes()


@cache
def _fonts() -> Any:  # noqa: ANN401 - a type of a library that may be missing
    import typst

    return typst.Fonts(include_system_fonts=False)


def _section(section: Section, pictures: dict[str, bytes]) -> dict[str, object]:
    return {
        "title": section.title,
        "paragraphs": list(section.paragraphs),
        "pictures": [_picture(each, pictures) for each in section.pictures],
        "tables": [_table(each) for each in section.tables],
        "sections": [_section(each, pictures) for each in section.sections],
    }


def _picture(picture: Picture, pictures: dict[str, bytes]) -> dict[str, object]:
    drawn, name = svg(picture.spec), f"picture-{len(pictures) + 1}.svg"
    pictures[name] = drawn.encode()
    width = _WIDTH.search(drawn)
    percent = 100 * float(width[1]) / _WIDEST if width else 100.0
    return {
        "file": name,
        "percent": percent,
        "said": said_title(picture.spec),
        "table": _table(picture.table),
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "headings": [heading.removeprefix(">") for heading in table.headings],
        "numeric": [heading.startswith(">") for heading in table.headings],
        "rows": [list(row) for row in table.rows],
        "caption": table.caption,
    }
