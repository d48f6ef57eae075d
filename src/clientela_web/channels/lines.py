"""What every way out has in common: connections with one message each, and what is answered for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeVar

from clientela.errors import ClientelaError
from clientela_web.ledger.claiming import Claimed
from clientela_web.models import SuppressionReason


class ProviderError(ClientelaError):
    """A provider cannot be reached, does not let us in, or wants to be left alone for a while."""

    def __init__(self, message: str, pause: dt.timedelta | None = None) -> None:
        """`pause` is how long it asked for, where it did."""
        super().__init__(message)
        self.pause = pause


class LineBrokenError(Exception):
    """A connection is gone; the text says what is known of why."""


class NotWritableError(ClientelaError):
    """A message cannot be written for one customer; it is not sent as a blank."""


class Ready(Protocol):
    """A message that is ready for the wire."""

    @property
    def row(self) -> Claimed: ...


R = TypeVar("R", bound=Ready)
R_co = TypeVar("R_co", bound=Ready, covariant=True)


class Verdict(Enum):
    """What the other side made of a message."""

    TAKEN = auto()  # it is answerable for it now
    HANDED_OVER = auto()  # the provider tells later what became of it
    LATER = auto()  # not now; the same may be taken later
    REFUSED = auto()  # never
    UNUSABLE = auto()  # nothing to do with this message: the provider takes nothing now
    STOPS = auto()  # nothing to do with this message: the campaign cannot go out like this


@dataclass(frozen=True, slots=True)
class Answer:
    """The other side has answered for a message.

    `suppress` says that nothing is to be sent to that address any more. `pause` is how long the other side
    wants to be left alone. `parts` are the other side's names for several parts that it tells of one by one.
    """

    row: Claimed
    verdict: Verdict
    said: str = ""
    provider_id: str | None = None
    suppress: SuppressionReason | None = None
    pause: dt.timedelta | None = None
    parts: tuple[str, ...] = ()


class Writer(Protocol[R_co]):
    """Writes the messages of one campaign."""

    def write(self, row: Claimed, at: dt.datetime) -> R_co:
        """The message for one row; raises NotWritableError where it would be blank or wrong."""
        ...


class Line(Protocol[R]):
    """An open connection, with at most one message on it that is not answered for.

    A message is offered first, which commits nobody to anything. `is_open` says that it may be carried, and
    `carry` is called once the ledger has it as being on its way.
    """

    @property
    def offered(self) -> R | None: ...
    @property
    def carried(self) -> R | None: ...
    @property
    def is_open(self) -> bool: ...
    @property
    def is_idle(self) -> bool: ...
    @property
    def may_have_been_taken(self) -> bool: ...

    def offer(self, ready: R) -> None:
        """Take a message to be carried next."""
        ...

    def carry(self) -> None:
        """Hand the offered message over."""
        ...

    def write(self) -> None:
        """Write what waits to be written, without waiting; raises LineBrokenError."""
        ...

    def read(self) -> Iterator[Answer]:
        """What has been answered by now, without waiting; raises LineBrokenError."""
        ...


class Lines(Protocol[R]):
    """The open connections to one provider."""

    @property
    def name(self) -> str:
        """What to call the other side."""
        ...

    def __iter__(self) -> Iterator[Line[R]]: ...
    def __len__(self) -> int: ...

    def free(self, wanted: int) -> Iterator[Line[R]]:
        """Up to so many connections that can be offered a message; raises ProviderError where none can be."""
        ...

    def wait(self, seconds: float) -> Sequence[Line[R]]:
        """Those on which something came within that time."""
        ...

    def take_back(self, line: Line[R]) -> None:
        """What was offered there is not to be sent."""
        ...

    def drop(self, line: Line[R]) -> None:
        """Break off."""
        ...

    def close(self) -> None:
        """End all of them politely."""
        ...
