"""Rules drawn at random: every node, with literals taken from the world they will be asked of."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any, Literal

from clientela.rules import nodes as n
from clientela.rules.check import check
from clientela.rules.inference import CUSTOMER, DEAL, Scope
from clientela.rules.operators import OPERATORS, Operator, Shape, operators_for
from clientela.rules.types import NUMERIC, TEMPORAL, ValueType
from tests.oracle.evaluate import truths
from tests.oracle.random_values import (
    DAY_PERIODS,
    FIXED_PERIODS,
    KIND_GROUPS,
    Timing,
    Values,
    literal_of,
)
from tests.oracle.random_worlds import LISTS, PERIODS, PLACES, SEGMENTS, TEXTS, chance, one, random_world
from tests.oracle.scene import Question, Scene, field_of, found
from tests.oracle.world import World

STEP_KINDS: tuple[tuple[str, ...], ...] = (
    ("product_added",),
    ("order_completed",),
    ("product_added", "order_completed"),
    ("page_viewed",),
)
CART_KINDS = STEP_KINDS[:3]
LABELLED_KINDS = (STEP_KINDS[1], STEP_KINDS[3])
SHORT_PERIODS = tuple(period for period in FIXED_PERIODS if period[1] in ("hour", "day"))
ACTIONS: tuple[Any, ...] = (
    "got",
    "got",
    "opened",
    "clicked",
    "answered",
    "converted",
    "bounced",
    "unsubscribed",
    "complained",
)
POLYGONS = (
    ((40.5, 1.5), (40.5, 3.5), (42.5, 3.5), (42.5, 1.5)),
    ((40.0, 10.0), (40.0, 30.0), (46.0, 30.0), (46.0, 10.0)),  # Barcelona lies west of both its sides
    ((40.0, 0.0), (60.0, 0.0), (60.0, 40.0)),
    ((-40.0, 140.0), (-30.0, 140.0), (-30.0, 160.0), (-35.5, 145.0)),
)
KILOMETRES = (0.5, 5, 60, 2500, 20100.5)
ADAPTED: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    lambda text: "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)),
    lambda text: text.replace("ł", "l").replace("Ł", "L").replace("ß", "ss").replace("Æ", "AE"),
    lambda text: text,
)


class Rules:
    """Draws rules for one world."""

    def __init__(self, rng: Random, question: Question, segments: tuple[str, ...]) -> None:
        self.rng, self.question, self.segments = rng, question, segments
        self.timing = Timing(rng, question)
        self.values = Values(rng, question.world.catalog, self.timing, self.where)
        self.nested = 0

    def valid_rule(self, depth: int) -> n.Rule:
        """A rule that `check` has nothing against (a window may have come out reversed)."""
        while check(rule := self.rule(depth), self.question.world.catalog):
            pass
        return rule

    def rule(self, depth: int) -> n.Rule:
        """A condition of at most this depth."""
        drawn = self.rng.random()
        if depth <= 1 or drawn < 0.35:
            return self.mixed(lambda: self.leaf(depth))
        if drawn < 0.6:
            return n.All(self.parts(depth))
        if drawn < 0.85:
            return n.AnyOf(self.parts(depth))
        return n.Not(self.rule(depth - 1))

    def parts(self, depth: int) -> tuple[n.Rule, ...]:
        many = one(self.rng, (0, 1, 2, 2, 2, 3)) if chance(self.rng, 0.15) else one(self.rng, (2, 2, 3))
        return tuple(self.rule(depth - 1) for _ in range(many))

    def mixed(self, draw: Callable[[], n.Rule]) -> n.Rule:
        """One of a few candidates: the first that is true of some and false of others."""
        rule = draw()
        for _ in range(3):
            if self.nested or chance(self.rng, 0.1):
                break
            seen = set(truths(rule, self.question).values())
            if {True, False} <= seen:
                break
            rule = draw()
        return rule

    def leaf(self, depth: int) -> n.Rule:
        if chance(self.rng, 0.4):
            return self.compare(CUSTOMER)
        return one(self.rng, LEAVES)(self, depth)

    # A `where` is drawn without looking at its truth: it is about events, not customers.
    def where(self, scope: Scope) -> n.Condition | None:
        if chance(self.rng, 0.5) or self.nested > 1:
            return None
        self.nested += 1
        try:
            if scope == CUSTOMER and chance(self.rng, 0.4):
                return self.leaf(1)
            return self.row_condition(scope)
        finally:
            self.nested -= 1

    def row_condition(self, scope: Scope) -> n.Condition:
        drawn = self.rng.random()
        if drawn < 0.75:
            return self.compare(scope)
        parts = (self.compare(scope), self.compare(scope))
        if drawn < 0.85:
            return n.All(parts)
        return n.AnyOf(parts) if drawn < 0.95 else n.Not(parts[0])

    def compare(self, scope: Scope) -> n.Compare:
        value = self.values.draw(scope)
        kind = self.values.typed(value, scope)
        operator = one(self.rng, operators_for(kind))
        if kind in TEMPORAL and chance(self.rng, 0.45):
            operator = OPERATORS["within"]
        elif operator.shape is Shape.NOTHING and chance(self.rng, 0.6):
            operator = one(self.rng, operators_for(kind))
        known = self.seen(value, scope)
        return n.Compare(value, operator.name, self.operand(operator, kind, known))

    def seen(self, value: n.Value, scope: Scope) -> list[Any]:
        """Values that some customers, events or deals have."""
        if scope == CUSTOMER:
            people = self.question.population
            if len(people) > 4:
                people = self.rng.sample(people, 4)
            drawn = [found(value, Scene(self.question, person)) for person in people]
        elif isinstance(value, n.Field):
            rows: list[Any] = (
                list(self.question.deals)
                if scope.deals
                else [event for event in self.question.world.events if event.kind in scope.kinds]
            )
            drawn = [field_of(row, value.name, self.question.as_of) for row in rows[:6]]
        else:
            drawn = []
        return [item for item in drawn if item is not None]

    def operand(self, operator: Operator, kind: ValueType, known: list[Any]) -> Any:
        match operator.shape:
            case Shape.NOTHING:
                return None
            case Shape.MOMENT if operator.name == "on" and known and chance(self.rng, 0.6):
                return n.OnDate(self.timing.day(self.near(known)))
            case Shape.MOMENT:
                return self.timing.moment(self.near(known), days_only=kind is ValueType.DATE)
            case Shape.WINDOW:
                return self.timing.value_window(self.near(known), days_only=kind is ValueType.DATE)
            case Shape.SCALAR:
                return self.text_part(known) if operator.name in FOLDING else self.scalar(kind, known)
            case Shape.PAIR:
                return tuple(sorted((self.scalar(kind, known), self.scalar(kind, known))))
            case Shape.SCALARS:
                if kind is ValueType.LIST:
                    return tuple(self.rng.sample(LISTS, self.rng.randrange(1, 4)))
                return tuple(self.scalar(kind, known) for _ in range(self.rng.randrange(1, 4)))

    def near(self, known: list[Any]) -> Any:
        return one(self.rng, known) if known else None

    def scalar(self, kind: ValueType, known: list[Any]) -> Any:
        if kind is ValueType.BOOLEAN:
            return chance(self.rng, 0.5)
        if kind is ValueType.TEXT:
            pool = known or TEXTS[one(self.rng, tuple(TEXTS))]
            return one(self.rng, pool) or "none"
        number = literal_of(one(self.rng, known)) if known else one(self.rng, (0, 1, 2, 10))
        if chance(self.rng, 0.3):
            number += one(self.rng, (1, -1, 5))  # type: ignore[operator]
        if kind is ValueType.NUMBER:
            return number if chance(self.rng, 0.7) else float(number)
        return int(number) if kind is ValueType.INTEGER else round(number, 4)  # type: ignore[arg-type]

    def text_part(self, known: list[Any]) -> str:
        """A part of a known text, in another spelling."""
        text = str(one(self.rng, known)) if known else one(self.rng, ("bar", "ł", "SS", "é"))
        start = one(self.rng, (0, 0, self.rng.randrange(len(text))))
        end = one(self.rng, (len(text), self.rng.randrange(start + 1, len(text) + 1)))
        return one(self.rng, ADAPTED)(text[start:end])

    def changed(self, depth: int) -> n.Rule:
        entity: Literal["customer", "company"] = one(self.rng, ("customer", "customer", "company"))
        owners: Any = self.question.population if entity == "customer" else self.question.world.companies
        history = [change for owner in owners for change in owner.changes if change.value is not None]
        if not history:
            return n.Changed("city", self.timing.event_window())
        change = one(self.rng, history)
        literal = isinstance(change.value, dt.date | tuple) or change.value == "" or chance(self.rng, 0.6)
        to = None if literal else literal_of(change.value)
        return n.Changed(change.attribute, self.timing.event_window(), to, entity)

    def happened(self, depth: int) -> n.Rule:
        kinds = one(self.rng, KIND_GROUPS)
        where, window = self.where(Scope(kinds)), self.timing.event_window()
        drawn = self.rng.random()
        if drawn < 0.2:
            return n.Happened(kinds, where, window, **n.NEVER)
        at_least = one(self.rng, (0, 1, 1, 1, 2, 3))
        at_most = at_least + one(self.rng, (0, 1, 2)) if drawn < 0.4 else None
        return n.Happened(kinds, where, window, at_least, at_most)

    def sequence(self, depth: int) -> n.Rule:
        same = one(
            self.rng, ((), ("cart_id",), ("cart_id",), ("category", "colour"), ("amount",), ("labels",))
        )
        kinds = LABELLED_KINDS if same == ("labels",) else CART_KINDS if same else STEP_KINDS
        steps = [self.step(kinds, first=True)]
        steps += [self.step(kinds, first=False) for _ in range(one(self.rng, (1, 1, 1, 2, 2, 3)))]
        anchor: Literal["any", "first", "last"] = one(self.rng, ("any", "any", "first", "last"))
        window = n.AllTime() if chance(self.rng, 0.6) else self.timing.event_window()
        return n.Sequence(tuple(steps), same, anchor, window)

    def step(self, groups: tuple[tuple[str, ...], ...], *, first: bool) -> n.Step:
        kinds = one(self.rng, groups)
        where = self.where(Scope(kinds)) if chance(self.rng, 0.3) else None
        if first:
            return n.Step(kinds, where)
        within = n.LastPeriod(*self.pause()) if chance(self.rng, 0.6) else None
        return n.Step(kinds, where, within, negated=chance(self.rng, 0.45))

    def regularly(self, depth: int) -> n.Rule:
        kinds = one(self.rng, KIND_GROUPS)
        out_of = one(self.rng, (2, 3, 6))
        unit: n.Unit = one(self.rng, ("day", "week", "month", "month", "quarter", "year", "hour"))
        until = self.timing.past_moment() if chance(self.rng, 0.3) else None
        return n.Regularly(kinds, one(self.rng, (1, 1, 2)), out_of, unit, self.where(Scope(kinds)), until)

    def stopped(self, depth: int) -> n.Rule:
        kinds = one(self.rng, KIND_GROUPS)
        events = self.question.world.events
        near = one(self.rng, events).at if events else None
        return n.Stopped(kinds, *self.timing.period(near, PERIODS, -1), self.where(Scope(kinds)))

    def resumed(self, depth: int) -> n.Rule:
        kinds = one(self.rng, KIND_GROUPS)
        return n.Resumed(kinds, *self.pause(), self.where(Scope(kinds)), self.timing.event_window())

    def pause(self) -> tuple[int, n.Unit]:
        """A fixed length, often one that lies between two events."""
        return one(self.rng, (*FIXED_PERIODS, *SHORT_PERIODS, *SHORT_PERIODS))

    def first_time(self, depth: int) -> n.Rule:
        kinds = one(self.rng, KIND_GROUPS)
        return n.FirstTime(kinds, self.timing.event_window(), self.where(Scope(kinds)))

    def rank(self, depth: int) -> n.Rule:
        side: Literal["top", "bottom"] = one(self.rng, ("top", "bottom"))
        measure: Literal["customers", "percent", "decile"] = one(self.rng, ("customers", "percent", "decile"))
        amount = one(
            self.rng,
            {"customers": (1, 3, 5), "percent": (10, 25, 12.5, 50), "decile": (1, 2, 5, 10)}[measure],
        )
        within = self.inner(depth) if chance(self.rng, 0.35) else None
        by = self.values.of_type(NUMERIC | TEMPORAL)
        return n.Rank(side, float(amount), measure, by, within)

    def inner(self, depth: int) -> n.Rule:
        self.nested += 1
        try:
            return self.rule(min(depth - 1, 2))
        finally:
            self.nested -= 1

    def in_segment(self, depth: int) -> n.Rule:
        if not self.segments:
            return self.happened(depth)
        return n.InSegment(
            one(self.rng, self.segments), self.timing.past_moment() if chance(self.rng, 0.5) else None
        )

    def segment_change(self, depth: int) -> n.Rule:
        if not self.segments:
            return self.happened(depth)
        change: Literal["entered", "left"] = one(self.rng, ("entered", "left"))
        return n.SegmentChange(one(self.rng, self.segments), change, self.timing.event_window())

    def related(self, depth: int) -> n.Rule:
        quantifier: Literal["any", "all", "none"] = one(self.rng, ("any", "all", "none"))
        if chance(self.rng, 0.5):
            return n.Related("person", quantifier, self.inner(depth))
        return n.Related("deal", quantifier, self.row_condition(DEAL))

    def near_place(self, depth: int) -> n.Rule:
        latitude, longitude = one(self.rng, PLACES)
        return n.NearPlace(one(self.rng, KILOMETRES), latitude + 0.001, longitude)

    def in_polygon(self, depth: int) -> n.Rule:
        return n.InPolygon(one(self.rng, POLYGONS))

    def anniversary(self, depth: int) -> n.Rule:
        periods = [(count, unit) for count, unit in DAY_PERIODS if unit in ("day", "week")]
        count, unit = one(self.rng, periods)
        window = n.LastPeriod(count, unit) if chance(self.rng, 0.5) else n.NextPeriod(count, unit)
        value = n.Variable("birthday")
        return n.Anniversary(value if chance(self.rng, 0.8) else self.values.of_type(TEMPORAL), window)

    def message_activity(self, depth: int) -> n.Rule:
        campaign = one(self.rng, (*TEXTS["campaign"], None))
        window = n.AllTime() if chance(self.rng, 0.6) else self.timing.event_window()
        return n.MessageActivity(one(self.rng, ACTIONS), campaign, window)

    def consents(self, depth: int) -> n.Rule:
        return n.Consents(one(self.rng, ("email", "sms")), one(self.rng, ("marketing", "service")))

    def bucket(self, depth: int) -> n.Rule:
        return n.Bucket(one(self.rng, ("autumn", "ąę")), one(self.rng, (10, 33.3, 50, 90)))


FOLDING = frozenset({"contains", "not contains", "starts with", "ends with"})
LEAVES: tuple[Callable[[Rules, int], n.Rule], ...] = (
    Rules.changed,
    Rules.happened,
    Rules.happened,
    Rules.sequence,
    Rules.sequence,
    Rules.sequence,
    Rules.regularly,
    Rules.stopped,
    Rules.resumed,
    Rules.first_time,
    Rules.rank,
    Rules.rank,
    Rules.in_segment,
    Rules.segment_change,
    Rules.related,
    Rules.related,
    Rules.near_place,
    Rules.in_polygon,
    Rules.anniversary,
    Rules.message_activity,
    Rules.consents,
    Rules.bucket,
)


def with_segments(rng: Random, world: World, as_of: dt.datetime) -> World:
    """The world with rules for its segments, each of which may name those before it."""
    known: dict[str, n.Rule] = {}
    for name in SEGMENTS:
        here = replace(world, segments=dict(known))
        known[name] = Rules(rng, Question(here, as_of), tuple(known)).valid_rule(2)
    return replace(world, segments=known)


def random_case(rng: Random, rules: int) -> tuple[World, dt.datetime, list[n.Rule]]:
    """A world, an instant and rules to ask."""
    world, as_of = random_world(rng)
    world = with_segments(rng, world, as_of)
    drawing = Rules(rng, Question(world, as_of), SEGMENTS)
    return world, as_of, [drawing.valid_rule(one(rng, (1, 2, 3, 4))) for _ in range(rules)]
