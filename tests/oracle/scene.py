"""One customer at one instant: what is known of her, and who answers for each kind of node."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from zoneinfo import ZoneInfo

from clientela.rules import nodes as n
from tests.oracle.calendar_arithmetic import Interval, day_of, interval_of
from tests.oracle.world import Change, Company, Customer, Deal, Event, Plain, World


@dataclass(frozen=True)
class Question:
    """A world and an instant; keeps what was read once, for speed only."""

    world: World
    as_of: dt.datetime
    ranks: dict[n.Rank, dict[int, bool | None]] = field(default_factory=dict)
    earlier: dict[dt.datetime, Question] = field(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the workspace."""
        return ZoneInfo(self.world.zone)

    @cached_property
    def events(self) -> dict[int, list[Event]]:
        """Per customer the events not later than as_of, by (at, event_id)."""
        found: dict[int, list[Event]] = {}
        for event in sorted(self.world.events, key=lambda event: (event.at, event.event_id)):
            if event.at <= self.as_of:
                found.setdefault(event.customer_id, []).append(event)
        return found

    @cached_property
    def population(self) -> list[Customer]:
        """The customers who exist at as_of."""
        firsts: dict[int, dt.datetime] = {}
        for event in self.world.events:
            firsts[event.customer_id] = min(event.at, firsts.get(event.customer_id, event.at))
        return [
            customer
            for customer in self.world.customers
            if _exists(customer.created_at, firsts.get(customer.customer_id), self.as_of)
        ]

    @cached_property
    def population_ids(self) -> set[int]:
        return {customer.customer_id for customer in self.population}

    @cached_property
    def companies(self) -> dict[int, Company]:
        """The companies that exist at as_of."""
        return {
            company.company_id: company
            for company in self.world.companies
            if company.created_at is None or company.created_at <= self.as_of
        }

    @cached_property
    def deals(self) -> list[Deal]:
        """The deals that exist at as_of."""
        return [d for d in self.world.deals if d.created_at is None or d.created_at <= self.as_of]

    def interval(self, window: n.Window) -> Interval:
        return interval_of(window, self.as_of, self.zone)

    def at(self, instant: dt.datetime) -> Question:
        """The same world asked at another instant."""
        if instant == self.as_of:
            return self
        if instant not in self.earlier:
            self.earlier[instant] = Question(self.world, instant)
        return self.earlier[instant]


def _exists(created_at: dt.datetime | None, first: dt.datetime | None, as_of: dt.datetime) -> bool:
    known = [instant for instant in (created_at, first) if instant is not None]
    return not known or min(known) <= as_of


def present(value: Plain | None) -> Plain | None:
    """The value; empty texts and empty lists are missing."""
    return None if value in ("", ()) else value


def changes_of(owner: Customer | Company | Deal, attribute: str, as_of: dt.datetime) -> list[Change]:
    """The history of an attribute up to as_of, by (at, seq)."""
    found = [c for c in owner.changes if c.attribute == attribute and c.at <= as_of]
    return sorted(found, key=lambda change: (change.at, change.seq))


def attribute_of(owner: Customer | Company | Deal, attribute: str, as_of: dt.datetime) -> Plain | None:
    """The value an attribute has at as_of."""
    if all(change.attribute != attribute for change in owner.changes):
        return present(owner.always.get(attribute))
    history = changes_of(owner, attribute, as_of)
    return present(history[-1].value) if history else None


@dataclass(frozen=True)
class Scene:
    """A customer at the instant of a question, and the event or deal that a `where` looks at."""

    question: Question
    customer: Customer
    row: Event | Deal | None = None

    @property
    def as_of(self) -> dt.datetime:
        return self.question.as_of

    @property
    def events(self) -> list[Event]:
        """Her events not later than as_of, by (at, event_id)."""
        return self.question.events.get(self.customer.customer_id, [])

    @property
    def today(self) -> dt.date:
        """The day of as_of in the workspace's zone."""
        return day_of(self.as_of, self.question.zone)

    @property
    def own_zone(self) -> ZoneInfo:
        """The customer's own zone, else the workspace's."""
        name = self.attribute("time_zone")
        return ZoneInfo(str(name)) if name is not None else self.question.zone

    @property
    def company_id(self) -> Plain | None:
        return self.attribute("company_id")

    @property
    def company(self) -> Company | None:
        """The company she belongs to, if it exists yet."""
        named = self.company_id
        return self.question.companies.get(named) if isinstance(named, int) else None

    def attribute(self, name: str) -> Plain | None:
        return attribute_of(self.customer, name, self.as_of)

    def field(self, name: str) -> Plain | None:
        """A field of the event or deal at hand."""
        if self.row is None:
            raise ValueError(f"no event or deal at hand for field {name!r}")
        return field_of(self.row, name, self.as_of)

    def looking_at(self, row: Event | Deal | None) -> Scene:
        return replace(self, row=row)

    def kept(self, kinds: Iterable[str], where: n.Condition | None) -> list[Event]:
        """Her events of the kinds for which `where` is true, all time."""
        return [
            event
            for event in self.events
            if event.kind in kinds and (where is None or truth_of(where, self.looking_at(event)) is True)
        ]

    def kept_within(self, kinds: Iterable[str], where: n.Condition | None, window: n.Window) -> list[Event]:
        """Likewise, inside a window."""
        interval = self.question.interval(window)
        return [event for event in self.kept(kinds, where) if interval.holds(event.at)]


def field_of(row: Event | Deal, name: str, as_of: dt.datetime) -> Plain | None:
    """A field of an event, or an attribute of a deal as of the instant."""
    if isinstance(row, Deal):
        return attribute_of(row, name, as_of)
    return row.at if name == "at" else present(row.fields.get(name))


TRUTHS: dict[type[n.Node], Callable[..., bool | None]] = {}
VALUES: dict[type[n.Node], Callable[..., Plain | None]] = {}


def decides(node: type[n.Node]) -> Callable[[Callable[..., bool | None]], Callable[..., bool | None]]:
    """Register the function that tells the truth of a kind of condition."""

    def register(function: Callable[..., bool | None]) -> Callable[..., bool | None]:
        TRUTHS[node] = function
        return function

    return register


def yields(node: type[n.Node]) -> Callable[[Callable[..., Plain | None]], Callable[..., Plain | None]]:
    """Register the function that finds a kind of value."""

    def register(function: Callable[..., Plain | None]) -> Callable[..., Plain | None]:
        VALUES[node] = function
        return function

    return register


def truth_of(condition: n.Condition, scene: Scene) -> bool | None:
    """True, false or None (unknown)."""
    return TRUTHS[type(condition)](condition, scene)


def found(value: n.Value, scene: Scene) -> Plain | None:
    """The value, or None where it is missing."""
    return present(VALUES[type(value)](value, scene))
