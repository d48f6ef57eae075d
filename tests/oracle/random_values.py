"""Values, moments and windows drawn at random: the parts of a condition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from random import Random
from typing import Literal

from clientela.rules import nodes as n
from clientela.rules.inference import CUSTOMER, DEAL, Scope, type_of
from clientela.rules.types import EXACT, NUMERIC, TEMPORAL, StaticCatalog, ValueType
from tests.oracle.calendar_arithmetic import DAY, FIXED, MICROSECOND, day_of, step_day, step_instant
from tests.oracle.catalogue import (
    COMPANY_ATTRIBUTES,
    COMPUTED,
    CUSTOMER_ATTRIBUTES,
    DEAL_ATTRIBUTES,
    ESTIMATES,
    KINDS,
)
from tests.oracle.random_worlds import HALF_HOUR, PERIODS, Instants, chance, one
from tests.oracle.scene import Question

COUNTABLE = frozenset(ValueType) - {ValueType.LIST}
ORDERED = EXACT | TEMPORAL | {ValueType.TEXT}
GAPS: tuple[n.AggregateFunction, ...] = ("gap_avg", "gap_min", "gap_max", "gap_median")
KIND_GROUPS: tuple[tuple[str, ...], ...] = (
    ("order_completed",),
    ("order_completed",),
    ("order_completed",),
    ("product_added",),
    ("product_added", "order_completed"),
    ("page_viewed",),
    ("survey_answered",),
    ("message_sent", "message_delivered"),
    ("message_opened", "message_clicked"),
)
DAY_PERIODS = tuple((count, unit) for count, unit in PERIODS if unit not in ("second", "minute", "hour"))
FIXED_PERIODS = tuple((count, unit) for count, unit in PERIODS if unit in FIXED)
CALENDAR_UNITS: tuple[n.CalendarUnit, ...] = ("day", "week", "month", "quarter", "year")


def fields_of(kinds: tuple[str, ...]) -> dict[str, ValueType]:
    """The fields that every one of the kinds has, alike."""
    shared = set(KINDS[kinds[0]].items())
    for kind in kinds[1:]:
        shared &= set(KINDS[kind].items())
    types = {name: KINDS[kinds[0]][name][0] for name in sorted(name for name, _ in shared)}
    return types | {"at": ValueType.INSTANT}


def literal_of(value: object) -> n.Scalar:
    """A value as a literal of a rule."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bool | int | float | str):
        return value
    raise ValueError(f"{value!r} is no literal")


