"""Aggregates over a customer's events: every one asked of the same kinds shares one scan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.asking import EVENTS, Ask, Kept
from clientela.compile.draft import Cell, Draft, Source, on_customer
from clientela.compile.sql import Sql
from clientela.compile.times import Interval
from clientela.rules.types import ValueType

MICROSECONDS_A_DAY = 86_400_000_000


def event_column(name: str) -> exp.Column:
    """A column of `events`."""
    return sql.column(EVENTS, name)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One aggregate of a scan: a column name, the aggregate, and what it is limited to."""

    name: str
    aggregate: Sql
    interval: Interval
    where: Sql | None
    where_key: object


@dataclass
class EventScan(Source):
    """One pass over the events of some kinds, grouped by customer."""

    kinds: tuple[str, ...] = ()
    wanted: list[Wanted] = field(default_factory=list)


def event_scan(draft: Draft, kinds: tuple[str, ...]) -> EventScan:
    """The scan that serves these kinds."""

    def make(name: str) -> Source:
        scan = EventScan(name, on_customer(name), None, proves_existence=True, kinds=kinds)
        scan.build = lambda: _scan_select(draft, scan)
        return scan

    found = draft.source(("events", kinds), make)
    if not isinstance(found, EventScan):
        raise TypeError(found)
    return found


def over_events(key: Hashable, aggregate: Sql, kept: Kept, ask: Ask) -> exp.Column:
    """A column of the shared scan: the aggregate over the kept events inside the interval."""
    scan = event_scan(ask.draft, kept.kinds)
    cut = kept.interval.until(ask.clock.as_of)
    return scan.column(
        (key, kept.key, cut),
        lambda name: scan.wanted.append(Wanted(name, aggregate, cut, kept.where, kept.key)),
    )


def count_cell(kept: Kept, ask: Ask, of: Cell | None = None) -> Cell:
    """How many kept events there are (with `of`: how many have it set)."""
    counted = exp.Count(this=of.sql, big_int=True) if of else sql.count_all()
    key = ("count", of.sql if of else None)
    column = over_events(key, counted, kept, ask)
    return Cell(sql.coalesce(column, sql.number(0)), ValueType.INTEGER, column.table, 0)


def sum_cell(of: Cell, kept: Kept, ask: Ask) -> Cell:
    """The exact sum; 0 where there is none."""
    column = over_events(("sum", of.sql), exp.Sum(this=of.sql), kept, ask)
    return Cell(sql.coalesce(column, sql.number(0)), of.type, column.table, 0)


def distinct_cell(of: Cell, kept: Kept, ask: Ask) -> Cell:
    """How many different values; 0 where there is none."""
    counted = exp.Count(this=exp.Distinct(expressions=[of.sql]), big_int=True)
    column = over_events(("distinct", of.sql), counted, kept, ask)
    return Cell(sql.coalesce(column, sql.number(0)), ValueType.INTEGER, column.table, 0)


def extreme_cell(function: str, of: Cell, kept: Kept, ask: Ask) -> Cell:
    """The smallest or largest value."""
    aggregate = exp.Min(this=of.sql) if function == "min" else exp.Max(this=of.sql)
    column = over_events((function, of.sql), aggregate, kept, ask)
    return Cell(column, of.type, column.table)


def average_cell(of: Cell, kept: Kept, ask: Ask) -> Cell:
    """The sum as a double over the count."""
    total = over_events(("sum", of.sql), exp.Sum(this=of.sql), kept, ask)
    counted = exp.Count(this=of.sql.copy(), big_int=True)
    count = over_events(("count", of.sql), counted, kept, ask)
    return Cell(_ratio(total, count), ValueType.NUMBER, total.table)


def share_cell(of: Cell | None, kept: Kept, ask: Ask) -> Cell:
    """What is kept, over all events of the kinds in the interval."""
    everything = Kept(kept.kinds, kept.interval)
    if of is None:
        part = over_events(("count", None), sql.count_all(), kept, ask)
        whole = over_events(("count", None), sql.count_all(), everything, ask)
    else:
        part = over_events(("sum", of.sql), exp.Sum(this=of.sql), kept, ask)
        whole = over_events(("sum", of.sql), exp.Sum(this=of.sql.copy()), everything, ask)
    nothing = sql.coalesce(part, sql.number(0))
    return Cell(_ratio(nothing, whole), ValueType.NUMBER, whole.table)


