"""Counts as the account may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clientela_web.models.account import Account
from clientela_web.privacy import SMALL, sees_persons, shown_count, shown_part
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


def drawn(account: Account, count: int, whole: int | None = None) -> int:
    """A count as a picture may show it: a small one is drawn as nought to who may not know them.

    So is one that leaves few of the `whole`, which is then drawn for it.
    """
    if shown_count(account, count) is None:
        return 0
    return count if whole is None or shown_part(account, count, whole) is not None else whole


def said(account: Account, count: int, whole: int | None = None) -> str:
    """A count as a table may show it."""
    if shown_count(account, count) is None:
        return f"< {SMALL}"
    if whole is not None and shown_part(account, count, whole) is None:
        return f"> {writing.number(whole - SMALL)}"
    return writing.number(count)


def hides_small(account: Account) -> bool:
    """Whether pictures have small counts drawn as nought."""
    return not sees_persons(account)
