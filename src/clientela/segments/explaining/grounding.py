"""A rule as it concerns one customer with everybody else held fixed.

Names are expanded; a rank becomes a comparison with the values at its borders among the others, a question
about the people of her company one about her beside what the others answer, a lottery its outcome. What is
left can be asked of a store that holds her alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil, floor
from typing import Any, cast

import msgspec

from clientela.compile import Context, Question, members_query, truths_query, values_query
from clientela.compile.expand import AsOf, expand_names
from clientela.compile.times import MICROSECOND, Clock
from clientela.rules import nodes as n
from clientela.rules.inference import type_of
from clientela.rules.types import NUMERIC, ValueType
from clientela.segments.base import Base
from clientela.segments.explaining.facts import Plain

LEAST = 10**18
EVERYONE, NO_ONE = n.All(()), n.AnyOf(())


@dataclass(frozen=True, slots=True)
class Standing:
    """Where she stands in a rank, and what others have at its borders."""

    value: Any
    type: ValueType
    place: int | None
    size: int
    border: Plain  # the least she needs (for the bottom: the most); None where any value will do


@dataclass(frozen=True, slots=True)
class Grounding:
    """Reads what everybody else has from the store at hand."""

    base: Base
    context: Context
    customer: int
    _known: dict[tuple[n.Node, dt.datetime], n.Node] = field(default_factory=dict, repr=False)
    _ranked: dict[tuple[n.Rank, dt.datetime], _Others] = field(default_factory=dict, repr=False)

    def rule(self, rule: n.Rule, as_of: dt.datetime) -> n.Rule:
        """The whole rule, names expanded and others fixed."""
        expanded = expand_names(rule, self.context.catalog)
        return cast(n.Rule, self.node(expanded, Clock(as_of, self.context.zone)))

    def node(self, node: n.Node, clock: Clock) -> n.Node:
        """Any part of an expanded rule, asked at the clock's instant."""
        match node:
            case AsOf(condition=condition, moment=moment):
                return AsOf(self.node(condition, asked_at(moment, clock)), moment)
            case n.Rank() | n.Related(relation="person"):
                key = (node, clock.as_of)
                if key not in self._known:
                    if isinstance(node, n.Rank):
                        self._known[key] = self._rank(node, clock)
                    else:
                        self._known[key] = self._people(node, clock)
                return self._known[key]
            case n.Bucket():
                return EVERYONE if self._truth(node, clock) else NO_ONE
            case _:
                return self._rebuilt(node, clock)

    def standing(self, node: n.Rank, clock: Clock) -> Standing:
        """Her place, and the border of the rank among the others."""
        value_type = type_of(node.by, self.context.catalog) or ValueType.NUMBER
        values = self._others(node, clock)
        size = values.count + values.stands
        place = values.ahead + 1 if values.stands else None
        return Standing(values.own, value_type, place, size, values.nth(values.last))

    def _others(self, node: n.Rank, clock: Clock) -> _Others:
        key = (node, clock.as_of)
        if key not in self._ranked:
            self._ranked[key] = _Others(self, node, clock)
        return self._ranked[key]

    def _rebuilt(self, node: n.Node, clock: Clock) -> n.Node:
        changes: dict[str, object] = {}
        for name in node.__struct_fields__:
            part = getattr(node, name)
            if isinstance(part, n.Node):
                changes[name] = self.node(part, clock)
            elif isinstance(part, tuple) and any(isinstance(item, n.Node) for item in part):
                changes[name] = tuple(
                    self.node(item, clock) if isinstance(item, n.Node) else item for item in part
                )
        return msgspec.structs.replace(node, **changes) if changes else node

    def _truth(self, rule: n.Rule, clock: Clock) -> bool | None:
        query = truths_query([Question(rule, clock.as_of)], self.context, self.customer)
        found = self.base.engine.rows(
            f"SELECT q0 FROM ({query.sql}) WHERE customer_id = {int(self.customer)}", query.parameters
        )
        return found[0][0] if found else None

    def _rank(self, node: n.Rank, clock: Clock) -> n.Condition:
        values = self._others(node, clock)
        by = cast(n.Value, self.node(node.by, clock))
        parts: list[n.Condition] = []
        if node.within is not None:
            parts.append(surely(cast(n.Condition, self.node(node.within, clock))))
        value_type = type_of(node.by, self.context.catalog) or ValueType.NUMBER
        known = _is_known(by, value_type)
        lowest, better = values.nth(values.last), values.nth(values.above)
        if values.last < 1:
            parts.append(n.Not(known))
        else:
            parts.append(known if lowest is None else _reaches(by, lowest, node.side, value_type))
        if values.above > 0:
            above = known if better is None else _reaches(by, better, node.side, value_type)
            parts.append(n.Not(above))
        return n.All(tuple(parts))

    def _people(self, node: n.Related, clock: Clock) -> n.Condition:
        company = self._company(clock)
        if company is None:
            return EVERYONE if node.quantifier == "none" else NO_ONE
        belongs = n.Compare(n.Variable("company_id"), "=", company)
        so = self._others_of(n.All((belongs, node.condition)), clock)
        herself = surely(cast(n.Condition, self.node(node.condition, clock)))
        match node.quantifier:
            case "any":
                return n.AnyOf((herself, EVERYONE if so else NO_ONE))
            case "none":
                return n.All((n.Not(herself), NO_ONE if so else EVERYONE))
            case "all":
                everybody = len(self._others_of(belongs, clock)) == len(so)
                return n.All((herself, EVERYONE if everybody else NO_ONE))

    def _company(self, clock: Clock) -> int | None:
        wanted = {"company": n.Variable("company_id")}
        query, _ = values_query(wanted, clock.as_of, self.context, customer=self.customer)
        found = self.base.engine.rows(query.sql, query.parameters)
        return found[0][1] if found else None

    def _others_of(self, rule: n.Rule, clock: Clock) -> list[int]:
        query = members_query(Question(rule, clock.as_of), self.context)
        found = self.base.engine.rows(query.sql, query.parameters)
        return [customer for (customer,) in found if customer != self.customer]


