"""Answers that may be waiting, and those that cannot be given because there is too little data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from clientela.errors import TooThinError
from clientela_web.answers import asked

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """An answer; or why there is none: it is being worked out, or `thin` says what is missing.

    With `at`, `key` is what tells an answer from all others.
    """

    value: T | None = None
    at: dt.datetime | None = None
    thin: TooThinError | None = None
    key: tuple[Hashable, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether it is still being worked out."""
        return self.value is None and self.thin is None


def told(key: tuple[Hashable, ...], compute: Callable[[], T], *, wait: float = 0.4) -> Told[T]:
    """The answer to a question of this feature; too little data is an answer too, and kept like one."""

    def computed() -> T | TooThinError:
        try:
            return compute()
        except TooThinError as error:
            return error

    answer = asked(("explore", *key), computed, wait=wait)
    if answer is None:
        return Told()
    if isinstance(answer.value, TooThinError):
        return Told(at=answer.at, thin=answer.value)
    return Told(answer.value, answer.at, key=key)