def edge_cell(which: str, field_name: str, of: Cell, kept: Kept, ask: Ask) -> Cell:
    """A field of the first or last kept event, ordered by (at, event_id)."""
    if field_name == "at":
        return extreme_cell("min" if which == "first" else "max", of, kept, ask)
    order = sql.struct(at=event_column("at"), id=event_column("event_id"))
    pick = exp.ArgMin if which == "first" else exp.ArgMax
    aggregate = pick(this=sql.struct(v=of.sql), expression=order)  # in a struct, so that NULL counts too
    column = over_events((which, of.sql), aggregate, kept, ask)
    return Cell(exp.Dot(this=exp.Paren(this=column), expression=sql.name("v")), of.type, column.table)


def nth_cell(n: int, of: Cell, kept: Kept, ask: Ask) -> Cell:
    """A field of the nth kept event."""
    order = [(event_column("at"), False), (event_column("event_id"), False)]
    place = sql.window(exp.RowNumber(), [event_column("customer_id")], order)
    source = _own_source(
        ("nth", n, of.sql, _key(kept, ask)),
        ask.draft,
        lambda: events_select(
            ask,
            kept,
            [event_column("customer_id"), sql.alias(of.sql, "v")],
            qualify=exp.EQ(this=place, expression=sql.number(n)),
        ),
    )
    return Cell(sql.column(source.name, "v"), of.type, source.name)


def mode_cell(of: Cell, kept: Kept, ask: Ask) -> Cell:
    """The most frequent value; of equally frequent ones the smallest."""

    def build() -> exp.Select:
        columns = [event_column("customer_id"), sql.alias(of.sql, "v"), sql.alias(sql.count_all(), "n")]
        known = sql.not_null(of.sql.copy())
        group: list[Sql] = [event_column("customer_id"), of.sql.copy()]
        counted = events_select(ask, kept, columns, extra=[known], group=group)
        order = [(sql.column("m", "n"), True), (sql.column("m", "v"), False)]
        place = sql.window(exp.RowNumber(), [sql.column("m", "customer_id")], order)
        return sql.select(
            [sql.column("m", "customer_id"), sql.column("m", "v")],
            sql.subquery(counted, "m"),
            qualify=exp.EQ(this=place, expression=sql.number(1)),
        )

    key = ("mode", of.sql, _key(kept, ask))
    source = _own_source(key, ask.draft, build)
    return Cell(sql.column(source.name, "v"), of.type, source.name)


def gap_cell(function: str, kept: Kept, ask: Ask) -> Cell:
    """Days between successive distinct instants of the kept events."""
    source = _own_source(
        ("gaps", _key(kept, ask)),
        ask.draft,
        lambda: _gaps_select(ask, kept),
    )
    return Cell(sql.column(source.name, function), ValueType.NUMBER, source.name)


def _gaps_select(ask: Ask, kept: Kept) -> exp.Select:
    instants = events_select(ask, kept, [event_column("customer_id"), event_column("at")], distinct=True)
    customer, at = sql.column("i", "customer_id"), sql.column("i", "at")
    before = sql.window(exp.Lag(this=at), [customer], [(at.copy(), False)])
    gap = exp.Sub(this=sql.call("micros", at.copy()), expression=sql.call("micros", before))
    gaps = sql.select([customer.copy(), sql.alias(gap, "g")], sql.subquery(instants, "i"))
    g = sql.column("g", "g")
    mean = _ratio(exp.Sum(this=g), exp.Count(this=g.copy(), big_int=True))
    found: dict[str, Sql] = {
        "gap_avg": mean,
        "gap_min": sql.double(exp.Min(this=g.copy())),
        "gap_max": sql.double(exp.Max(this=g.copy())),
        "gap_median": exp.Median(this=sql.double(g.copy())),
    }
    days: list[Sql] = [
        sql.alias(sql.binary(exp.Div, value, sql.double(sql.number(MICROSECONDS_A_DAY))), name)
        for name, value in found.items()
    ]
    owner = sql.column("g", "customer_id")
    return sql.select(
        [owner, *days],
        sql.subquery(gaps, "g"),
        where=[sql.not_null(g.copy())],
        group=[owner.copy()],
    )


