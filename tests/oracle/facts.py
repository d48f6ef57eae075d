"""Short words for the worlds of hand-computed tests."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from clientela.rules import nodes as n
from tests.oracle.evaluate import truths, value_of
from tests.oracle.scene import Question
from tests.oracle.world import Change, Customer, Event, Plain, World

ANA, BEA, CARL = 1, 2, 3


def utc(text: str) -> dt.datetime:
    """An instant from ISO text, UTC unless it has an offset."""
    at = dt.datetime.fromisoformat(text)
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)


NOON = utc("2026-03-01T12:00")


def money(text: str) -> Decimal:
    return Decimal(text)


def happening(
    number: int, at: str, kind: str = "order_completed", customer: int = ANA, **fields: Plain | None
) -> Event:
    """An event; its id sorts by its number."""
    return Event(f"e{number:03}", customer, utc(at), kind, fields)


def of_ana(*events: Event, zone: str = "Europe/Madrid", **attributes: Plain | None) -> World:
    """A world with Ana alone."""
    return World(zone=zone, customers=(Customer(ANA, always=attributes),), events=events)


def with_history(attribute: str, *values: tuple[str, Plain | None], zone: str = "Europe/Madrid") -> World:
    """A world with Ana, one of whose attributes changed at these instants."""
    changes = tuple(Change(attribute, value, utc(at), seq) for seq, (at, value) in enumerate(values, 1))
    return World(zone=zone, customers=(Customer(ANA, changes=changes),))


def truth(rule: n.Rule, world: World, as_of: dt.datetime = NOON) -> bool | None:
    """The truth of the rule for Ana."""
    return truths(rule, Question(world, as_of))[ANA]


def value(what: n.Value, world: World, as_of: dt.datetime = NOON) -> Any:
    """The value Ana has."""
    return value_of(what, world.customers[0], as_of, world)
