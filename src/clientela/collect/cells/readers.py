"""One reader for every kind of cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from clientela.collect.cells.contacts import read_email, read_phone
from clientela.collect.cells.dates import read_date, read_instant
from clientela.collect.cells.numbers import read_integer, read_money, read_number
from clientela.collect.cells.outcome import NOTHING, Cell, CellContext
from clientela.collect.cells.places import read_country, read_language
from clientela.collect.cells.words import read_boolean, read_gender, read_list

Kind = Literal[
    "text", "number", "integer", "money", "date", "instant", "boolean",
    "email", "phone", "country", "language", "gender", "list",
]  # fmt: skip


def read_text(text: str, context: CellContext) -> Cell:  # noqa: ARG001 - one signature for all kinds
    """The text without the blanks around it."""
    bare = text.strip()
    return Cell(bare) if bare else NOTHING


READERS: dict[Kind, Callable[[str, CellContext], Cell]] = {
    "text": read_text,
    "number": read_number,
    "integer": read_integer,
    "money": read_money,
    "date": read_date,
    "instant": read_instant,
    "boolean": read_boolean,
    "email": read_email,
    "phone": read_phone,
    "country": read_country,
    "language": read_language,
    "gender": read_gender,
    "list": read_list,
}


def normalise(text: str | None, kind: Kind, context: CellContext = CellContext()) -> Cell:  # noqa: B008
    """Read one cell; never raises."""
    return NOTHING if text is None else READERS[kind](text, context)
