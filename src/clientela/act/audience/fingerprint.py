"""A fingerprint of an audience: the same people with the same contents have the same, in whatever order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

_WHOLE = 1 << 256
_ENCODER = msgspec.json.Encoder()


@dataclass(slots=True)
class Fingerprint:
    """How many rows, and the sum of their SHA-256 modulo 2 to the 256.

    It stands for the sorted content without the sorting: a sum does not ask for an order, goes on where an
    interrupted freeze left off, and lets a row be taken out again when a person is erased. It tells whether
    what is sent is what was shown; it is no proof against somebody who may write to the tables.
    """

    rows: int = 0
    total: int = 0

    @classmethod
    def read(cls, text: str) -> Fingerprint:
        """The fingerprint that `str` wrote."""
        rows, _, total = text.partition("-")
        return cls(int(rows), int(total, 16))

    def __str__(self) -> str:
        return f"{self.rows}-{self.total:064x}"

    @property
    def short(self) -> str:
        """What a person compares: twelve characters."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:12]

    def add(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Take rows in; a row is what is frozen of one customer, in a fixed order of columns."""
        for row in rows:
            self.rows += 1
            self.total += digest(row)
        self.total %= _WHOLE

    def take(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Take rows out again."""
        for row in rows:
            self.rows -= 1
            self.total -= digest(row)
        self.total %= _WHOLE


def digest(row: tuple[object, ...]) -> int:
    """SHA-256 of one row."""
    return int.from_bytes(hashlib.sha256(_ENCODER.encode(row)).digest())