class _Others:
    """The values that everybody else in a rank has; each question reads everybody once."""

    def __init__(self, grounding: Grounding, node: n.Rank, clock: Clock) -> None:
        self.engine, customer = grounding.base.engine, int(grounding.customer)
        top = node.side == "top"
        query, _ = values_query(
            {"v": node.by}, clock.as_of, grounding.context, within=node.within or EVERYONE
        )
        self.parameters = query.parameters
        self.known = f"WITH t AS MATERIALIZED ({query.sql})"
        self.others = f"t.customer_id <> {customer} AND t.v IS NOT NULL"
        self.order = "DESC" if top else "ASC"
        own = f"(SELECT v FROM t WHERE customer_id = {customer})"
        ((count, ahead, self.own, inside),) = self.engine.rows(
            f"{self.known} SELECT count(*) FILTER ({self.others}), "
            f"count(*) FILTER ({self.others} AND t.v {'>' if top else '<'} {own}), "
            f"{own}, count(*) FILTER (t.customer_id = {customer}) FROM t",
            self.parameters,
        )
        self.count, self.ahead = int(count), int(ahead)
        self.stands = bool(inside) and self.own is not None
        first, self.last = _places(node, self.count + 1)
        self.above = first - 1
        self._at = self._values_at([self.last, self.above])

    def nth(self, place: int) -> Plain:
        """The value of the one at a border of the rank; None where there are not so many."""
        return self._at.get(place)

    def _values_at(self, places: list[int]) -> dict[int, Plain]:
        wanted = [place for place in places if 1 <= place <= self.count]
        if not wanted:
            return {}
        numbered = f"SELECT v, row_number() OVER (ORDER BY v {self.order}) AS n FROM t WHERE {self.others}"
        found = self.engine.rows(
            f"{self.known} SELECT n, v FROM ({numbered}) WHERE n IN ({', '.join(map(str, wanted))})",
            self.parameters,
        )
        return {int(place): value for place, value in found}


def asked_at(moment: n.Moment, clock: Clock) -> Clock:
    """The clock of a condition that is asked at another instant."""
    return clock.at(min(clock.last(moment), clock.as_of))


def surely(condition: n.Condition) -> n.Condition:
    """True where the condition is true, else false."""
    return n.Compare(n.Choose((n.Case(condition, then=True),), otherwise=False), "=", operand=True)


def _places(node: n.Rank, size: int) -> tuple[int, int]:
    """The first and last place that count, among so many."""
    amount = Decimal(repr(node.amount))
    if node.measure == "customers":
        return 1, floor(amount)
    if node.measure == "percent":
        return 1, ceil(size * amount / 100)
    return floor(size * (amount - 1) / 10) + 1, floor(size * amount / 10)


def _is_known(by: n.Value, value_type: ValueType) -> n.Condition:
    """True of every value, unknown where it is missing."""
    if value_type in NUMERIC:
        return n.Compare(by, ">=", -LEAST)
    return n.Compare(by, "within", n.AllTime())


def _reaches(by: n.Value, border: Plain, side: str, value_type: ValueType) -> n.Condition:
    """At least (for the bottom: at most) the border's value."""
    if value_type in NUMERIC:
        number = float(border) if isinstance(border, Decimal) else border
        return n.Compare(by, ">=" if side == "top" else "<=", number)
    if isinstance(border, dt.datetime):
        at = border.astimezone(dt.UTC)
        span = n.Span(after=n.AtInstant(at - MICROSECOND)) if side == "top" else n.Span(until=n.AtInstant(at))
        return n.Compare(by, "within", span)
    day = n.OnDate(border)
    return n.Compare(by, "within", n.Span(after=day) if side == "top" else n.Span(until=day))
