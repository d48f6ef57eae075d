"""Whole columns: each distinct value is read once, plainly written ones without Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.cells.contacts import PLAIN_ADDRESS, SPECIAL_DOMAINS, read_email, read_phone
from clientela.collect.cells.dates import read_date, read_instant
from clientela.collect.cells.numbers import read_integer, read_money, read_number
from clientela.collect.cells.outcome import NOTHING, Cell, CellContext, Problem
from clientela.collect.cells.places import read_country, read_language
from clientela.collect.cells.words import gender_words_of, read_boolean, read_gender, read_list

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

PLAIN: dict[Kind, str] = {
    "text": r"^\S(?:[\s\S]*\S)?$",
    "number": r"^(?:0|-?[1-9]\d*)$",
    "integer": r"^(?:0|-?[1-9]\d*)$",
    "money": r"^(?:0|-?[1-9]\d*)$",
    "email": f"^{PLAIN_ADDRESS}$",
}
PLAIN_WITH_POINT = r"^(?:0|-?[1-9]\d*(?:\.\d*[1-9])?|-?0\.\d*[1-9])$"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A value that cannot be read: its place in the column, what stands there, why, and the cure."""

    index: int
    text: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class NormalisedColumn:
    """Canonical text, null where there is no value or a problem; `currencies` for money alone."""

    values: pa.Array
    problems: tuple[CellProblem, ...] = ()
    notes: dict[str, int] = field(default_factory=dict)
    currencies: pa.Array | None = None


def normalise(text: str | None, kind: Kind, context: CellContext = CellContext()) -> Cell:  # noqa: B008
    """Read one cell; never raises."""
    return NOTHING if text is None else READERS[kind](text, context)


def normalise_column(
    column: pa.Array | pa.ChunkedArray,
    kind: Kind,
    context: CellContext = CellContext(),  # noqa: B008 - frozen
) -> NormalisedColumn:
    """Read every cell of a text column; the same as `normalise` on each, but for genders.

    The letters M and H in a column of genders are read by what else stands in it.
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = array.dictionary_encode()
    distinct = encoded.dictionary
    cells = _cells(distinct, kind, context)
    values = pa.array([cell.value for cell in cells], pa.string()).take(encoded.indices)
    currencies = None
    if kind == "money":
        currencies = pa.array([cell.currency for cell in cells], pa.string()).take(encoded.indices)
    bad = {place: cell.problem for place, cell in enumerate(cells) if cell.problem}
    notes = _notes(cells, encoded)
    return NormalisedColumn(values, _problems(encoded, distinct, bad), notes, currencies)


def _cells(distinct: pa.Array, kind: Kind, context: CellContext) -> list[Cell]:
    texts: list[str] = distinct.to_pylist()
    ready = _plain(distinct, kind, context)
    if kind == "gender":
        letters = gender_words_of(texts)
        ready = [
            Cell(letters[key]) if (key := text.strip().casefold()) in letters else None for text in texts
        ]
    read = READERS[kind]
    return [cell or read(text, context) for cell, text in zip(ready, texts, strict=True)]


def _plain(distinct: pa.Array, kind: Kind, context: CellContext) -> list[Cell | None]:
    """The cells that are canonical as they stand, found without looking at each in Python."""
    if kind == "instant":
        return [Cell(value) if value else None for value in _plain_instants(distinct, context)]
    pattern = PLAIN.get(kind)
    if pattern is None:
        return [None] * len(distinct)
    if kind in ("number", "money") and context.decimal == ".":
        pattern = PLAIN_WITH_POINT
    matches = pc.match_substring_regex(distinct, pattern)
    if kind == "email":
        for domain in SPECIAL_DOMAINS:
            matches = pc.and_not(matches, pc.ends_with(distinct, domain))
        matches = pc.and_(matches, pc.less(pc.utf8_length(distinct), 64))
    currency = context.currency if kind == "money" else None
    return [
        Cell(text, currency=currency) if matched else None
        for text, matched in zip(distinct.to_pylist(), matches.to_pylist(), strict=True)
    ]


PLAIN_INSTANT = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d$"


def _plain_instants(distinct: pa.Array, context: CellContext) -> list[str | None]:
    """Wall times as databases write them; none at all where one of them does not exist in the zone."""
    plain = pc.if_else(pc.match_substring_regex(distinct, PLAIN_INSTANT), distinct, None)
    try:
        wall = plain.cast(pa.timestamp("s"))
        placed = pc.assume_timezone(wall, context.zone, ambiguous="earliest", nonexistent="raise")
    except pa.ArrowInvalid:
        return [None] * len(distinct)
    text = placed.cast(pa.timestamp("s", "UTC")).cast(pa.string())
    return pc.replace_substring(text, " ", "T").to_pylist()  # type: ignore[no-any-return]


def _notes(cells: list[Cell], encoded: pa.DictionaryArray) -> dict[str, int]:
    if not any(cell.note for cell in cells):
        return {}
    notes: Counter[str] = Counter()
    for place, times in Counter(encoded.indices.drop_null().to_pylist()).items():
        note = cells[place].note
        if note:
            notes[note] += times
    return dict(notes)


def _problems(
    encoded: pa.DictionaryArray, distinct: pa.Array, bad: dict[int, Problem]
) -> tuple[CellProblem, ...]:
    if not bad:
        return ()
    places = pc.is_in(encoded.indices, pa.array(list(bad), encoded.indices.type))
    return tuple(
        CellProblem(index, distinct[place].as_py(), *bad[place])
        for index in pc.indices_nonzero(places).to_pylist()
        if (place := encoded.indices[index].as_py()) is not None
    )
