"""Cells of text to canonical values: numbers, money, dates, instants, words, addresses, places.

Every reader is a pure function from text and context to a `Cell`; `normalise_column` reads whole columns.
"""

from clientela.collect.cells.columns import (
    READERS,
    CellProblem,
    Kind,
    NormalisedColumn,
    normalise,
    normalise_column,
)
from clientela.collect.cells.outcome import Cell, CellContext, Problem

__all__ = [
    "READERS",
    "Cell",
    "CellContext",
    "CellProblem",
    "Kind",
    "NormalisedColumn",
    "Problem",
    "normalise",
    "normalise_column",
]
