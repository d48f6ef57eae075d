"""Events in an order, and pauses between them."""

from __future__ import annotations

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.aggregates import event_column, events_select
from clientela.compile.asking import Ask, Kept
from clientela.compile.draft import Predicate, Source
from clientela.compile.fields import field_cell
from clientela.compile.sql import Sql
from clientela.compile.times import MICROSECOND, length
from clientela.rules import nodes as n


def sequence(node: n.Sequence, kept: tuple[Kept, ...], ask: Ask) -> Predicate:
    """Some anchor with the whole chain behind it; `kept` are the events of each step."""
    source = ask.draft.per_customer(
        ("sequence", node, ask.clock.as_of), lambda: _chains(node, kept, ask), proves_existence=True
    )
    return is_there(source)


def resumed(node: n.Resumed, kept: Kept, ask: Ask) -> Predicate:
    """An event of the window whose predecessor lies far enough back."""
    source = ask.draft.per_customer(
        ("resumed", node, ask.clock.as_of), lambda: _pauses(node, kept, ask), proves_existence=True
    )
    return is_there(source)


def is_there(source: Source) -> Predicate:
    """The source has a row of the customer."""
    return Predicate(sql.not_null(sql.column(source.name, "customer_id")), frozenset({source.name}))


def _pauses(node: n.Resumed, kept: Kept, ask: Ask) -> exp.Select:
    everything = Kept(kept.kinds, where=kept.where, key=kept.key)
    instants = events_select(
        ask, everything, [event_column("customer_id"), event_column("at")], distinct=True
    )
    customer, at = sql.column("i", "customer_id"), sql.column("i", "at")
    before = sql.window(exp.Lag(this=at.copy()), [customer], [(at.copy(), False)])
    pairs = sql.select([customer.copy(), at, sql.alias(before, "before")], sql.subquery(instants, "i"))
    now, earlier = sql.column("p", "at"), sql.column("p", "before")
    cut = kept.interval.until(ask.clock.as_of)
    conditions: list[Sql] = [exp.GTE(this=_micros(now), expression=_later(earlier, node))]
    if cut.low is not None:
        conditions.append(exp.GT(this=now.copy(), expression=ask.draft.bind(cut.low)))
    if cut.high is not None:
        conditions.append(exp.LTE(this=now.copy(), expression=ask.draft.bind(cut.high)))
    return sql.select(
        [sql.column("p", "customer_id")], sql.subquery(pairs, "p"), where=conditions, distinct=True
    )


def _chains(node: n.Sequence, kept: tuple[Kept, ...], ask: Ask) -> exp.Select:
    first = kept[0]
    anchors = _step_events(node, first, ask, anchor=True)
    joins: list[exp.Join] = []
    absent: list[exp.Join] = []
    conditions: list[Sql] = [sql.not_null(sql.column("e0", f"same{i}")) for i in range(len(node.same))]
    before = "e0"
    for index, step in enumerate(node.steps[1:], start=1):
        events = _step_events(node, kept[index], ask, anchor=False)
        name = f"e{index}"
        if step.negated:
            until = _next_positive(node, index)
            absent.append(
                sql.anti_join(sql.subquery(events, name), _meets(node, step, (before, name, until)))
            )
            conditions += _passed(step, before, ask)
        else:
            joins.append(sql.join(sql.subquery(events, name), _follows(node, step, before, name), left=False))
            before = name
    return sql.select(
        [sql.column("e0", "customer_id")],
        sql.subquery(anchors, "e0"),
        joins=[*joins, *absent],
        where=conditions,
        distinct=True,
    )


def _step_events(node: n.Sequence, kept: Kept, ask: Ask, *, anchor: bool) -> exp.Select:
    inside = ask.about_events(kept.kinds)
    columns: list[Sql] = [event_column("customer_id"), event_column("at"), event_column("event_id")]
    columns += [sql.alias(field_cell(name, inside).sql, f"same{i}") for i, name in enumerate(node.same)]
    qualify: Sql | None = None
    if anchor and node.anchor != "any":
        latest = node.anchor == "last"
        order: list[tuple[Sql, bool]] = [(event_column("at"), latest), (event_column("event_id"), latest)]
        place = sql.window(exp.RowNumber(), [event_column("customer_id")], order)
        qualify = exp.EQ(this=place, expression=sql.number(1))
    return events_select(ask, kept, columns, qualify=qualify)


def _next_positive(node: n.Sequence, index: int) -> str | None:
    for later, step in enumerate(node.steps[index + 1 :], start=index + 1):
        if not step.negated:
            return f"e{later}"
    return None


def _agrees(node: n.Sequence, before: str, name: str) -> list[Sql]:
    same = [(sql.column(name, f"same{i}"), sql.column("e0", f"same{i}")) for i in range(len(node.same))]
    pairs = [(sql.column(name, "customer_id"), sql.column(before, "customer_id")), *same]
    return [exp.EQ(this=left, expression=right) for left, right in pairs]


def _follows(node: n.Sequence, step: n.Step, before: str, name: str) -> Sql:
    at, since = sql.column(name, "at"), sql.column(before, "at")
    conditions = [*_agrees(node, before, name), exp.GT(this=at, expression=since)]
    if step.within is not None:
        conditions.append(exp.LTE(this=_micros(at), expression=_later(since, step.within)))
    return sql.all_of(conditions)


def _meets(node: n.Sequence, step: n.Step, names: tuple[str, str, str | None]) -> Sql:
    """What an event must be for the step not to be absent: of an anti-join, which nothing may meet."""
    before, name, until = names
    at, since = sql.column(name, "at"), sql.column(before, "at")
    conditions: list[Sql] = [*_agrees(node, before, name), exp.GTE(this=at, expression=since)]
    if _may_be_same(node, step, before):
        own, other = sql.column(before, "event_id"), sql.column(name, "event_id")
        conditions.append(exp.NEQ(this=other, expression=own))
    if step.within is not None:
        conditions.append(exp.LTE(this=_micros(at), expression=_later(since, step.within)))
    elif until is not None:
        conditions.append(exp.LT(this=at.copy(), expression=sql.column(until, "at")))
    return sql.all_of(conditions)


def _passed(step: n.Step, before: str, ask: Ask) -> list[Sql]:
    """The time in which nothing was to happen is over."""
    if step.within is None:
        return []
    end = _later(sql.column(before, "at"), step.within)
    return [exp.LTE(this=end, expression=_micros(ask.draft.bind(ask.clock.as_of)))]


def _may_be_same(node: n.Sequence, step: n.Step, before: str) -> bool:
    """Whether an event of the step could be the event of the step before it (ids are long to compare)."""
    return not set(step.kinds).isdisjoint(node.steps[int(before[1:])].kinds)


def _later(instant: Sql, by: n.LastPeriod | n.Resumed) -> Sql:
    """So much later, in microseconds: adding an interval to an instant takes the calendar, and long."""
    micros = length(by.count, by.unit) // MICROSECOND
    return exp.Add(this=_micros(instant), expression=sql.number(micros))


def _micros(instant: Sql) -> Sql:
    return sql.call("micros", instant.copy())