class Timing:
    """Moments and windows near the instants of a world."""

    def __init__(self, rng: Random, question: Question) -> None:
        self.rng, self.question = rng, question
        self.instants = Instants(rng, question.as_of, question.zone)

    def moment(self, near: object = None, *, days_only: bool = False) -> n.Moment:
        """A moment, often one that a known date or instant lies on or beside."""
        count, unit = one(self.rng, DAY_PERIODS if days_only else PERIODS)
        kind = self.rng.random()
        if kind < 0.15:
            return n.Now()
        if kind < 0.4:
            return n.Ago(count, unit)
        if kind < 0.5:
            return n.FromNow(count, unit)
        if kind < 0.75:
            return n.OnDate(self.day(near))
        at = near if isinstance(near, dt.datetime) else self.instants.fresh(0.2)
        return self.instant(at + MICROSECOND * one(self.rng, (-1, 0, 0, 1)))

    def instant(self, at: dt.datetime) -> n.AtInstant:
        """With an offset from UTC; sometimes without one, on the workspace's wall clock."""
        kind = self.rng.random()
        if kind < 0.2:
            return n.AtInstant(at.astimezone(self.question.zone).replace(tzinfo=None, fold=0))
        hours = 0 if kind < 0.5 else self.rng.randrange(-11, 13)
        return n.AtInstant(at.astimezone(dt.timezone(dt.timedelta(hours=hours))))

    def past_moment(self) -> n.Moment:
        kind = self.rng.random()
        if kind < 0.1:
            return n.Now() if chance(self.rng, 0.5) else n.FromNow(*one(self.rng, PERIODS))
        if kind < 0.5:
            return n.Ago(*one(self.rng, PERIODS))
        events = self.question.world.events
        if kind < 0.75 and events:
            return n.OnDate(self.day(one(self.rng, events).at))
        return self.instant(self.instants.fresh(0.05))

    def day(self, near: object = None) -> dt.date:
        if isinstance(near, dt.datetime):
            near = day_of(near, self.question.zone)
        day = near if isinstance(near, dt.date) else self.instants.day()
        return day + DAY * one(self.rng, (-1, 0, 0, 0, 1))

    def span(self, near: object = None, *, days_only: bool = False) -> n.Span:
        after = self.moment(near, days_only=days_only) if chance(self.rng, 0.7) else None
        if after is None or chance(self.rng, 0.5):
            return n.Span(after, self.moment(near, days_only=days_only))
        return n.Span(after)

    def event_window(self) -> n.Window:
        """A window for events, which never lie ahead; often one that an event lies on the border of."""
        kind = self.rng.random()
        if kind < 0.38:
            return n.AllTime()
        events = self.question.world.events
        near = one(self.rng, events).at if events and chance(self.rng, 0.7) else None
        if kind < 0.66:
            return n.LastPeriod(*self.period(near, PERIODS, -1))
        return self.other_window(near, ahead=False, days_only=False)

    def value_window(self, near: object, *, days_only: bool) -> n.Window:
        """A window for dates and instants, which may."""
        periods = DAY_PERIODS if days_only else PERIODS
        kind = self.rng.random()
        if kind < 0.05:
            return n.AllTime()
        if kind < 0.35:
            return n.LastPeriod(*self.period(near, periods, -1))
        if kind < 0.6:
            return n.NextPeriod(*self.period(near, periods, 1))
        return self.other_window(near, ahead=True, days_only=days_only)

    def period(self, near: object, periods: tuple[tuple[int, n.Unit], ...], sign: int) -> tuple[int, n.Unit]:
        """A period that ends where a known date or instant lies, if one does."""
        beside = [period for period in periods if self.is_border(near, *period, sign)]
        return one(self.rng, beside or periods)

    def is_border(self, near: object, count: int, unit: str, sign: int) -> bool:
        if isinstance(near, dt.datetime):
            border = step_instant(self.question.as_of, sign * count, unit, self.question.zone)
            return abs(near - border) <= HALF_HOUR
        if isinstance(near, dt.date):
            return abs(near - step_day(self.instants.today, sign * count, unit)) <= DAY
        return False

    def other_window(self, near: object, *, ahead: bool, days_only: bool) -> n.Window:
        kind = self.rng.random()
        if kind < 0.35:
            which = one(self.rng, ("this", "previous", "next") if ahead else ("this", "previous"))
            return n.CalendarPeriod(which, one(self.rng, CALENDAR_UNITS))  # type: ignore[arg-type]
        if kind < 0.65:
            first = self.day(near) - DAY * one(self.rng, (0, 0, 30, 300))
            return n.DateRange(first, first + DAY * one(self.rng, (0, 1, 30, 400)))
        return self.span(near, days_only=days_only)


