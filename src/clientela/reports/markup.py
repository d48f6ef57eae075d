"""Texts and tables as HTML; whatever a text holds is shown as it is and never read as markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from clientela.reports.section import Table

_NUMBERS = ">"  # a heading that begins so stands above numbers
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def escaped(text: str) -> str:
    """The text for an element or an attribute in double quotes; what no page may hold becomes �."""
    return html.escape(_CONTROLS.sub("\ufffd", text))


def element(tag: str, text: str) -> str:
    """An element with nothing but text in it."""
    return f"<{tag}>{escaped(text)}</{tag}>"


def table_markup(table: Table, name: str) -> str:
    """The table in a frame that scrolls by itself; `name` is what it is called without a caption."""
    return "\n".join(_table(table, name))


def _table(table: Table, name: str) -> Iterator[str]:
    label = escaped(table.caption or name)
    yield f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">'
    yield "<table>"
    if table.caption:
        yield element("caption", table.caption)
    numeric = [heading.startswith(_NUMBERS) for heading in table.headings]
    cells = zip(table.headings, numeric, strict=True)
    heads = (f'<th scope="col"{_style(right)}>{escaped(text[right:])}</th>' for text, right in cells)
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    yield from (_row(row, numeric) for row in table.rows)
    yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _row(row: Sequence[str], numeric: Sequence[bool]) -> str:
    first, *rest = (f"{_style(right)}>{escaped(text)}" for text, right in zip(row, numeric, strict=True))
    return f'<tr><th scope="row"{first}</th>{"".join(f"<td{cell}</td>" for cell in rest)}</tr>'


def _style(right: bool) -> str:  # noqa: FBT001
    return ' class="number"' if right else ""
