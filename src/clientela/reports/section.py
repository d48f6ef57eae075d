"""What a report is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clientela.charts.theme import Spec


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of texts; a heading that begins with > is of numbers."""

    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A Vega-Lite specification, and the figures behind it as a table."""

    spec: Spec
    table: Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it, in this order: paragraphs, pictures, tables, sections."""

    title: str
    paragraphs: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: tuple[Section, ...] = field(default=())
