"""Bars of too few customers made one with others, for who may not see small groups."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.rules.nodes import Scalar, Variable
from clientela.segments.bars import Bar, bin_rule, days_rule, others_rule
from clientela.segments.bins import Bin, Days


def folded_levels(
    bars: Sequence[Bar], variable: Variable, least: int, *, have_others: bool
) -> tuple[Bar, ...]:
    """Levels of at least so many; the rest are one bar, where they are enough and `have_others`."""
    shown = tuple(bar for bar in bars if bar.count >= least and bar.what is not None)
    left = [bar for bar in bars if bar.count < least or bar.what is None]
    count = sum(bar.count for bar in left)
    if not have_others or count < least:
        return shown
    named: tuple[Scalar, ...] = tuple(
        bar.what for bar in shown if isinstance(bar.what, bool | int | float | str)
    )
    members = None if any(bar.members is None for bar in left) else sum(bar.members or 0 for bar in left)
    return (*shown, Bar(None, others_rule(variable, named), count, members))


def folded_bins(bars: Sequence[Bar], variable: Variable, least: int, *, whole: bool) -> tuple[Bar, ...]:
    """Neighbours made one until each has so many; what is left at the end goes to the one before."""
    answer: list[Bar] = []
    for bar in bars:
        if answer and _is_wide(answer[-1]) and answer[-1].count < least:
            answer[-1] = _both(answer[-1], bar, variable, whole=whole)
        else:
            answer.append(bar)
    if len(answer) > 1 and answer[-1].count < least and _is_wide(answer[-2]):
        last = answer.pop()
        answer[-1] = _both(answer[-1], last, variable, whole=whole)
    return tuple(bar for bar in answer if bar.count >= least)


def _is_wide(bar: Bar) -> bool:
    return isinstance(bar.what, Bin | Days)


def _both(one: Bar, other: Bar, variable: Variable, *, whole: bool) -> Bar:
    count = one.count + other.count
    members = None
    if one.members is not None and other.members is not None:
        members = one.members + other.members
    if isinstance(one.what, Days) and isinstance(other.what, Days):
        days = Days(one.what.first, other.what.last)
        return Bar(days, days_rule(variable, days), count, members)
    if isinstance(one.what, Bin) and isinstance(other.what, Bin):
        bin_ = Bin(one.what.low, other.what.high, one.what.is_above)
        return Bar(bin_, bin_rule(variable, bin_, whole=whole), count, members)
    raise ValueError("only neighbours of one kind are made one")
