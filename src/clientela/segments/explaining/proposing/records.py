"""What is written down beside events: attributes' histories, consents, memberships, deals, places, dates."""

from __future__ import annotations

import datetime as dt
import math
from typing import Literal

from clientela.compile.times import MICROSECOND, Clock
from clientela.rules import nodes as n
from clientela.rules.inference import DEAL
from clientela.rules.types import ValueType
from clientela.segments.explaining.changes import (
    AddMembership,
    ForgetChanges,
    Move,
    RemoveMemberships,
    SetAttribute,
    SetConsent,
    SetDealField,
)
from clientela.segments.explaining.facts import Plain, Row
from clientela.segments.explaining.proposing.filling import fillings
from clientela.segments.explaining.proposing.goals import Goal, Option, together
from clientela.segments.explaining.proposing.means import Means
from clientela.segments.explaining.proposing.piles import DealPile, Item
from clientela.segments.explaining.proposing.targets import Target, typed_number
from clientela.segments.explaining.proposing.values import achieve
from clientela.segments.explaining.seeing import kilometres

DAY = dt.timedelta(days=1)
KM_A_DEGREE = 111.195


def changed(node: n.Changed, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """A change in the window, or none."""
    owner = _owner(node.entity, clock, means)
    if owner is None:
        return []
    interval = clock.interval(node.window).until(clock.as_of)
    low, high = interval.low, interval.high or clock.as_of
    if not goal.truth:
        history = _history(node, owner, means)
        inside = [row for row in history if (low is None or row["at"] > low) and row["at"] <= high]
        places = tuple(row["seq"] for row in inside)
        instants = tuple(row["at"] for row in inside)
        if not inside:
            return []
        return [Option(len(inside), 0.3, (ForgetChanges(node.attribute, instants, node.entity, places),))]
    if low is not None and low >= high:
        return []
    return [_new_value(node, owner, at, clock, means) for at in _spots(low, high)]


def _spots(low: dt.datetime | None, high: dt.datetime) -> list[dt.datetime]:
    return [high, high - DAY] if low is None else [high, low + (high - low) / 2]


def _new_value(node: n.Changed, owner: int, at: dt.datetime, clock: Clock, means: Means) -> Option:
    variable = n.Variable(node.attribute, node.entity)
    kind, now = means.kind_of(variable), means.reading.value(variable, clock)
    wanted = typed_number(node.to, kind)
    if wanted is None:
        wanted = _different(now, kind)

    def to(value: Plain, before: Plain, instant: dt.datetime) -> SetAttribute:
        return SetAttribute(node.attribute, value, before, instant, kind, node.entity, owner)

    if node.to is not None and wanted == now:
        away = _different(now, kind)
        return Option(2, 0.2, (to(away, now, at - MICROSECOND), to(wanted, away, at)))
    return Option(1, 0.2, (to(wanted, now, at),))


def _different(now: Plain, kind: ValueType) -> Plain:
    match kind:
        case ValueType.BOOLEAN:
            return not now
        case ValueType.DATE | ValueType.INSTANT:
            return now + DAY if now else None
        case ValueType.LIST:
            return [*(now or []), "another"]
        case ValueType.TEXT:
            return "another" if now != "another" else "yet another"
    return (now or 0) + 1


def _owner(entity: str, clock: Clock, means: Means) -> int | None:
    if entity == "customer":
        return means.reading.customer
    company = means.reading.value(n.Variable("company_id"), clock)
    known = {row["company_id"] for row in means.reading.facts.rows("companies")}
    return int(company) if company in known else None


def _history(node: n.Changed, owner: int, means: Means) -> list[Row]:
    return [
        row
        for row in means.reading.facts.rows("attribute_changes")
        if (row["entity"], row["id"], row["attribute"]) == (node.entity, owner, node.attribute)
        and not row["assumed"]
    ]


def consents(node: n.Consents, goal: Goal, clock: Clock) -> list[Option]:
    """Given, or withdrawn."""
    state: Literal["given", "withdrawn"] = "given" if goal.truth else "withdrawn"
    return [Option(1, 0.1, (SetConsent(node.channel, node.purpose, state, clock.as_of),))]


def segment_change(node: n.SegmentChange, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """A recorded entry or exit, or without those there are."""
    interval = clock.interval(node.window).until(clock.as_of)
    low, high = interval.low, interval.high or clock.as_of
    if goal.truth:
        if low is not None and low >= high:
            return []
        return [Option(1, 0.4, (AddMembership(node.segment, node.change, high),))]
    facts = means.reading.facts
    numbers = {row["segment_id"] for row in facts.rows("segments") if row["name"] == node.segment}
    column = "entered_at" if node.change == "entered" else "left_at"
    instants = tuple(
        row[column]
        for row in facts.rows("memberships")
        if row["segment_id"] in numbers
        and row[column] is not None
        and (low is None or row[column] > low)
        and row[column] <= high
    )
    return [Option(len(instants), 0.4, (RemoveMemberships(node.segment, node.change, instants),))]


def deals(node: n.Related, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """Deals made, changed or taken away until some, every or none is so."""
    pile = DealPile(node.condition, None, clock, means)
    some = (node.quantifier == "any") is goal.truth if node.quantifier != "all" else None
    if some is None:
        return _every(node, pile, goal, clock, means)
    if some:
        changed_ones = [o for item in pile.others for o in _made(item, node, clock, means, so=True)]
        return pile.more([None]) + changed_ones
    if not pile.items:
        return []
    return [
        pile.fewer(pile.items),
        *together([_made(item, node, clock, means, so=False) for item in pile.items]),
    ]


def _every(node: n.Related, pile: DealPile, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    if not goal.truth:
        found = pile.more([None], kept=False)
        found += [o for item in pile.items for o in _made(item, node, clock, means, so=False)]
        return [*found, pile.fewer(pile.items)]
    if not pile.items and not pile.others:
        return pile.more([None])
    groups = [_made(item, node, clock, means, so=True) for item in pile.others]
    found = together(groups) if all(groups) else []
    without = [[pile.fewer(pile.others)]] if pile.others else []
    return found + together([*without, *([pile.more([None])] if not pile.items else [])])


def _made(item: Item, node: n.Related, clock: Clock, means: Means, *, so: bool) -> list[Option]:
    """One deal changed so that the condition is true of it, or is not."""
    catalog, row = means.reading.catalog, item.thing.row
    found = []
    goal = Goal(so, strict=so)
    for rank, fields in enumerate(fillings(node.condition, DEAL, catalog, clock, goal)):
        wanted = {name: value for name, value in fields.items() if row.get(name) != value}
        changes = tuple(
            SetDealField(
                row["deal_id"],
                name,
                value,
                row.get(name),
                clock.as_of,
                means.kind_of(n.Field(name), DEAL),
                row.get("title"),
            )
            for name, value in wanted.items()
            if name not in ("customer_id", "company_id", "created_at")
        )
        if changes:
            found.append(Option(len(changes), 0.2 + 0.01 * rank, changes))
    return found


def near(node: n.NearPlace, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """A home just inside, or just outside, the circle."""
    here = _home(clock, means)
    centre = (node.latitude, node.longitude)
    if goal.truth:
        places = [centre]
        if here is not None and (far := kilometres(here, centre)) > 0:
            share = min(1.0, node.km * 0.99 / far)
            places.insert(0, _between(centre, here, share))
        return [_moved(place, here, clock) for place in places]
    away = node.km * 1.02 / KM_A_DEGREE + 0.001
    north = 1 if node.latitude <= 0 else -1
    places = [(node.latitude + north * away, node.longitude)]
    if abs(places[0][0]) > 90:
        places = []
    return [_moved(place, here, clock) for place in places] + _unknown_home(goal, clock, means)


def inside(node: n.InPolygon, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """A home inside the corners, or outside them."""
    here = _home(clock, means)
    corners = node.corners
    if goal.truth:
        middles = [_middle(corners)]
        count = len(corners)
        middles += [_middle((corners[i - 1], corners[i], corners[(i + 1) % count])) for i in range(count)]
        return [_moved(place, here, clock) for place in middles[:8]]
    outside = (min(corner[0] for corner in corners) - 0.1, corners[0][1])
    return [_moved(outside, here, clock), *_unknown_home(goal, clock, means)]


def _home(clock: Clock, means: Means) -> tuple[float, float] | None:
    latitude = means.reading.value(n.Variable("latitude"), clock)
    longitude = means.reading.value(n.Variable("longitude"), clock)
    return None if latitude is None or longitude is None else (latitude, longitude)


def _moved(place: tuple[float, float], here: tuple[float, float] | None, clock: Clock) -> Option:
    km = kilometres(here, place) if here is not None else None
    distance = 0.3 if km is None else 0.4 * min(1.0, km / 1000)
    return Option(1, distance, (Move(place[0], place[1], clock.as_of, km),))


def _unknown_home(goal: Goal, clock: Clock, means: Means) -> list[Option]:
    return [] if goal.strict else achieve(n.Variable("latitude"), Target(None), clock, means)


def _between(one: tuple[float, float], other: tuple[float, float], share: float) -> tuple[float, float]:
    """That share of the way from one to the other, the shorter way round."""
    turn = (other[1] - one[1] + 180) % 360 - 180
    longitude = (one[1] + turn * share + 180) % 360 - 180
    return one[0] + (other[0] - one[0]) * share, longitude


def _middle(corners: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    return math.fsum(c[0] for c in corners) / len(corners), math.fsum(c[1] for c in corners) / len(corners)


def anniversary(node: n.Anniversary, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """The date moved to a day that returns in the window, or to one that does not."""
    kind, now = means.kind_of(node.value), means.reading.value(node.value, clock)
    days = clock.days(node.window)
    base = (
        clock.day_of(now) if isinstance(now, dt.datetime) else (now or clock.today.replace(year=1990, day=1))
    )
    low, high = days.low or clock.today, days.high or clock.today
    wanted = (
        [low + DAY, high, low + (high - low) / 2]
        if goal.truth
        else [clock.today + DAY * 180, high + DAY, low - DAY]
    )
    year = min(base.year, low.year - 1)
    found: list[Option] = []
    for day in wanted:
        date = dt.date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)
        value: Plain = date if kind is ValueType.DATE else clock.midnight(date) + DAY / 2
        found += achieve(node.value, Target(value), clock, means)
    if not goal.strict:
        found += achieve(node.value, Target(None), clock, means)
    return found
