"""Cells of text to canonical values: numbers, money, dates, instants, words, addresses, places.

Every reader is a pure function from text and context to a `Cell`; `conversion` reads whole columns with them.
"""

from clientela.collect.cells.outcome import Cell, CellContext, Problem
from clientela.collect.cells.readers import READERS, Kind, normalise

__all__ = ["READERS", "Cell", "CellContext", "Kind", "Problem", "normalise"]
