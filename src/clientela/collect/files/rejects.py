"""Rows that could not be read: never lost, always with a reason and a cure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Rejected(NamedTuple):
    """A row that is not among those yielded; `row` is its number in the file as a person counts it."""

    row: int
    line_text: str
    reason: str
    cure: str


class BrokenLine(NamedTuple):
    """The same before its bytes are shown as text."""

    line: int
    data: bytes
    reason: str
    cure: str


OnRejected = Callable[[Rejected], None]
