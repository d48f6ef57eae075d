"""Pass 2: conditions become predicates over the columns of sources, values become cells.

One exhaustive match for conditions, one for values. Everything a node needs is lowered here and handed to
the module of its subject, which knows SQL and no other node.
"""

from __future__ import annotations

from itertools import pairwise
from typing import assert_never

from sqlglot import exp

from clientela.compile import (
    aggregates,
    attributes,
    comparisons,
    dates,
    deals,
    estimates,
    places,
    populations,
    records,
    sequences,
    sql,
)
from clientela.compile.asking import Ask, Kept
from clientela.compile.draft import Cell, Predicate
from clientela.compile.expand import AsOf
from clientela.compile.fields import field_cell
from clientela.compile.population import exists_at
from clientela.compile.sql import Sql
from clientela.compile.times import Interval
from clientela.errors import RuleCheckError, RuleProblem, UnknownNameError
from clientela.rules import nodes as n
from clientela.rules.inference import DEAL, type_of
from clientela.rules.types import ValueType


def predicate(node: n.Condition, ask: Ask) -> Predicate:
    """The truth of a condition: SQL that is TRUE, FALSE or NULL (unknown)."""
    match node:
        case n.All(conditions=conditions):
            return _all_of([predicate(each, ask) for each in conditions])
        case n.AnyOf(conditions=conditions):
            return _any_of([predicate(each, ask) for each in conditions])
        case n.Not(condition=condition):
            return Predicate(sql.negated(predicate(condition, ask).sql))
        case n.Compare(value=value):
            return comparisons.compare(cell(value, ask), node, ask.draft, ask.clock)
        case n.Changed():
            return _changed(node, ask)
        case n.Happened():
            return _happened(node, ask)
        case n.Sequence():
            return _sequence(node, ask)
        case n.Regularly():
            return _regularly(node, ask)
        case n.Stopped():
            return _stopped(node, ask)
        case n.Resumed(kinds=kinds, where=where, window=window):
            return sequences.resumed(node, kept_by(kinds, where, ask.clock.interval(window), ask), ask)
        case n.FirstTime():
            return _first_time(node, ask)
        case n.Rank():
            return _rank(node, ask)
        case n.InSegment():
            raise TypeError("a reference to a segment is expanded before it is lowered")
        case n.SegmentChange(segment=segment):
            _refuse_unknown_segment(segment, ask)
            return records.segment_change(node, ask)
        case n.Related():
            return _related(node, ask)
        case n.NearPlace():
            return places.near(node, ask)
        case n.InPolygon():
            return places.inside(node, ask)
        case n.Anniversary(value=value, window=window):
            return dates.anniversary(cell(value, ask), window, ask)
        case n.Consents():
            return records.consents(node, ask)
        case n.Bucket():
            return records.bucket(node, ask)
        case n.MessageActivity():
            raise TypeError("message activity is expanded before it is lowered")
        case AsOf(condition=condition, moment=moment):
            return _as_of(condition, moment, ask)  # type: ignore[unreachable]
        case _:
            assert_never(node)


def cell(node: n.Value, ask: Ask) -> Cell:
    """A value as SQL, NULL where it is missing."""
    match node:
        case n.Variable():
            return _attribute(node, ask)
        case n.Field(name=name):
            return field_cell(name, ask)
        case n.Aggregate():
            return _aggregate(node, ask)
        case n.Occurrence(which=which, kinds=kinds, field=field, where=where, window=window):
            kept = kept_by(kinds, where, ask.clock.interval(window), ask)
            of = field_cell(field, ask.about_events(kinds))
            if which == "nth":
                return aggregates.nth_cell(node.n, of, kept, ask)
            return aggregates.edge_cell(which, field, of, kept, ask)
        case n.RelatedAggregate(function=function, field=field, where=where):
            inside = ask.about_deals()
            about = predicate(where, inside).sql if where is not None else None
            of_deal = field_cell(field, inside) if field is not None else None
            return deals.deal_aggregate(function, of_deal, about, where, ask)
        case n.Elapsed(value=value, unit=unit):
            return dates.elapsed(cell(value, ask), unit, ask)
        case n.DatePart(value=value, part=part):
            return dates.date_part(cell(value, ask), part, ask)
        case n.Arithmetic():
            return _arithmetic(node, ask)
        case n.Constant(value=value):
            return Cell(sql.double(sql.number(value)), ValueType.NUMBER)
        case n.Choose():
            return _choose(node, ask)
        case n.Estimate():
            return estimates.estimate(node, ask)
        case n.Answer():
            raise TypeError("an answer is expanded before it is lowered")
        case _:
            assert_never(node)


