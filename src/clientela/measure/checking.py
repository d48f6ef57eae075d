"""What must hold of the rows before anything is measured: each complaint names row, column and cure."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clientela.errors import OutcomesError, TooThinError, UnknownNameError
from clientela.measure.design import Columns, Design

LEAST_ROWS = 2
"""Customers an arm needs for any figure at all."""


def checked_table(table: pa.Table, columns: Columns, design: Design) -> pa.Table:
    """The columns asked for in their types, names as text and numbers as doubles; raises where it cannot."""
    for name in (*columns.texts, *columns.numbers):
        if name not in table.schema.names:
            raise UnknownNameError("column", name, table.schema.names)
    if not columns.outcomes:
        raise OutcomesError("no outcome is named; name at least one column, such as converted")
    for outcome in columns.before:
        if outcome not in columns.outcomes:
            raise UnknownNameError("outcome", outcome, columns.outcomes)
    if design.primary is not None and design.primary not in columns.outcomes:
        raise UnknownNameError("outcome", design.primary, columns.outcomes)
    typed = {name: _text(table, name) for name in columns.texts}
    typed |= {name: _number(table, name) for name in columns.numbers}
    _check_arms(typed[columns.arm], columns.arm, design)
    for outcome in columns.outcomes:
        _check_filled(typed[outcome], outcome)
    if columns.customer is not None:
        _check_once(typed[columns.customer], columns.customer)
    return pa.table(typed)


def _text(table: pa.Table, name: str) -> pa.ChunkedArray:
    column = table.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _number(table: pa.Table, name: str) -> pa.ChunkedArray:
    column = table.column(name)
    is_number = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    if not (is_number or pa.types.is_boolean(column.type) or pa.types.is_decimal(column.type)):
        raise OutcomesError(f"column {name!r} holds {column.type}; give numbers, or true and false")
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    numbers = column.cast(pa.float64())
    _refuse(pc.is_inf(numbers), f"column {name!r} is infinite; write a number")
    return pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)


def _check_arms(arms: pa.ChunkedArray, name: str, design: Design) -> None:
    _refuse(pc.is_null(arms), f"column {name!r} is empty; say which arm the customer was in")
    counts = {row["values"]: row["counts"] for row in pc.value_counts(arms).to_pylist()}
    if design.holdout not in counts:
        raise UnknownNameError("arm", design.holdout, counts)
    if len(counts) < 2:
        raise TooThinError(f"everybody is in {design.holdout!r}; there is no second arm to compare")
    for arm, count in counts.items():
        if count < LEAST_ROWS:
            raise TooThinError(f"arm {arm!r} has {count} customer; it needs {LEAST_ROWS} to be compared")
    for arm in design.shares:
        if arm not in counts:
            raise UnknownNameError("arm", arm, counts)


def _check_filled(numbers: pa.ChunkedArray, name: str) -> None:
    cure = "write 0 where nothing happened: everybody who was assigned counts"
    _refuse(pc.is_null(numbers), f"column {name!r} is empty; {cure}")


def _check_once(customers: pa.ChunkedArray, name: str) -> None:
    _refuse(pc.is_null(customers), f"column {name!r} is empty; say who the customer is")
    repeated = pc.filter(
        (counts := pc.value_counts(customers)).field("values"), pc.greater(counts.field("counts"), 1)
    )
    if len(repeated):
        row = pc.index(customers, repeated[0]).as_py() + 1
        raise OutcomesError(
            f"row {row}: customer {repeated[0].as_py()!r} is there more than once; give one row a customer"
        )


def _refuse(wrong: pa.ChunkedArray, message: str) -> None:
    found = pc.index(wrong, pa.scalar(True)).as_py()  # noqa: FBT003 - the value looked for
    if found >= 0:
        raise OutcomesError(f"row {found + 1}: {message}")
