"""Counts as the account may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clientela_web.models.account import Account
from clientela_web.privacy import SMALL, sees_persons, shown_count
from clientela_web.ui import writing

Direction = Literal["up", "down", "same"]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of two counts, said: `+12`."""

    direction: Direction
    said: str


def change_of(account: Account, before: int, after: int) -> Change:
    """How a count changed; a difference of few customers is not told to who may not know them."""
    difference = after - before
    if not difference:
        return Change("same", "±0")
    if shown_count(account, abs(difference)) is None:
        return Change("same", f"< {SMALL}")
    sign = "+" if difference > 0 else "−"
    return Change("up" if difference > 0 else "down", sign + writing.number(abs(difference)))


def drawn(account: Account, count: int) -> int:
    """A count as a picture may show it: a small one is drawn as nought to who may not know them."""
    seen = shown_count(account, count)
    return 0 if seen is None else seen


def said(account: Account, count: int) -> str:
    """A count as a table may show it."""
    seen = shown_count(account, count)
    return f"< {SMALL}" if seen is None else writing.number(seen)


def hides_small(account: Account) -> bool:
    """Whether pictures have small counts drawn as nought."""
    return not sees_persons(account)