def _all_of(parts: list[Predicate]) -> Predicate:
    requires = frozenset[str]().union(*(part.requires for part in parts))
    return Predicate(sql.all_of(part.sql for part in parts), requires)


def _any_of(parts: list[Predicate]) -> Predicate:
    requires = frozenset[str].intersection(*(part.requires for part in parts)) if parts else frozenset[str]()
    return Predicate(sql.any_of(part.sql for part in parts), requires)


def kept_by(kinds: tuple[str, ...], where: n.Condition | None, interval: Interval, ask: Ask) -> Kept:
    """The events of these kinds that `where` keeps, inside the interval."""
    if where is None:
        return Kept(kinds, interval)
    # what `where` compares with may depend on the instant
    return Kept(kinds, interval, predicate(where, ask.about_events(kinds)).sql, (where, ask.clock.as_of))


def _happened(node: n.Happened, ask: Ask) -> Predicate:
    kept = kept_by(node.kinds, node.where, ask.clock.interval(node.window), ask)
    count = aggregates.count_cell(kept, ask)
    limits: list[tuple[str, int]] = []
    if node.at_least > 0:
        limits.append((">=", node.at_least))
    if node.at_most is not None:
        limits.append(("<=", node.at_most))
    parts = [
        comparisons.compare(count, n.Compare(n.Constant(0), operator, limit), ask.draft, ask.clock)
        for operator, limit in limits
    ]
    return _all_of(parts)


def _refuse_unknown_segment(name: str, ask: Ask) -> None:
    catalog = ask.draft.context.catalog
    if catalog.segment(name) is None:
        raise UnknownNameError("segment", name, catalog.segment_names())


def _changed(node: n.Changed, ask: Ask) -> Predicate:
    catalog = ask.draft.context.catalog
    facts = catalog.variable(node.attribute, node.entity)
    if facts is None:
        raise UnknownNameError("attribute", node.attribute, catalog.variable_names(node.entity))
    return records.changed(node, facts.type, ask)


def _sequence(node: n.Sequence, ask: Ask) -> Predicate:
    anchored = ask.clock.interval(node.window)
    # nothing in a chain is earlier than its anchor
    windows = [anchored] + [Interval(anchored.low)] * (len(node.steps) - 1)
    kept = tuple(
        kept_by(step.kinds, step.where, window, ask) for step, window in zip(node.steps, windows, strict=True)
    )
    return sequences.sequence(node, kept, ask)


def _first_time(node: n.FirstTime, ask: Ask) -> Predicate:
    first = n.Occurrence("first", node.kinds, "at", node.where)
    inside = n.Compare(first, "within", node.window)
    return comparisons.compare(cell(first, ask), inside, ask.draft, ask.clock).surely()


def _rank(node: n.Rank, ask: Ask) -> Predicate:
    within = predicate(node.within, ask) if node.within is not None else None
    return populations.rank(node, cell(node.by, ask), within, ask)


def _related(node: n.Related, ask: Ask) -> Predicate:
    if node.relation == "person":
        return populations.people(predicate(node.condition, ask), node.quantifier, node.condition, ask)
    about = predicate(node.condition, ask.about_deals())
    return deals.any_deal(about.sql, node.condition, node.quantifier, ask)


