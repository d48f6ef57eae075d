"""What is heard by the threads of connections, until whoever keeps the ledger asks for it."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic

from clientela_web.channels.hearing import Heard

RIPE_SECONDS = 2.0
"""A receipt may be quicker than the commit of the number that it names: it is kept for as long."""


class Hearsay:
    """A queue that any thread puts into and one takes from, in order."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._queue: SimpleQueue[tuple[float, Heard]] = SimpleQueue()
        self._next: tuple[float, Heard] | None = None
        self._clock = clock

    def put(self, heard: Heard) -> None:
        """Something was heard now."""
        self._queue.put((self._clock(), heard))

    def ripe(self) -> list[Heard]:
        """All that was heard so long ago that what it speaks of is in the ledger."""
        found: list[Heard] = []
        while (waiting := self._peek()) is not None and self._clock() - waiting[0] >= RIPE_SECONDS:
            found.append(waiting[1])
            self._next = None
        return found

    def _peek(self) -> tuple[float, Heard] | None:
        if self._next is None:
            try:
                self._next = self._queue.get_nowait()
            except Empty:
                return None
        return self._next
