"""Connections that answer one request at a time: a thread each, while one thread alone keeps the ledger."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Generic

from clientela_web.channels.lines import Answer, Line, LineBrokenError, ProviderError, R, Verdict

LOG = logging.getLogger(__name__)
FAREWELL_SECONDS = 2.0


class Asker(ABC, Generic[R]):
    """What one thread does with one connection of its own.

    `restful` is after how many seconds without a message `rest` is called, to keep the connection and hear
    what comes by itself; None: never.
    """

    restful: float | None = None

    @abstractmethod
    def ask(self, ready: R) -> Answer:
        """Send one message and wait for the answer.

        Raises LineBrokenError where nobody can know whether it was taken, and ProviderError where it surely
        was not because nothing is now.
        """

    def rest(self) -> None:
        """Nothing is to be sent just now; most have nothing to keep up."""

    @abstractmethod
    def close(self) -> None:
        """End the connection."""


class AskingLine(Generic[R]):
    """One of the connections: a message is offered, carried into its thread, and answered for."""

    def __init__(self, asker: Asker[R], results: SimpleQueue[AskingLine[R]], name: str) -> None:
        self._asker, self._results = asker, results
        self._inbox: SimpleQueue[R | None] = SimpleQueue()
        self._result: Answer | LineBrokenError | None = None
        self.offered: R | None = None
        self.carried: R | None = None
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """Whether something is offered; a request can begin at any time."""
        return self.offered is not None

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.carried is None

    @property
    def may_have_been_taken(self) -> bool:
        """A request that has begun may have come to its end."""
        return self.carried is not None

    def offer(self, ready: R) -> None:
        """Take a message to be carried next."""
        self.offered = ready

    def take_back(self) -> None:
        """What was offered is not to be sent."""
        self.offered = None

    def carry(self) -> None:
        """Let the thread send what was offered, which is committed to be on its way."""
        if self.offered is None or self.carried is not None:
            raise ValueError("nothing is offered, or the message before is not answered for")
        self.carried, self.offered = self.offered, None
        self._inbox.put(self.carried)

    def write(self) -> None:
        """The thread writes."""

    def read(self) -> Iterator[Answer]:
        """The answer, where it has come; raises LineBrokenError."""
        result = self._result
        if result is None:
            return
        self._result = None
        if isinstance(result, LineBrokenError):
            raise result
        self.carried = None
        yield result

    def end(self) -> None:
        """Have the thread end when it is free."""
        self._inbox.put(None)

    def join(self) -> None:
        """Wait for that, though not for long."""
        self._thread.join(FAREWELL_SECONDS)

    def _work(self) -> None:
        while (ready := self._next()) is not None:
            self._result = self._ask(ready)
            self._results.put(self)
        self._asker.close()

    def _next(self) -> R | None:
        while True:
            try:
                return self._inbox.get(timeout=self._asker.restful)
            except Empty:
                self._rest()

    def _rest(self) -> None:
        try:
            self._asker.rest()
        except Exception:  # the thread must go on
            LOG.exception("a connection could not be kept up")

    def _ask(self, ready: R) -> Answer | LineBrokenError:
        try:
            return self._asker.ask(ready)
        except LineBrokenError as error:
            return error
        except ProviderError as error:  # it surely did not get the message
            return Answer(ready.row, Verdict.UNUSABLE, str(error), pause=error.pause)
        except Exception as error:  # the thread must go on, and its message must be settled
            LOG.exception("a message could not be sent")
            return LineBrokenError(f"{type(error).__name__}: {error}")


class AskingLines(Generic[R]):
    """Up to `most` of them, begun when there is something for them and kept for what comes next."""

    def __init__(self, name: str, make: Callable[[], Asker[R]], most: int) -> None:
        self._name, self._make, self._most = name, make, max(1, most)
        self._results: SimpleQueue[AskingLine[R]] = SimpleQueue()
        self._open: list[AskingLine[R]] = []

    @property
    def name(self) -> str:
        """What to call the other side."""
        return self._name

    def __iter__(self) -> Iterator[AskingLine[R]]:
        return iter(tuple(self._open))

    def __len__(self) -> int:
        return len(self._open)

    def free(self, wanted: int) -> Iterator[AskingLine[R]]:
        """Those that can be offered a message: those that are there, then new ones."""
        found = [line for line in self._open if line.offered is None]
        yield from found
        for _ in range(min(wanted - len(found), self._most - len(self._open))):
            self._open.append(AskingLine(self._make(), self._results, self._name))
            yield self._open[-1]

    def wait(self, seconds: float) -> list[AskingLine[R]]:
        """Those that have been answered within that time."""
        found: list[AskingLine[R]] = []
        try:
            found.append(self._results.get(timeout=seconds) if seconds > 0 else self._results.get_nowait())
            while True:
                found.append(self._results.get_nowait())
        except Empty:
            return [line for line in found if line in self._open]

    def take_back(self, line: Line[R]) -> None:
        """What was offered there is not to be sent."""
        for each in self._open:
            if each is line:
                each.take_back()

    def drop(self, line: Line[R]) -> None:
        """Let it go; what it is doing it does to no end."""
        for gone in [each for each in self._open if each is line]:
            self._open.remove(gone)
            gone.end()

    def close(self) -> None:
        """End all of them, and wait a little for their farewells."""
        ending, self._open = self._open, []
        for line in ending:
            line.end()
        for line in ending:
            line.join()
