"""An experiment from a file of any kind that imports can read: a row a customer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from clientela.collect.cells.conversion import Converted, convert
from clientela.collect.cells.readings import Reading
from clientela.collect.files.formats import detect
from clientela.collect.files.reading import ROW, read
from clientela.errors import OutcomesError, UnknownNameError
from clientela.measure.design import Columns, Design
from clientela.measure.outcomes import Outcomes
from clientela.rules.types import ValueType

HOLDOUT_WORDS = ("holdout", "control", "none", "no", "sin", "sense", "brak", "без", "fără")
"""Words, in the languages we speak, by which an arm that got nothing is known."""


def read_outcomes(path: Path, columns: Columns, design: Design) -> Outcomes:
    """The outcomes that a file holds; an empty `design.holdout` is found by its name.

    Raises `ImportFileError` for a file that is no table, and whatever `Outcomes` raises; rows are counted as
    in the file.
    """
    table = read_table(path, columns)
    holdout = design.holdout or _likely_holdout(table, columns.arm)
    return Outcomes(table, columns, replace(design, holdout=holdout))


def read_table(path: Path, columns: Columns) -> pa.Table:
    """The named columns of a file: numbers as doubles, the rest as text."""
    found = detect(path)
    wanted = (*columns.texts, *columns.numbers)
    for name in wanted:
        if name not in found.columns:
            raise UnknownNameError("column", name, found.columns)
    batches = [batch.select([*wanted, ROW]) for batch in read(path, found)]
    if not batches:
        raise OutcomesError(f"{path.name} has no rows; a row a customer is needed")
    whole = pa.Table.from_batches(batches)
    reading = Reading(decimal_comma=found.decimal == ",")
    typed = {name: whole.column(name) for name in columns.texts}
    typed |= {name: _numbers(whole, name, reading) for name in columns.numbers}
    return pa.table(typed)


def _numbers(table: pa.Table, name: str, reading: Reading) -> pa.Array:
    """The column as numbers, or as yes and no where every cell is one of the two."""
    texts = table.column(name).combine_chunks()
    as_numbers = convert(texts, ValueType.NUMBER, reading, name)
    if not as_numbers.unreadable:
        return as_numbers.values
    as_truths = convert(texts, ValueType.BOOLEAN, reading, name)
    if not as_truths.unreadable:
        return as_truths.values
    raise OutcomesError(_complaint(table, name, as_numbers))


def _complaint(table: pa.Table, name: str, converted: Converted) -> str:
    place = min(converted.unreadable)
    row, text = table.column(ROW)[place].as_py(), table.column(name)[place].as_py()
    return f"row {row}: column {name!r} is {text!r}, which is no number; write it in figures, or yes and no"


def _likely_holdout(table: pa.Table, arm: str) -> str:
    """The one arm whose name says that nothing was sent."""
    arms = [name for name in table.column(arm).unique().to_pylist() if name]
    likely = [name for name in arms if _first_word(name) in HOLDOUT_WORDS]
    if len(likely) != 1:
        raise OutcomesError(
            f"which of the arms got nothing? Name the holdout: {', '.join(sorted(arms)[:10])}"
        )
    return str(likely[0])


def _first_word(name: str) -> str:
    words = name.casefold().replace("-", " ").replace("_", " ").split()
    return words[0] if words else ""
