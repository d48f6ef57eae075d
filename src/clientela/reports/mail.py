"""A report as a mail: HTML that mail programs show, its pictures beside it, and the same as plain text.

Mail programs run no scripts and draw no SVG: pictures are PNG parts of the message, looks are written into
each element, and every table is there to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientela.charts.writing import png
from clientela.reports.figures import said_title
from clientela.reports.markup import escaped
from clientela.reports.section import Section, Table

_FONT = "font-family:Segoe UI,Helvetica,Arial,sans-serif;color:#222222"
_CELL = "padding:4px 8px;border-bottom:1px solid #dddddd;font-size:13px;vertical-align:top"
_WIDEST = 640


@dataclass(frozen=True, slots=True)
class ReportMail:
    """What goes into the message; `pictures` are PNG by the content ids that the HTML names."""

    html: str
    text: str
    pictures: Mapping[str, bytes]


def report_mail(
    title: str, sections: Sequence[Section], language: str, *, link: tuple[str, str] | None = None
) -> ReportMail:
    """The report as a mail; `link` is the address of its page and what the link says.

    Raises MissingExtraError where there are pictures and the drawing library is missing.
    """
    pictures: dict[str, bytes] = {}
    body = "\n".join(_body(title, sections, link, pictures))
    html = (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escaped(title)}</title></head>\n"
        f'<body style="margin:0;padding:24px;background:#ffffff;{_FONT}">\n{body}\n</body></html>\n'
    )
    return ReportMail(html, "\n".join(_text(title, sections, link)), pictures)


def _body(
    title: str,
    sections: Sequence[Section],
    link: tuple[str, str] | None,
    pictures: dict[str, bytes],
) -> Iterator[str]:
    yield f'<h1 style="font-size:22px;{_FONT}">{escaped(title)}</h1>'
    if link is not None:
        address, said = link
        yield f'<p style="font-size:14px"><a href="{escaped(address)}">{escaped(said)}</a></p>'
    for section in sections:
        yield from _section(section, 2, pictures)


def _section(section: Section, level: int, pictures: dict[str, bytes]) -> Iterator[str]:
    heading = f"h{min(level, 6)}"
    yield f'<{heading} style="font-size:{20 - 2 * level}px;{_FONT}">{escaped(section.title)}</{heading}>'
    for said in section.paragraphs:
        yield f'<p style="font-size:14px;line-height:1.5">{escaped(said)}</p>'
    for picture in section.pictures:
        name = f"picture-{len(pictures) + 1}"
        pictures[name] = png(picture.spec)
        alt = escaped(said_title(picture.spec))
        yield f'<p><img src="cid:{name}" alt="{alt}" style="max-width:100%;width:{_WIDEST}px"></p>'
        yield _table(picture.table)
    yield from map(_table, section.tables)
    for inner in section.sections:
        yield from _section(inner, level + 1, pictures)


def _table(table: Table) -> str:
    right = [heading.startswith(">") for heading in table.headings]
    heads = "".join(
        f'<th style="{_CELL};text-align:{_side(mark)}">{escaped(heading.removeprefix(">"))}</th>'
        for heading, mark in zip(table.headings, right, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td style="{_CELL};text-align:{_side(mark)}">{escaped(cell)}</td>'
            for cell, mark in zip(row, right, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    # on a telephone the table is moved, and the text beside it stays as narrow as the screen
    return (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse">'
        f"<tr>{heads}</tr>{rows}</table></div>"
    )


def _side(is_number: bool) -> str:  # noqa: FBT001
    return "right" if is_number else "left"


def _text(title: str, sections: Sequence[Section], link: tuple[str, str] | None) -> Iterator[str]:
    yield title
    if link is not None:
        yield f"{link[1]}: {link[0]}"
    for section in sections:
        yield from _section_text(section)


def _section_text(section: Section) -> Iterator[str]:
    yield f"\n{section.title.upper()}"
    yield from section.paragraphs
    for table in (*(each.table for each in section.pictures), *section.tables):
        yield " | ".join(heading.removeprefix(">") for heading in table.headings)
        yield from (" | ".join(row) for row in table.rows)
    for inner in section.sections:
        yield from _section_text(inner)
