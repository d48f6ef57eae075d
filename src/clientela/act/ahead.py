"""A stream read along another one, both by rising customer numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """A stream of things by customer, in order of their numbers, read along another such stream."""

    def __init__(self, stream: Iterator[tuple[int, Sequence[T]]]) -> None:
        self._stream = stream
        self._next = next(stream, None)

    def of(self, number: int) -> Sequence[T]:
        """What there is for a customer; what was passed over is gone."""
        while self._next is not None and self._next[0] < number:
            self._next = next(self._stream, None)
        return self._next[1] if self._next is not None and self._next[0] == number else []
