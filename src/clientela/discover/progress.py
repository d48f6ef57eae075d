"""How long work reports how far it is, and how it is stopped."""

from __future__ import annotations

from typing import Protocol


class OnProgress(Protocol):
    """Told how much is done, of how much, and what is being done.

    It is called at least every few seconds. Whatever it raises ends the work at once, and nothing is kept.
    """

    def __call__(self, done: float, total: float, text: str = "") -> None: ...


def unwatched(done: float, total: float, text: str = "") -> None:
    """Nobody watches."""


def part(progress: OnProgress, start: float, share: float) -> OnProgress:
    """Progress of a step that takes `share` of the whole (1) and begins at `start`."""

    def advance(done: float, total: float, text: str = "") -> None:
        progress(start + share * (done / total if total else 1.0), 1.0, text)

    return advance
