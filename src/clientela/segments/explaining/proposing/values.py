"""Values brought to a target: an attribute is set, an aggregate grows, a date moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import available_timezones

from clientela.compile.times import Clock
from clientela.rules import nodes as n
from clientela.rules.folding import fold_text
from clientela.rules.inference import DEAL, Scope
from clientela.rules.types import ValueType
from clientela.segments.explaining.changes import SetAttribute
from clientela.segments.explaining.facts import Plain
from clientela.segments.explaining.proposing.aggregates import of_gaps, of_share, reach
from clientela.segments.explaining.proposing.goals import NOT_TRUE, TRUE, Option, together
from clientela.segments.explaining.proposing.inverses import operand_of, since, with_part
from clientela.segments.explaining.proposing.means import SECOND, Means
from clientela.segments.explaining.proposing.piles import DealPile, EventPile
from clientela.segments.explaining.proposing.targets import Target, typed_number


def achieve(value: n.Value, target: Target, clock: Clock, means: Means) -> list[Option]:
    """Proposals that should give the value the target's."""
    match value:
        case n.Variable():
            return _attribute(value, target, clock, means)
        case n.Aggregate():
            return _aggregate(value, target, clock, means)
        case n.RelatedAggregate(function=function, field=field, where=where):
            kind = means.kind_of(n.Field(field), DEAL) if field else ValueType.INTEGER
            return reach(function, DealPile(where, field, clock, means), target.value, kind)
        case n.Occurrence():
            return _occurrence(value, target, clock, means)
        case n.Elapsed(value=inner, unit=unit):
            kind = means.kind_of(inner)
            inners = [None] if target.value is None else since(int(target.value), unit, kind, clock)
            return _through(inner, inners, clock, means)
        case n.DatePart(value=inner, part=part):
            return _through(inner, _parts(inner, part, target.value, clock, means), clock, means)
        case n.Arithmetic():
            return _arithmetic(value, target, clock, means)
        case n.Choose():
            return _choice(value, target.value, clock, means)
        case _:
            return []


def _through(value: n.Value, wanted: Sequence[Plain], clock: Clock, means: Means) -> list[Option]:
    return [option for each in wanted for option in achieve(value, Target(each), clock, means)]


def _parts(inner: n.Value, part: str, wanted: Plain, clock: Clock, means: Means) -> list[Plain]:
    if wanted is None:
        return [None]
    now = means.reading.value(inner, clock)
    if now is None:
        now = clock.today if means.kind_of(inner) is ValueType.DATE else clock.as_of
    return with_part(part, int(wanted), now, clock)


def _attribute(value: n.Variable, target: Target, clock: Clock, means: Means) -> list[Option]:
    if value.name == "company_id":
        return []  # who belongs where also decides what others answer, and those are held fixed
    if value.name == "time_zone" and target.value is not None:
        target = _zone_like(target)
        if target.value is None:
            return []
    owner = 0
    if value.entity == "company":
        company = means.reading.value(n.Variable("company_id"), clock)
        known = {row["company_id"] for row in means.reading.facts.rows("companies")}
        if company not in known:
            return []
        owner = int(company)
    before = means.reading.value(value, clock)
    kind = means.kind_of(value)
    wanted = typed_number(target.value, kind)
    test = target.test if target.test is not None and target.test.value == value else None
    change = SetAttribute(value.name, wanted, before, clock.as_of, kind, value.entity, owner, test)
    return [Option(1, _distance(before, wanted), (change,))]


def _zone_like(target: Target) -> Target:
    """A zone that there is: the first whose name holds the wanted text."""
    if target.value in available_timezones():
        return target
    fitting = sorted(zone for zone in available_timezones() if fold_text(target.value) in fold_text(zone))
    return Target(fitting[0] if fitting else None, target.test)


def _distance(before: Plain, wanted: Plain) -> float:
    if wanted is None:
        return 0.5
    if isinstance(wanted, bool) or before is None or not isinstance(wanted, int | float):
        return 0.1
    return 0.4 * min(1.0, abs(float(wanted) - float(before)) / (abs(float(before)) + 1))


def _aggregate(value: n.Aggregate, target: Target, clock: Clock, means: Means) -> list[Option]:
    counted = n.Happened(value.kinds, value.where, value.window)
    pile = EventPile(counted, value.field, clock, means)
    kind = means.kind_of(n.Field(value.field), Scope(kinds=value.kinds)) if value.field else ValueType.INTEGER
    if target.value is None:
        everything = n.Happened(value.kinds, None, value.window) if value.function == "share" else counted
        whole = EventPile(everything, value.field, clock, means)
        return [whole.fewer(whole.items), *([whole.fewer(whole.items[:-1])] if len(whole.items) > 1 else [])]
    if value.function == "share":
        whole = EventPile(n.Happened(value.kinds, None, value.window), value.field, clock, means)
        return of_share(pile, whole, float(target.value), kind)
    if value.function.startswith("gap_"):
        return of_gaps(value.function, pile, float(target.value))
    return reach(value.function, pile, target.value, kind)


