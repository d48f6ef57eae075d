"""Rhythms: events put where periods are empty, pauses opened and closed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from clientela.compile.times import MICROSECOND, Clock, length
from clientela.rules import nodes as n
from clientela.segments.explaining.proposing.goals import Goal, Option, together
from clientela.segments.explaining.proposing.means import DAY, SECOND, Means
from clientela.segments.explaining.proposing.piles import EventPile, Item
from clientela.segments.explaining.seeing import periods_of


def regularly(node: n.Regularly, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """More periods with an event, or fewer."""
    pile = EventPile(n.Happened(node.kinds, node.where), None, clock, means)
    held: list[list[Item]] = []
    empty: list[dt.datetime] = []
    for low, high in periods_of(node, clock):
        inside = [item for item in pile.items if low < _at(item) <= high]
        if inside:
            held.append(inside)
        elif high > low:
            empty.append(high)
    if goal.truth:
        lacking = node.periods - len(held)
        if lacking > len(empty) or lacking < 1:
            return []
        last = sorted(empty)[:lacking]
        return [
            option for places in (empty[:lacking], last) for option in pile.more([None] * lacking, at=places)
        ]
    surplus = len(held) - node.periods + 1
    emptied = sorted(held, key=len)[:surplus]
    return [pile.fewer([item for items in emptied for item in items])]


def stopped(node: n.Stopped, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """One before the pause and none in it; or one in it; or none before."""
    pile = EventPile(n.Happened(node.kinds, node.where), None, clock, means)
    border = clock.step(-node.count, node.unit)
    before = [item for item in pile.items if _at(item) <= border]
    since = [item for item in pile.items if _at(item) > border]
    if not goal.truth:
        return [*pile.more([None], at=[clock.as_of]), pile.fewer(before)]
    groups = [[pile.fewer(since)]] if since else []
    if not before:
        groups.append(pile.more([None], at=[border]))
    return together(groups)


def resumed(node: n.Resumed, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """A pause that ends in the window, or none."""
    pile = EventPile(n.Happened(node.kinds, node.where), None, clock, means)
    pause = length(node.count, node.unit)
    interval = clock.interval(node.window).until(clock.as_of)
    low, high = interval.low, interval.high or clock.as_of
    instants = sorted({_at(item) for item in pile.items})
    inside = [at for at in instants if (low is None or at > low) and at <= high]
    if goal.truth:
        return _pause_opened(pile, instants, inside, (low, high, pause))
    ending = [late for early, late in pairwise(instants) if late in inside and late - early >= pause]
    late_ones = [item for item in pile.items if _at(item) in ending]
    found = [pile.fewer(late_ones)] if late_ones else []
    firsts = [item for item in pile.items if late_ones and _at(item) < ending[0]]
    found.append(pile.fewer(firsts))
    bridges: list[dt.datetime] = []
    for early, late in pairwise(instants):
        if late in ending:
            at = early + pause - SECOND
            while at < late and len(bridges) < 50:
                bridges.append(at)
                at += pause - SECOND if pause > SECOND else pause / 2
    if bridges:
        found += pile.more([None] * len(bridges), at=bridges)
    return found


def _pause_opened(
    pile: EventPile,
    instants: list[dt.datetime],
    inside: list[dt.datetime],
    limits: tuple[dt.datetime | None, dt.datetime, dt.timedelta],
) -> list[Option]:
    low, high, pause = limits
    if low is not None and low >= high:
        return []
    found: list[Option] = []
    if not instants:
        return pile.more([None, None], at=[high, high - pause])
    for at in (instants[-1] + pause, *(each + pause for each in instants[:-1][-4:]), high):
        if at <= high and (low is None or at > low):
            found += pile.more([None], at=[at])
    for at in inside:
        earlier = [item for item in pile.items if at - pause < _at(item) < at]
        older = [item for item in pile.items if _at(item) <= at - pause]
        groups = [[pile.fewer(earlier)]] if earlier else []
        if not older:
            groups.append(pile.more([None], at=[at - pause]))
        found += together(groups)
    recent = [item for item in pile.items if high - pause < _at(item)]
    groups = [[pile.fewer(recent)]] if recent else []
    rest = len(recent) < len(pile.items)
    added = [high] if rest else [high, high - pause]
    found += together([*groups, pile.more([None] * len(added), at=added)])
    return found


def first_time(node: n.FirstTime, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """The first one in the window, or not."""
    pile = EventPile(n.Happened(node.kinds, node.where), None, clock, means)
    interval = clock.interval(node.window).until(clock.as_of)
    low, high = interval.low, interval.high or clock.as_of
    earlier = [item for item in pile.items if low is not None and _at(item) <= low]
    inside = [item for item in pile.items if item not in earlier and _at(item) <= high]
    if goal.truth:
        if low is not None and low >= high:
            return []
        groups = [[pile.fewer(earlier)]] if earlier else []
        if not inside:
            starts = [high] if low is None else [high, low + MICROSECOND]
            groups.append([option for at in starts for option in pile.more([None], at=[at])])
        return together(groups)
    found = [pile.fewer(inside)]
    if low is not None:
        found += [*pile.more([None], at=[low]), *pile.more([None], at=[low - DAY])]
    return found


def _at(item: Item) -> dt.datetime:
    at: dt.datetime = item.thing.row["at"]
    return at
