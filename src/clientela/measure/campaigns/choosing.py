"""What of a report was chosen only after the campaign was sent."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from clientela.measure.campaigns.sent import Declared, Reading

What: TypeAlias = Literal["goal", "days", "cost", "margin"]
TO_COUNT: tuple[What, ...] = ("goal", "days")
"""Chosen after a look at the results, these make every interval too narrow."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing by which a campaign is read otherwise than was declared; None is nothing."""

    what: What
    read: str | float | None
    declared: str | float | None


def chosen_after(reading: Reading, declared: Declared | None) -> tuple[Choice, ...]:
    """What the reading has otherwise than was said before sending; nothing where nothing was said."""
    return tuple(_chosen(reading, declared)) if declared else ()


def _chosen(reading: Reading, declared: Declared) -> Iterator[Choice]:
    if reading.goal != declared.goal:
        yield Choice("goal", reading.goal, declared.goal)
    if reading.days != declared.days:
        yield Choice("days", reading.days, declared.days)
    if reading.cost is not None and not all(_same(reading.cost, each) for each in _costs(declared)):
        yield Choice("cost", reading.cost, _alike(declared))
    if not _same(reading.margin or 0.0, declared.margin or 0.0):
        yield Choice("margin", reading.margin, declared.margin)


def _costs(declared: Declared) -> tuple[float, ...]:
    return tuple(declared.costs.values()) or (0.0,)


def _alike(declared: Declared) -> float | None:
    """The declared cost of a message; None where variants differ."""
    first, *others = _costs(declared)
    return first if all(_same(first, each) for each in others) else None


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