def _regularly(node: n.Regularly, ask: Ask) -> Predicate:
    end = ask.clock.last(node.until) if node.until is not None else ask.clock.as_of
    clock = ask.clock.at(end)
    edges = [clock.step(-k, node.unit) for k in range(node.out_of + 1)]
    counts = [
        aggregates.count_cell(kept_by(node.kinds, node.where, Interval(low, high), ask), ask)
        for high, low in pairwise(edges)
    ]
    held = [
        sql.case([(exp.GT(this=count.sql, expression=sql.number(0)), sql.number(1))], sql.number(0))
        for count in counts
    ]
    total: Sql = held[0]
    for each in held[1:]:
        total = exp.Add(this=total, expression=each)
    source = counts[0].source
    requires = frozenset({source}) if source and node.periods > 0 else frozenset[str]()
    return Predicate(exp.GTE(this=exp.Paren(this=total), expression=sql.number(node.periods)), requires)


def _stopped(node: n.Stopped, ask: Ask) -> Predicate:
    border = ask.clock.step(-node.count, node.unit)
    before = aggregates.count_cell(kept_by(node.kinds, node.where, Interval(None, border), ask), ask)
    since = aggregates.count_cell(kept_by(node.kinds, node.where, Interval(border, None), ask), ask)
    parts = [
        comparisons.compare(before, n.Compare(n.Constant(0), ">", 0), ask.draft, ask.clock),
        comparisons.compare(since, n.Compare(n.Constant(0), "=", 0), ask.draft, ask.clock),
    ]
    return Predicate(sql.all_of(part.sql for part in parts), parts[0].requires)


def _as_of(condition: n.Condition, moment: n.Moment, ask: Ask) -> Predicate:
    then = min(ask.clock.last(moment), ask.clock.as_of)
    inner = predicate(condition, ask.at(ask.clock.at(then)))
    exists = exists_at(ask.draft, then)
    if exists is None:
        return inner
    return Predicate(sql.case([(exists, inner.sql)], sql.FALSE.copy()), inner.requires)


def _attribute(node: n.Variable, ask: Ask) -> Cell:
    catalog = ask.draft.context.catalog
    facts = catalog.variable(node.name, node.entity, node.arguments)
    if facts is None:
        raise UnknownNameError("variable", node.name, catalog.variable_names(node.entity))
    if node.entity == "company":
        return attributes.company_attribute(facts.name, facts.type, ask)
    return attributes.customer_attribute(facts.name, facts.type, ask)


def _aggregate(node: n.Aggregate, ask: Ask) -> Cell:
    kept = kept_by(node.kinds, node.where, ask.clock.interval(node.window), ask)
    of = field_cell(node.field, ask.about_events(node.kinds)) if node.field is not None else None
    function = node.function
    if function == "count":
        return aggregates.count_cell(kept, ask, of)
    if function == "share":
        return aggregates.share_cell(of, kept, ask)
    if function in ("gap_avg", "gap_min", "gap_max", "gap_median"):
        return aggregates.gap_cell(function, kept, ask)
    if of is None:
        raise RuleCheckError(
            [RuleProblem("field", "field_missing", f"'{function}' needs a field to work on")]
        )
    if function in ("min", "max"):
        return aggregates.extreme_cell(function, of, kept, ask)
    single = {
        "sum": aggregates.sum_cell,
        "avg": aggregates.average_cell,
        "distinct": aggregates.distinct_cell,
        "mode": aggregates.mode_cell,
    }
    return single[function](of, kept, ask)


_ARITHMETIC: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


def _arithmetic(node: n.Arithmetic, ask: Ask) -> Cell:
    left, right = (sql.double(cell(side, ask).sql) for side in (node.left, node.right))
    if node.operator == "/":
        divisor = exp.Nullif(this=right, expression=sql.number(0))
        return Cell(sql.binary(exp.Div, left, divisor), ValueType.NUMBER)
    return Cell(sql.binary(_ARITHMETIC[node.operator], left, right), ValueType.NUMBER)


def _choose(node: n.Choose, ask: Ask) -> Cell:
    value_type = type_of(node, ask.draft.context.catalog, DEAL if ask.scope.deals else ask.scope)
    value_type = value_type or ValueType.TEXT

    def constant(scalar: n.Scalar) -> Sql:
        return comparisons.bound(scalar, value_type, ask.draft)

    branches = [(predicate(case.when, ask).sql, constant(case.then)) for case in node.cases]
    default = constant(node.otherwise) if node.otherwise is not None else None
    return Cell(sql.case(branches, default), value_type)