class Values:
    """Values of the customer, or of the event or deal at hand."""

    def __init__(
        self,
        rng: Random,
        catalog: StaticCatalog,
        timing: Timing,
        where: Callable[[Scope], n.Condition | None],
    ) -> None:
        self.rng, self.catalog, self.timing, self.where = rng, catalog, timing, where

    def typed(self, value: n.Value, scope: Scope = CUSTOMER) -> ValueType:
        kind = type_of(value, self.catalog, scope)
        if kind is None:
            raise ValueError(f"{value} has no type")
        return kind

    def draw(self, scope: Scope = CUSTOMER) -> n.Value:
        """Any value that stands in this scope."""
        if scope != CUSTOMER:
            return self.of_row(scope)
        makers = (
            (0.05, self.temporal),
            (0.22, self.attribute),
            (0.3, self.of_company),
            (0.42, self.computed),
            (0.62, self.aggregate),
            (0.7, self.occurrence),
            (0.76, self.related),
            (0.79, self.answer),
            (0.82, self.estimate),
            (0.87, self.elapsed),
            (0.92, self.date_part),
            (0.97, self.arithmetic),
            (1.0, self.choose),
        )
        drawn = self.rng.random()
        return next(maker for share, maker in makers if drawn < share)()

    def of_type(self, wanted: Collection[ValueType], scope: Scope = CUSTOMER) -> n.Value:
        """Any value of one of these types."""
        while True:
            value = self.draw(scope)
            if self.typed(value, scope) in wanted:
                return value

    def attribute(self) -> n.Value:
        return n.Variable(self.named(CUSTOMER_ATTRIBUTES))

    def named(self, types: Mapping[str, ValueType]) -> str:
        """A name, of each type as often as of any other."""
        wanted = one(self.rng, sorted(set(types.values())))
        return one(self.rng, [name for name, kind in types.items() if kind is wanted])

    def of_company(self) -> n.Value:
        return n.Variable(self.named(COMPANY_ATTRIBUTES), "company")

    def computed(self) -> n.Value:
        return n.Variable(one(self.rng, tuple(COMPUTED)))

    def field(self, scope: Scope, wanted: Collection[ValueType]) -> str | None:
        """The name of a field of one of these types."""
        fields = DEAL_ATTRIBUTES if scope.deals else fields_of(scope.kinds)
        names = [name for name, kind in fields.items() if kind in wanted]
        return one(self.rng, names) if names else None

    def aggregate(self) -> n.Value:
        kinds = one(self.rng, KIND_GROUPS)
        function, field = self.function(Scope(kinds))
        return n.Aggregate(function, kinds, field, self.where(Scope(kinds)), self.timing.event_window())

    def function(self, scope: Scope) -> tuple[n.AggregateFunction, str | None]:
        function: n.AggregateFunction = one(self.rng, FUNCTIONS)
        field = self.field(scope, AGGREGATED[function])
        if function in ("count", "share") and chance(self.rng, 0.6):
            field = None
        if field is None and function not in ("count", "share", *GAPS):
            return "count", None
        return function, field

    def occurrence(self) -> n.Value:
        kinds = one(self.rng, KIND_GROUPS)
        field = None if chance(self.rng, 0.4) else self.field(Scope(kinds), frozenset(ValueType))
        which: Literal["first", "last", "nth"] = one(self.rng, ("first", "last", "nth"))
        return n.Occurrence(
            which,
            kinds,
            field or "at",
            self.where(Scope(kinds)),
            self.timing.event_window(),
            one(self.rng, (1, 2, 3)) if which == "nth" else 1,
        )

    def related(self) -> n.Value:
        function: Literal["count", "sum", "avg", "min", "max", "distinct"] = one(self.rng, OVER_DEALS)
        field = self.field(DEAL, AGGREGATED[function])
        if function == "count" and chance(self.rng, 0.7):
            field = None
        return n.RelatedAggregate(function, field, self.where(DEAL))

    def answer(self) -> n.Value:
        return n.Answer(
            one(self.rng, ("nps", "csat")),
            one(self.rng, ("score", "text", "theme", "at", "again", "visit_on")),
        )

    def estimate(self) -> n.Value:
        name = one(self.rng, tuple(ESTIMATES))
        if ESTIMATES[name] is not ValueType.NUMBER or chance(self.rng, 0.5):
            return n.Estimate(name) if chance(self.rng, 0.5) else n.Variable(name)
        return n.Estimate(name, one(self.rng, ("low", "high")))

    def temporal(self, scope: Scope = CUSTOMER) -> n.Value:
        if scope == CUSTOMER:
            return one(self.rng, TEMPORAL_MAKERS)(self)
        return n.Field(self.field(scope, TEMPORAL) or "at")

    def elapsed(self, scope: Scope = CUSTOMER) -> n.Value:
        unit: Literal["day", "month", "year"] = one(self.rng, ("day", "month", "year"))
        return n.Elapsed(self.temporal(scope), unit)

    def date_part(self, scope: Scope = CUSTOMER) -> n.Value:
        part: Literal["weekday", "day", "month", "quarter", "year", "hour"] = one(
            self.rng, ("weekday", "day", "month", "quarter", "year", "hour")
        )
        return n.DatePart(part, self.temporal(scope))

    def arithmetic(self, scope: Scope = CUSTOMER) -> n.Value:
        operator: Literal["+", "-", "*", "/"] = one(self.rng, ("+", "-", "*", "/"))
        left, right = self.of_type(NUMERIC, scope), self.of_type(NUMERIC, scope)
        if chance(self.rng, 0.3):
            right = n.Constant(one(self.rng, (0, 1, 2, 0.5, 0.1, 365, 100)))
        return n.Arithmetic(operator, left, right)

    def choose(self, scope: Scope = CUSTOMER) -> n.Value:
        pool: tuple[n.Scalar, ...] = one(self.rng, CHOICES)
        cases = tuple(
            n.Case(case, one(self.rng, pool))
            for case in (self.where(scope) for _ in range(self.rng.randrange(1, 3)))
            if case is not None
        )
        fallback = n.Case(n.Compare(self.attribute(), "is set"), pool[0]) if scope == CUSTOMER else None
        if not cases and fallback is None:
            return self.of_row(scope)
        return n.Choose(cases or (fallback,), one(self.rng, (*pool, None)))  # type: ignore[arg-type]

    def of_row(self, scope: Scope) -> n.Value:
        """A field of the event or deal, or something made of one."""
        drawn = self.rng.random()
        temporal = scope.kinds or self.field(scope, TEMPORAL)
        if drawn < 0.05 and temporal:
            return self.elapsed(scope)
        if drawn < 0.1 and temporal:
            return self.date_part(scope)
        if drawn < 0.14 and self.field(scope, EXACT):
            return self.arithmetic(scope)
        if drawn < 0.2 and scope.kinds:
            return n.Field("at")
        return n.Field(self.field(scope, frozenset(ValueType)) or "at")


