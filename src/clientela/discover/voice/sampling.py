"""Texts that are kept: a sample that depends on the seed and the events, never on their order."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from hashlib import blake2b


def place_of(event_id: str, seed: int) -> int:
    """A number that is as good as random, the same for ever for an event and a seed."""
    return int.from_bytes(blake2b(f"{seed}:{event_id}".encode(), digest_size=8).digest(), "big")


class Sample:
    """Keeps, of what it is offered, the `size` items of the smallest places."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._heap: list[tuple[int, int, str]] = []  # the largest place first
        self.offered = 0

    def offer(self, place: int, row: int, text: str) -> None:
        """Offer the text of a row."""
        self.offered += 1
        if len(self._heap) < self.size:
            heapq.heappush(self._heap, (-place, row, text))
        elif -place > self._heap[0][0]:
            heapq.heapreplace(self._heap, (-place, row, text))

    def by_place(self) -> Iterator[tuple[int, str]]:
        """Rows and texts in the order of their places."""
        for _, row, text in sorted(self._heap, reverse=True):
            yield row, text

    def by_row(self) -> list[tuple[int, str]]:
        """Rows and texts in the order they came."""
        return sorted((row, text) for _, row, text in self._heap)
