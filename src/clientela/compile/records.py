"""What is written down beside events: consents, recorded memberships, changes of attributes, the lottery."""

from __future__ import annotations

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.asking import Ask
from clientela.compile.attributes import CHANGES, companies, typed
from clientela.compile.comparisons import bound
from clientela.compile.draft import Predicate, Source, customer_key
from clientela.compile.sequences import is_there
from clientela.compile.sql import Sql
from clientela.compile.times import Interval
from clientela.errors import UnknownNameError
from clientela.rules import nodes as n
from clientela.rules.types import ValueType


def consents(node: n.Consents, ask: Ask) -> Predicate:
    """The latest record says `given`; withdrawn wins a tie."""
    source = ask.draft.per_customer(("consents", node, ask.clock.as_of), lambda: _consenting(node, ask))
    return is_there(source)


def _consenting(node: n.Consents, ask: Ask) -> exp.Select:
    def of(name: str) -> exp.Column:
        return sql.column("consents", name)

    def latest(state: str) -> Sql:
        is_so = exp.EQ(this=of("state"), expression=sql.text(state))
        return sql.filtered(exp.Max(this=of("at")), [is_so])

    given, withdrawn = latest("given"), latest("withdrawn")
    later = sql.coalesce(exp.GT(this=given, expression=withdrawn), sql.not_null(given.copy()))
    bind = ask.draft.bind
    return sql.select(
        [of("customer_id")],
        sql.table("consents"),
        where=[
            *ask.draft.only_customer(of("customer_id")),
            exp.EQ(this=of("channel"), expression=bind(node.channel)),
            exp.EQ(this=of("purpose"), expression=bind(node.purpose)),
            exp.LTE(this=of("at"), expression=bind(ask.clock.as_of)),
        ],
        group=[of("customer_id")],
        having=later,
    )


def segment_change(node: n.SegmentChange, ask: Ask) -> Predicate:
    """A recorded membership began or ended in the window."""
    catalog = ask.draft.context.catalog
    if node.segment not in catalog.segment_names():
        raise UnknownNameError("segment", node.segment, catalog.segment_names())
    source = ask.draft.per_customer(("change", node, ask.clock.as_of), lambda: _recorded(node, ask))
    return is_there(source)


def _recorded(node: n.SegmentChange, ask: Ask) -> exp.Select:
    def of(name: str) -> exp.Column:
        return sql.column("memberships", name)

    at = of("entered_at" if node.change == "entered" else "left_at")
    is_it = exp.EQ(this=sql.column("segments", "name"), expression=ask.draft.bind(node.segment))
    same = exp.EQ(this=sql.column("segments", "segment_id"), expression=of("segment_id"))
    return sql.select(
        [of("customer_id")],
        sql.table("memberships"),
        joins=[sql.join(sql.table("segments"), same, left=False)],
        where=[
            is_it,
            sql.is_null(sql.column("segments", "deleted_at")),
            *_inside(at, ask.clock.interval(node.window).until(ask.clock.as_of), ask),
        ],
        distinct=True,
    )


def changed(node: n.Changed, value_type: ValueType, ask: Ask) -> Predicate:
    """The attribute took another value in the window."""
    key = ("changed", node, ask.clock.as_of)
    if node.entity == "customer":
        return is_there(ask.draft.per_customer(key, lambda: _changes(node, value_type, ask)))
    company = companies(ask)

    def make(name: str) -> Source:
        on = exp.EQ(this=sql.column(name, "customer_id"), expression=sql.column(company.name, "company_id"))
        return Source(name, on, lambda: _changes(node, value_type, ask))

    found = is_there(ask.draft.source(key, make))
    founded = exp.LTE(this=sql.column(company.name, "created_at"), expression=ask.draft.bind(ask.clock.as_of))
    return Predicate(sql.all_of([found.sql, sql.coalesce(founded, sql.TRUE.copy())]), found.requires)


def _changes(node: n.Changed, value_type: ValueType, ask: Ask) -> exp.Select:
    def of(name: str) -> exp.Column:
        return sql.column(CHANGES, name)

    order: list[tuple[Sql, bool]] = [(of("at"), False), (of("seq"), False)]
    hers = ask.draft.only_customer(of("id")) if node.entity == "customer" else ()
    known = sql.select(
        [
            of("id"),
            of("at"),
            of("value"),
            sql.alias(sql.window(exp.Lag(this=of("value")), [of("id")], order), "before"),
            sql.alias(sql.window(exp.RowNumber(), [of("id")], order), "place"),
        ],
        sql.table(CHANGES),
        where=[
            *hers,
            exp.EQ(this=of("entity"), expression=ask.draft.bind(node.entity)),
            exp.EQ(this=of("attribute"), expression=ask.draft.bind(node.attribute)),
            exp.LTE(this=of("at"), expression=ask.draft.bind(ask.clock.as_of)),
        ],
    )
    value = sql.column("k", "value")
    conditions: list[Sql] = [
        exp.GT(this=sql.column("k", "place"), expression=sql.number(1)),
        exp.NullSafeNEQ(this=value, expression=sql.column("k", "before")),
        *_inside(sql.column("k", "at"), ask.clock.interval(node.window), ask),
    ]
    if node.to is not None:
        wanted = bound(node.to, value_type, ask.draft)
        conditions.append(exp.EQ(this=typed(value.copy(), value_type), expression=wanted))
    owner = sql.alias(sql.column("k", "id"), "customer_id")
    return sql.select([owner], sql.subquery(known, "k"), where=conditions, distinct=True)


def _inside(at: Sql, interval: Interval, ask: Ask) -> list[Sql]:
    conditions: list[Sql] = [sql.not_null(at)]
    if interval.low is not None:
        conditions.append(exp.GT(this=at.copy(), expression=ask.draft.bind(interval.low)))
    if interval.high is not None:
        conditions.append(exp.LTE(this=at.copy(), expression=ask.draft.bind(interval.high)))
    return conditions


def bucket(node: n.Bucket, ask: Ask) -> Predicate:
    """A stable share of everybody."""
    fraction = sql.call("hash_fraction", ask.draft.bind(node.salt), customer_key())
    share = ask.draft.bind(node.percent / 100)
    return Predicate(exp.LT(this=fraction, expression=share))
