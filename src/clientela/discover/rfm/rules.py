"""Cells, named groups and lifecycle stages as rules with explicit numbers.

A rule made here says what it says for ever: it does not change when cut-points do.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TypeAlias

from clientela.catalog.cut_points import CutPoints
from clientela.catalog.expressions import last_days
from clientela.catalog.variables.purchases import ORDER
from clientela.catalog.variables.rhythm import GROUP_SCORES, returned
from clientela.discover.rfm.bands import Axis, Band
from clientela.rules.nodes import (
    All,
    AnyOf,
    Compare,
    Condition,
    FirstTime,
    Happened,
    Not,
    Rule,
    Stopped,
    Variable,
)

Place: TypeAlias = tuple[int, int]
"""The places of a cell's recency and frequency band on their axes."""


def cell_rule(recency: Axis, frequency: Axis, place: Place) -> Rule:
    """Exactly the buyers of one cell."""
    return _rectangle(recency, frequency, (recency.bands[place[0]],), (frequency.bands[place[1]],))


def group_places(recency: Axis, frequency: Axis) -> dict[str, tuple[Place, ...]]:
    """The cells of each named group: a cell belongs to the first group whose scores it has."""
    found: dict[str, list[Place]] = {name: [] for name, _, _ in GROUP_SCORES}
    for place in product(range(len(recency.bands)), range(len(frequency.bands))):
        points = recency.bands[place[0]].score, frequency.bands[place[1]].score
        found[_group_of(*points)].append(place)
    return {name: tuple(places) for name, places in found.items()}


def group_rule(
    recency: Axis, frequency: Axis, places: Mapping[str, tuple[Place, ...]], name: str
) -> Rule | None:
    """Exactly the buyers of one named group; None where no cell is in it."""
    mine = places[name]
    if not mine:
        return None
    box = _box(mine)
    rule = _box_rule(recency, frequency, box)
    others = [cells for other, cells in places.items() if other != name and set(cells) & box]
    if not others:
        return rule
    taken = [_box_rule(recency, frequency, _box(tuple(set(cells) & box))) for cells in others]
    if all(_box(tuple(set(cells) & box)).isdisjoint(mine) for cells in others):
        return All((*_parts(rule), *(Not(each) for each in taken)))
    return AnyOf(tuple(cell_rule(recency, frequency, place) for place in mine))


def stage_rules(cut: CutPoints) -> dict[str, Rule]:
    """Each lifecycle stage; every customer is in exactly one."""
    orders = (ORDER,)
    new = FirstTime(orders, last_days(cut.new_days))
    back = returned(cut)
    return {
        "never_bought": Happened(orders, at_least=0, at_most=0),
        "new": new,
        "reactivated": back,
        "active": All((Happened(orders, window=last_days(cut.active_days)), Not(new), Not(back))),
        "cooling": _quiet_for(cut.active_days, cut.cooling_days),
        "lapsed": _quiet_for(cut.cooling_days, cut.lapsed_days),
        "lost": Stopped(orders, cut.lapsed_days, "day"),
    }


def _quiet_for(days: int, until: int) -> Rule:
    return All((Stopped((ORDER,), days, "day"), Happened((ORDER,), window=last_days(until))))


def _group_of(recency: int, frequency: int) -> str:
    return next(
        name
        for name, (first, last), (few, many) in GROUP_SCORES
        if first <= recency <= last and few <= frequency <= many
    )


def _box(places: tuple[Place, ...]) -> set[Place]:
    """The smallest rectangle of cells that holds these."""
    sides = [range(min(ends), max(ends) + 1) for ends in zip(*places, strict=True)]
    return set(product(sides[0], sides[1]))


def _box_rule(recency: Axis, frequency: Axis, box: set[Place]) -> Rule:
    rows, columns = sorted({row for row, _ in box}), sorted({column for _, column in box})
    return _rectangle(
        recency,
        frequency,
        tuple(recency.bands[row] for row in rows),
        tuple(frequency.bands[column] for column in columns),
    )


def _rectangle(recency: Axis, frequency: Axis, rows: tuple[Band, ...], columns: tuple[Band, ...]) -> Rule:
    bought = recency.condition(rows) or Compare(Variable(recency.variable), "is set")
    often = frequency.condition(columns)
    return bought if often is None else All((bought, often))


def _parts(rule: Rule) -> tuple[Condition, ...]:
    return rule.conditions if isinstance(rule, All) else (rule,)