FUNCTIONS: tuple[n.AggregateFunction, ...] = (
    "count",
    "count",
    "sum",
    "sum",
    "avg",
    "min",
    "max",
    "distinct",
    "share",
    "mode",
    *GAPS,
)
OVER_DEALS: tuple[Literal["count", "sum", "avg", "min", "max", "distinct"], ...] = (
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "distinct",
)
AGGREGATED: dict[str, frozenset[ValueType]] = {
    "count": frozenset(ValueType),
    "sum": EXACT,
    "avg": EXACT,
    "share": EXACT,
    "min": ORDERED,
    "max": ORDERED,
    "distinct": COUNTABLE,
    "mode": COUNTABLE,
    **dict.fromkeys(GAPS, frozenset()),
}
CHOICES: tuple[tuple[n.Scalar, ...], ...] = (("gold", "silver", "none"), (1, 2, 3), (0.5, 1.5), (True, False))
TEMPORAL_MAKERS: tuple[Callable[[Values], n.Value], ...] = (
    lambda values: n.Variable("birthday"),
    lambda values: n.Variable("renewal_at"),
    lambda values: n.Variable(one(values.rng, ("founded", "contract_until")), "company"),
    lambda values: n.Variable(one(values.rng, ("last_order", "next_delivery"))),
    lambda values: n.Estimate("next_on"),
    lambda values: values.of_type(TEMPORAL),
)