def events_select(
    ask: Ask,
    kept: Kept,
    columns: Sequence[Sql],
    *,
    extra: Sequence[Sql] = (),
    group: Sequence[Sql] = (),
    qualify: Sql | None = None,
    distinct: bool = False,
) -> exp.Select:
    """SELECT over the kept events inside the interval, cut at `as of`."""
    cut = kept.interval.until(ask.clock.as_of)
    conditions = [
        of_kinds(ask.draft, kept.kinds),
        *ask.draft.only_customer(event_column("customer_id")),
        *(condition for _, condition in in_interval(ask.draft, cut)),
        *([kept.where.copy()] if kept.where is not None else []),
        *extra,
    ]
    return sql.select(
        columns,
        sql.table(EVENTS),
        where=conditions,
        group=group,
        qualify=qualify,
        distinct=distinct,
        joins=side_joins(ask.draft, [*columns, *conditions]),
    )


def of_kinds(draft: Draft, kinds: tuple[str, ...]) -> Sql:
    """The event is of one of these kinds."""
    if len(kinds) == 1:
        return exp.EQ(this=event_column("kind"), expression=draft.bind(kinds[0]))
    return exp.In(this=event_column("kind"), expressions=[draft.bind(kind) for kind in kinds])


def in_interval(draft: Draft, interval: Interval) -> list[tuple[Hashable, Sql]]:
    """The conditions that hold `at` inside the interval, each with a key."""
    found: list[tuple[Hashable, Sql]] = []
    if interval.low is not None:
        low = exp.GT(this=event_column("at"), expression=draft.bind(interval.low))
        found.append((("low", interval.low), low))
    if interval.high is not None:
        high = exp.LTE(this=event_column("at"), expression=draft.bind(interval.high))
        found.append((("high", interval.high), high))
    return found


def side_joins(draft: Draft, read: Sequence[Sql]) -> list[exp.Join]:
    """Joins of the sources (the customers' zones) that expressions over events read."""
    return [
        sql.join(sql.table(source.name), source.join_condition(event_column("customer_id")), left=True)
        for source in draft.needed(read)
    ]


def _scan_select(draft: Draft, scan: EventScan) -> exp.Select:
    limits = [dict(_limits(draft, wanted)) for wanted in scan.wanted]
    shared = [key for key in limits[0] if all(key in each for each in limits)]
    columns = [
        sql.alias(
            sql.filtered(wanted.aggregate, [sql_ for key, sql_ in each.items() if key not in shared]),
            wanted.name,
        )
        for wanted, each in zip(scan.wanted, limits, strict=True)
    ]
    conditions = [
        of_kinds(draft, scan.kinds),
        *draft.only_customer(event_column("customer_id")),
        *(limits[0][key].copy() for key in shared),
        *_outer_limits(draft, [wanted.interval for wanted in scan.wanted], shared),
    ]
    customer = event_column("customer_id")
    return sql.select(
        [customer, *columns],
        sql.table(EVENTS),
        where=conditions,
        group=[customer.copy()],
        joins=side_joins(draft, [*columns, *conditions]),
    )


def _limits(draft: Draft, wanted: Wanted) -> list[tuple[Hashable, Sql]]:
    limits = in_interval(draft, wanted.interval)
    if wanted.where is not None:
        limits.append((("where", wanted.where_key), wanted.where.copy()))
    return limits


def _outer_limits(draft: Draft, intervals: Sequence[Interval], shared: Sequence[Hashable]) -> list[Sql]:
    lows = [interval.low for interval in intervals]
    highs = [interval.high for interval in intervals if interval.high is not None]
    lowest: dt.datetime | None = None if None in lows else min(low for low in lows if low is not None)
    highest = max(highs) if len(highs) == len(intervals) else None
    wanted = in_interval(draft, Interval(lowest, highest))
    return [condition for key, condition in wanted if key not in shared]


def _key(kept: Kept, ask: Ask) -> Hashable:
    return (kept.kinds, kept.key, kept.interval.until(ask.clock.as_of))


def _own_source(key: Hashable, draft: Draft, build: Callable[[], exp.Select]) -> Source:
    return draft.per_customer(key, build, proves_existence=True)


def _ratio(part: Sql, whole: Sql) -> Sql:
    divisor = exp.Nullif(this=sql.double(whole), expression=sql.number(0))
    return exp.Div(this=sql.double(part), expression=divisor, typed=False, safe=False)
