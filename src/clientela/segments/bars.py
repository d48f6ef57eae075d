"""The bars of a distribution: some of a variable's values, and the rule of the customers who have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from clientela.rules.nodes import All, Compare, DateRange, OnDate, Rule, Scalar, Span, Variable
from clientela.segments.bins import Bin, Days

What: TypeAlias = Bin | Days | Scalar | None


@dataclass(frozen=True, slots=True)
class Bar:
    """Some of a variable's values: a level, or numbers or days between two ends, and who has them.

    `rule` means exactly these customers; `members` are those of them in the segment held beside, if any.
    `what` is the level, bin or days it stands for; None stands for all other levels together.
    """

    what: What
    rule: Rule
    count: int = 0
    members: int | None = None


def level_bars(variable: Variable, levels: Iterable[Scalar]) -> tuple[Bar, ...]:
    """A bar a level."""
    return tuple(Bar(level, Compare(variable, "=", level)) for level in levels)


def item_bars(variable: Variable, items: Iterable[str]) -> tuple[Bar, ...]:
    """A bar an item of a list."""
    return tuple(Bar(item, Compare(variable, "includes any", (item,))) for item in items)


def others_rule(variable: Variable, named: tuple[Scalar, ...]) -> Rule:
    """Whoever has another value than the named ones."""
    known = Compare(variable, "is set")
    return All((Compare(variable, "not in", named), known)) if named else known


def bin_rule(variable: Variable, bin_: Bin, *, whole: bool) -> Rule:
    """Whose number lies in the bin; of whole numbers it says the last one inside."""
    low, high = bin_.low, bin_.high
    if whole and low is not None and high is not None:
        first, last = int(low) + bin_.is_above, int(high) - 1
        return Compare(variable, "=", first) if first == last else Compare(variable, "between", (first, last))
    limits = []
    if low is not None:
        limits.append(Compare(variable, ">" if bin_.is_above else ">=", plain_number(low)))
    if high is not None:
        limits.append(Compare(variable, "<", plain_number(high)))
    if not limits:
        return Compare(variable, "is set")
    return limits[0] if len(limits) == 1 else All(tuple(limits))


def days_rule(variable: Variable, days: Days) -> Rule:
    """Whose day is one of these."""
    first, last = days.first, days.last
    if first is None and last is None:
        return Compare(variable, "is set")
    if last is None:
        return Compare(variable, "within", Span(after=OnDate(first) if first is not None else None))
    if first is None:
        return Compare(variable, "before", OnDate(last + dt.timedelta(days=1)))
    if first == last:
        return Compare(variable, "on", OnDate(first))
    return Compare(variable, "within", DateRange(first, last))


def plain_number(value: float) -> int | float:
    """A whole number as one."""
    return int(value) if value == int(value) else value
