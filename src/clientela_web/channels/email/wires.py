"""The open connections to one mail server."""

from __future__ import annotations

import selectors
from collections.abc import Iterator

from clientela_web.channels.email.letters import Letter
from clientela_web.channels.email.server import MailServer, ServerError
from clientela_web.channels.email.wire import Wire
from clientela_web.channels.lines import Line, LineBrokenError, ProviderError


class Wires:
    """Up to `most` connections, opened when there is something for them and kept for what comes next."""

    def __init__(self, server: MailServer, most: int) -> None:
        self.server, self._most = server, max(1, most)
        self._open: list[Wire] = []
        self._selector = selectors.DefaultSelector()

    @property
    def name(self) -> str:
        """The host."""
        return self.server.host

    def __iter__(self) -> Iterator[Wire]:
        return iter(tuple(self._open))

    def __len__(self) -> int:
        return len(self._open)

    def free(self, wanted: int) -> Iterator[Wire]:
        """Connections that can be offered a letter: those that are open, then new ones.

        Raises ServerError where none is open and none can be; a server that wants fewer of them is heard.
        """
        found = [wire for wire in self._open if wire.offered is None]
        yield from found
        for _ in range(wanted - len(found)):
            if len(self._open) >= self._most:
                return
            try:
                yield self._opened()
            except ProviderError:
                if not self._open:
                    raise
                self._most = len(self._open)
                return

    def wait(self, seconds: float) -> list[Wire]:
        """Write what is to be written and wait; the connections on which something came."""
        for wire in self._open:
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if wire.wants_to_write else 0)
            self._selector.modify(wire, events)
        if not self._open:
            return []
        ready = self._selector.select(seconds)
        return [key.fileobj for key, events in ready if events & selectors.EVENT_READ]  # type: ignore[misc]

    def take_back(self, wire: Line[Letter]) -> None:
        """There is no other way back from an open body than to break off."""
        self.drop(wire)

    def drop(self, wire: Line[Letter]) -> None:
        """Break off."""
        for gone in [each for each in self._open if each is wire]:
            self._selector.unregister(gone)
            self._open.remove(gone)
            gone.close()

    def close(self) -> None:
        """End all of them politely."""
        for wire in tuple(self._open):
            self._selector.unregister(wire)
            self._open.remove(wire)
            wire.say_goodbye()

    def _opened(self) -> Wire:
        try:
            wire = Wire(self.server)
        except LineBrokenError as error:
            raise ServerError(f"{self.server.host}:{self.server.port}: {error}") from error
        self._selector.register(wire, selectors.EVENT_READ)
        self._open.append(wire)
        return wire
