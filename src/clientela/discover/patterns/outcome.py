"""What subgroups may differ in: any rule, or any number, and how far ahead of the features it lies."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.compile import Question
from clientela.compile.expand import expand_names
from clientela.discover.features.columns import as_float64
from clientela.discover.features.table import Numbers
from clientela.errors import ClientelaError, RuleSyntaxError
from clientela.rules import nodes as n
from clientela.rules.inference import type_of
from clientela.rules.text import parse_rule, parse_value, write_rule, write_value
from clientela.rules.types import NUMERIC, Catalog, ValueType
from clientela.segments.base import Base
from clientela.segments.evaluation import truths, values

_DAYS = {"second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 31}
_DAYS |= {"quarter": 92, "year": 366}
_FAMILIES = {"product_bought": "order_completed"}  # the lines of an order are the order


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rule (what share meets it?) or a number (what is its mean?).

    Features are read `days` before the outcome: an outcome "in the last 90 days" is the future of customers
    as they were 90 days ago. With 0 both are read at the same instant.
    """

    text: str
    rule: n.Rule | None
    value: n.Value | None
    days: int

    @property
    def is_share(self) -> bool:
        """Whether it is true or false of a customer."""
        return self.rule is not None


@dataclass(frozen=True, slots=True)
class Ingredient:
    """Something a value is made of: an attribute, or events of a kind, all or those of a `where`."""

    name: str
    where: n.Condition | None = None
    is_event: bool = False
    is_windowed: bool = False

    def overlaps(self, other: Ingredient) -> bool:
        """Whether both are made of the same; all events of a kind hold those of any `where`."""
        return self.name == other.name and (None in (self.where, other.where) or self.where == other.where)


def outcome_of(text: str | n.Rule, catalog: Catalog, days: int | None = None) -> Outcome:
    """The outcome a rule or the name of a number says; `days` overrides how far ahead it lies.

    Without it, that is the length of its longest window (`did order_completed in last 90 days`, `stopped
    (order_completed, 180 days)`), or 0. Raises ClientelaError for a text that is neither, or no number.
    """
    rule, value = _read(text)
    if value is not None and type_of(value, catalog) not in NUMERIC | {ValueType.BOOLEAN}:
        raise ClientelaError(f"{text} is neither true or false nor a number; write a rule, as {text} = 'x'")
    if value is not None and type_of(value, catalog) is ValueType.BOOLEAN:
        rule, value = n.Compare(value, "=", operand=True), None
    node: n.Node | None = rule if rule is not None else value
    if node is None:
        raise ClientelaError(f"{text!r} is no outcome")
    written = write_rule(rule) if rule is not None else write_value(value) if value is not None else ""
    ahead = _days_ahead(expand_names(node, catalog)) if days is None else days
    if ahead < 0:
        raise ClientelaError("the days an outcome lies ahead cannot be negative")
    return Outcome(written, rule, value, ahead)


def _read(text: str | n.Rule) -> tuple[n.Rule | None, n.Value | None]:
    if not isinstance(text, str):
        return text, None
    try:
        return parse_rule(text), None
    except RuleSyntaxError as error:
        try:
            return None, parse_value(text)
        except RuleSyntaxError:
            raise error from None


def _days_ahead(node: n.Node) -> int:
    """The length of the longest window the outcome looks back over."""
    found = [0.0]
    for _, each in n.walk(node):
        match each:
            case n.LastPeriod(count=count, unit=unit) | n.Stopped(count=count, unit=unit):
                found.append(count * _DAYS[unit])
            case n.Compare(value=n.Occurrence(), operator="before", operand=n.Ago(count=count, unit=unit)):
                found.append(count * _DAYS[unit])
            case n.Compare(value=n.Elapsed(unit=unit), operator=">" | ">=", operand=int(count)):
                found.append(count * _DAYS[unit])
    return math.ceil(max(found))


def ingredients(node: n.Node, catalog: Catalog) -> frozenset[Ingredient]:
    """What a rule or value is made of in the end."""
    return frozenset(_ingredients(expand_names(node, catalog)))


def _ingredients(expanded: n.Node) -> Iterator[Ingredient]:
    for _, each in n.walk(expanded):
        match each:
            case n.Variable(name=name, entity=entity) | n.Changed(attribute=name, entity=entity):
                yield Ingredient(name if entity == "customer" else f"{entity}.{name}")
            case n.Estimate(name=name):
                yield Ingredient(f"estimate {name}")
            case n.Consents():
                yield Ingredient("consent")
            case n.RelatedAggregate() | n.Related(relation="deal"):
                yield Ingredient("deal", is_event=True)
            case (
                n.Happened() | n.Aggregate() | n.Occurrence() | n.FirstTime() | n.Resumed() | n.Stopped()
                | n.Regularly() | n.Step()
            ):  # fmt: skip
                windowed = not isinstance(getattr(each, "window", None), n.AllTime)
                for kind in each.kinds:
                    yield Ingredient(
                        _FAMILIES.get(kind, kind), each.where, is_event=True, is_windowed=windowed
                    )


def is_own(value: n.Value, outcome: Outcome, catalog: Catalog) -> bool:
    """Whether a feature is part of the outcome's own definition, so that it would "explain" it.

    With days between them, events inside the outcome's window are none the feature has seen.
    """
    node: n.Node | None = outcome.rule if outcome.rule is not None else outcome.value
    if node is None:
        return False
    made_of = [each for each in ingredients(node, catalog) if not (outcome.days and each.is_windowed)]
    other = ingredients(value, catalog)
    return any(mine.overlaps(its) for mine in made_of for its in other)


def read_outcome(
    base: Base, outcome: Outcome, customer_ids: NDArray[np.int64], as_of: dt.datetime
) -> Numbers:
    """The outcome of each of these customers: 1, 0 or a number; NaN where it is unknown."""
    if outcome.rule is not None:
        batches = truths(base, [Question(outcome.rule, as_of)])
        column = "q0"
    elif outcome.value is not None:
        batches = iter(values(base, {"q0": outcome.value}, as_of))
        column = "q0"
    found = np.full(len(customer_ids), np.nan)
    for batch in batches:
        ids = np.asarray(batch.column("customer_id"), np.int64)
        places = np.minimum(np.searchsorted(customer_ids, ids), len(customer_ids) - 1)
        asked = customer_ids[places] == ids
        found[places[asked]] = as_float64(batch.column(column))[asked]
    return found
