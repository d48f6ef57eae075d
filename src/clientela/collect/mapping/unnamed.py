"""Files without a header: what the columns of orders are, going by their values and places alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientela.collect.mapping.looks import Look
from clientela.rules.types import ValueType

UNNAMED = "column_"
ORDERS = frozenset({"orders", "order-lines"})
WHOLE = frozenset({ValueType.INTEGER, ValueType.TEXT})  # text: numbers led by zeros
FRACTIONS = frozenset({ValueType.DECIMAL, ValueType.NUMBER})


def unnamed_targets(
    columns: Sequence[str], looks: Mapping[str, Look], kind: str
) -> dict[str, tuple[str, str]]:
    """Column -> its target and why, for a file of orders none of whose columns has a name.

    The date must be there; whose the orders are stands before it, pieces and money after it.
    """
    if kind not in ORDERS or not all(column.startswith(UNNAMED) for column in columns):
        return {}
    date = next((place for place, column in enumerate(columns) if looks[column].date > 0.99), None)
    if date is None:
        return {}
    found = {columns[date]: ("at", "its values are dates")}
    before = [c for c in columns[:date] if looks[c].digits > 0.99 and looks[c].type in WHOLE]
    if before:
        found[before[0]] = ("customer", "the first column of numbers before the date")
    for target, types, why in (
        ("quantity", {ValueType.INTEGER}, "the first column of whole numbers after the date"),
        ("amount", FRACTIONS, "the first column of fractions after the date"),
    ):
        match = next((c for c in columns[date + 1 :] if looks[c].type in types), None)
        if match:
            found[match] = (target, why)
    return found
