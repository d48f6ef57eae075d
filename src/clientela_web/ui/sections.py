"""Sections of a report as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clientela.charts.theme import Spec
from clientela.reports.section import Section, Table

_NUMBERS = ">"  # a heading that begins so stands above numbers


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table: headings without their marks, and rows of cells, each with whether it is a number."""

    caption: str
    headings: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[object, bool], ...], ...]


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture, and the figures behind it."""

    spec: Spec
    headings: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    caption: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A section: what stands below its heading, in this order."""

    title: str
    paragraphs: tuple[str, ...]
    pictures: tuple[ShownPicture, ...]
    tables: tuple[ShownTable, ...]
    sections: tuple[Shown, ...]


def shown(sections: Iterable[Section]) -> tuple[Shown, ...]:
    """The sections, ready for the template."""
    return tuple(_shown(each) for each in sections)


def shown_table(table: Table) -> ShownTable:
    """A table, ready for the template."""
    marks = [heading.startswith(_NUMBERS) for heading in table.headings]
    headings = tuple(
        (heading.removeprefix(_NUMBERS), mark) for heading, mark in zip(table.headings, marks, strict=True)
    )
    rows = tuple(tuple(zip(row, marks, strict=True)) for row in table.rows)
    return ShownTable(table.caption, headings, rows)


def _untitled(spec: Spec, title: str) -> Spec:
    """The picture without a title that only says what stands above it."""
    own = spec.get("title")
    if not isinstance(own, dict):
        return spec
    text = own.get("text", "")
    said = text if isinstance(text, str) else " ".join(text)
    return spec | {"title": own | {"text": ""}} if said.casefold() == title.casefold() else spec


def _shown(section: Section) -> Shown:
    pictures = tuple(
        ShownPicture(
            _untitled(each.spec, section.title),
            tuple(heading.removeprefix(_NUMBERS) for heading in each.table.headings),
            each.table.rows,
            each.table.caption,
        )
        for each in section.pictures
    )
    tables = tuple(shown_table(each) for each in section.tables)
    return Shown(section.title, section.paragraphs, pictures, tables, shown(section.sections))