def _occurrence(value: n.Occurrence, target: Target, clock: Clock, means: Means) -> list[Option]:
    counted = n.Happened(value.kinds, value.where, value.window)
    field = None if value.field == "at" else value.field
    pile = EventPile(counted, field, clock, means)
    ordered = pile.items if value.which != "last" else pile.items[::-1]
    found = [pile.fewer(ordered[:number]) for number in range(1, min(len(ordered), 8) + 1)]
    found += [pile.fewer(ordered)] if len(ordered) > 8 else []
    if target.value is None:
        return found
    if value.field == "at":
        return found + _dated(value, pile, target.value, clock)
    kind = means.kind_of(value)
    wanted = typed_number(target.value, kind)
    for at in _edges(value, pile, clock):
        found += pile.more([wanted], at=[at])
    return found


def _dated(value: n.Occurrence, pile: EventPile, at: dt.datetime, clock: Clock) -> list[Option]:
    """One at that instant, and none in front of it."""
    if at > clock.as_of:
        return []
    if value.which == "last":
        ahead = [item for item in pile.items if item.thing.row["at"] > at]
    elif value.which == "first":
        ahead = [item for item in pile.items if item.thing.row["at"] < at]
    else:
        earlier = [item for item in pile.items if item.thing.row["at"] < at]
        lacking = value.n - 1 - len(earlier)
        fill = [at - SECOND * (place + 1) for place in range(lacking)]
        ahead = earlier[value.n - 1 :]
        return together(
            [[pile.fewer(ahead)], pile.more([None] * (lacking + 1), at=[at, *fill])]
            if lacking >= 0
            else [[pile.fewer(ahead)], pile.more([None], at=[at])]
        )
    added = pile.more([None], at=[at])
    return together([[pile.fewer(ahead)], added]) if ahead else added


def _edges(value: n.Occurrence, pile: EventPile, clock: Clock) -> list[dt.datetime]:
    """Where a new event would be the first, the last or the nth."""
    interval = clock.interval(value.window).until(clock.as_of)
    high = interval.high or clock.as_of
    instants = [item.thing.row["at"] for item in pile.items]
    if value.which == "last" or not instants:
        return [high]
    if value.which == "first":
        return [instants[0] - SECOND]
    if value.n - 1 < len(instants):
        return [instants[value.n - 1] - SECOND / 2]
    return [high]


def _arithmetic(value: n.Arithmetic, target: Target, clock: Clock, means: Means) -> list[Option]:
    found: list[Option] = []
    sides = ((value.left, value.right, True), (value.right, value.left, False))
    for side, beside, is_left in sides:
        if target.value is None:
            found += achieve(side, Target(None), clock, means)
            continue
        other = means.reading.value(beside, clock)
        if other is None:
            found += achieve(beside, Target(1), clock, means)  # a beginning: nothing follows from nothing
            continue
        wanted = operand_of(value.operator, float(target.value), float(other), is_left=is_left)
        if wanted is not None:
            found += _through(side, _whole_too(wanted, means.kind_of(side)), clock, means)
    if value.operator == "/" and target.value is None:
        found += achieve(value.right, Target(0), clock, means)
    return found


def _whole_too(wanted: float, kind: ValueType) -> list[Plain]:
    if kind is ValueType.INTEGER:
        return [int(wanted // 1), int(wanted // 1) + 1]
    if kind is ValueType.NUMBER:
        return [wanted, wanted * 1.001 + 0.01, wanted * 0.999 - 0.01]
    return [round(wanted, 4), round(wanted + 0.01, 2), round(wanted - 0.01, 2)]


def choice_of(value: n.Choose, place: int, clock: Clock, means: Means) -> list[Option]:
    """Proposals that should make the case in that place the first that is true (one past: none)."""
    groups = []
    for each, case in enumerate(value.cases[: place + 1]):
        goal = TRUE if each == place else NOT_TRUE
        if goal.met_by(means.reading.truth(case.when, clock)):
            continue
        groups.append(means.propose(case.when, goal, clock))
    return together(groups)


def _choice(value: n.Choose, wanted: Plain, clock: Clock, means: Means) -> list[Option]:
    outcomes = [*(case.then for case in value.cases), value.otherwise]
    found: list[Option] = []
    for place, outcome in enumerate(outcomes):
        if outcome == wanted or (wanted is not None and str(outcome) == str(wanted)):
            found += choice_of(value, place, clock, means)
    return found
