"""A report as one HTML file that needs nothing else: no network, no folder beside it, no server.

Pictures stand in it as drawn SVG and come alive where scripts run; the figures behind each are a table. The
page's own policy lets a browser run and fetch only what the file itself holds.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from clientela.catalog.labels import known_language
from clientela.catalog.phrasebook import Phrasebook
from clientela.reports.figures import figure_markup, vega_bundle
from clientela.reports.markup import element, escaped, table_markup
from clientela.reports.section import Section

PHRASES = Phrasebook("clientela.reports")
_LONG = 4  # from this many headings on, a page begins with its contents
_DEEPEST = 6


def write_report(
    path: str | Path, title: str, sections: Sequence[Section], language: str, *, subtitle: Sequence[str] = ()
) -> Path:
    """Write the page. The same content gives the same bytes.

    Raises UnknownNameError for a language other than the six, and MissingExtraError where there are pictures
    and the drawing library is missing.
    """
    target = Path(path)
    page = report_markup(title, sections, language, subtitle=subtitle)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8", newline="\n")
    return target


def report_markup(
    title: str, sections: Sequence[Section], language: str, *, subtitle: Sequence[str] = ()
) -> str:
    """The page as text."""
    known_language(language)
    body = "\n".join(_body(title, sections, language, subtitle))
    scripts = (vega_bundle(), _own("page.js")) if any(map(_has_pictures, sections)) else ()
    head = "\n".join(_head(title, scripts))
    run = "\n".join(f"<script>{script}</script>" for script in scripts)
    opening = f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n{head}'
    return f"{opening}\n</head>\n<body>\n{body}\n{run}\n</body>\n</html>\n"


def _head(title: str, scripts: Sequence[str]) -> Iterator[str]:
    style = _own("page.css")
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, scripts)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="generator" content="Clientela">'
    yield element("title", title)
    yield f"<style>{style}</style>"


def _policy(style: str, scripts: Sequence[str]) -> str:
    """Nothing but the style and scripts with these digests; no address may be asked."""
    run = " ".join(map(_digest, scripts)) or "'none'"
    return (
        f"default-src 'none'; script-src {run}; style-src {_digest(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _own(name: str) -> str:
    return files("clientela.reports").joinpath(name).read_text(encoding="utf-8")


def _body(title: str, sections: Sequence[Section], language: str, subtitle: Sequence[str]) -> Iterator[str]:
    yield "<main>"
    yield "<header>"
    yield element("h1", title)
    yield from (element("p", line) for line in subtitle)
    yield "</header>"
    if _headings(sections) >= _LONG:
        yield from _contents(sections, language)
    for number, section in enumerate(sections, 1):
        yield from _section(section, f"s{number}", 2, language)
    yield "</main>"


def _headings(sections: Sequence[Section]) -> int:
    return sum(1 + _headings(section.sections) for section in sections)


def _contents(sections: Sequence[Section], language: str) -> Iterator[str]:
    name = PHRASES.say("contents", language)
    yield f'<nav class="contents" aria-label="{escaped(name)}">'
    yield element("p", name)
    yield from _links(sections, "s", deep=True)
    yield "</nav>"


def _links(sections: Sequence[Section], prefix: str, *, deep: bool) -> Iterator[str]:
    yield "<ol>"
    for number, section in enumerate(sections, 1):
        name = f"{prefix}{number}"
        yield f'<li><a href="#{name}">{escaped(section.title)}</a>'
        if deep and section.sections:
            yield from _links(section.sections, f"{name}-", deep=False)
        yield "</li>"
    yield "</ol>"


def _section(section: Section, name: str, level: int, language: str) -> Iterator[str]:
    heading = f"h{min(level, _DEEPEST)}"
    yield f'<section aria-labelledby="{name}">'
    yield f'<{heading} id="{name}">{escaped(section.title)}</{heading}>'
    yield from (element("p", text) for text in section.paragraphs)
    for number, picture in enumerate(section.pictures, 1):
        yield figure_markup(picture, f"{name}-p{number}", language)
    yield from (table_markup(table, section.title) for table in section.tables)
    for number, inner in enumerate(section.sections, 1):
        yield from _section(inner, f"{name}-{number}", level + 1, language)
    yield "</section>"


def _has_pictures(section: Section) -> bool:
    return bool(section.pictures) or any(map(_has_pictures, section.sections))
