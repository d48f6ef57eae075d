"""Smaller worlds and rules that show the same disagreement, and their text."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar

import msgspec

from clientela.rules import nodes as n
from tests.oracle.world import Company, Customer, Deal, World

T = TypeVar("T")
OwnerT = TypeVar("OwnerT", Customer, Company, Deal)
Questions = tuple[tuple[n.Rule, dt.datetime], ...]
Fails = Callable[[World, Questions], bool]


def shrink(world: World, questions: Questions, fails: Fails, seconds: float = 20) -> tuple[World, Questions]:
    """The smallest world and rules found in that time which still fail."""
    end = time.monotonic() + seconds

    def still(world: World, questions: Questions) -> bool:
        return time.monotonic() < end and fails(world, questions)

    smaller = one_round(world, questions, still)
    while smaller != (world, questions):
        world, questions = smaller
        smaller = one_round(world, questions, still)
    return smaller


def one_round(world: World, questions: Questions, fails: Fails) -> tuple[World, Questions]:
    """Drop rules, simplify those that stay, drop rows, then what is known of those that stay."""
    some = fewer(questions, lambda some: bool(some) and fails(world, some))
    simple = first_failing(some, simpler_questions, lambda questions: fails(world, questions))
    less = fewer_rows(world, lambda world: fails(world, simple))
    return first_failing(less, smaller_worlds, lambda world: fails(world, simple)), simple


def simpler_questions(questions: Questions) -> Iterator[Questions]:
    for index, (rule, as_of) in enumerate(questions):
        for simpler in simpler_rules(rule):
            yield (*questions[:index], (simpler, as_of), *questions[index + 1 :])


def fewer(items: tuple[T, ...], fails: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    """As few of the items as still fail: dropped by halves, quarters … and one by one."""
    size = max(1, len(items) // 2)
    while True:
        start = 0
        while start < len(items):
            rest = items[:start] + items[start + size :]
            if fails(rest):
                items = rest
            else:
                start += size
        if size == 1:
            return items
        size //= 2


def first_failing(item: T, variants: Callable[[T], Iterator[T]], fails: Callable[[T], bool]) -> T:
    """Go on to the first variant that still fails, until none does."""
    for variant in variants(item):
        if fails(variant):
            return first_failing(variant, variants, fails)
    return item


TABLES = ("customers", "events", "deals", "companies", "consents", "memberships", "runs")


def fewer_rows(world: World, fails: Callable[[World], bool]) -> World:
    for table in TABLES:

        def fails_with(rows: tuple[Any, ...], table: str = table, world: World = world) -> bool:
            return fails(without(world, table, rows))

        world = without(world, table, fewer(getattr(world, table), fails_with))
    return world


def simpler_rules(node: Any) -> Iterator[Any]:
    """The node with one part replaced by something simpler."""
    if isinstance(node, n.All | n.AnyOf):
        yield from node.conditions
        if len(node.conditions) > 1:
            for index in range(len(node.conditions)):
                yield type(node)(node.conditions[:index] + node.conditions[index + 1 :])
    if isinstance(node, n.Not):
        yield node.condition
    for name in node.__struct_fields__:
        part = getattr(node, name)
        if name in ("where", "within") and part is not None:
            yield msgspec.structs.replace(node, **{name: None})
        if name == "window" and not isinstance(part, n.AllTime) and not isinstance(node, n.Anniversary):
            yield msgspec.structs.replace(node, window=n.AllTime())
        if isinstance(part, n.Node):
            for simpler in simpler_rules(part):
                yield msgspec.structs.replace(node, **{name: simpler})
        if isinstance(part, tuple):
            yield from simpler_items(node, name, part)


def simpler_items(node: Any, name: str, items: tuple[Any, ...]) -> Iterator[Any]:
    for index, item in enumerate(items):
        if name in ("kinds", "same", "steps", "cases") and len(items) > (name != "same") + (name == "steps"):
            yield msgspec.structs.replace(node, **{name: items[:index] + items[index + 1 :]})
        if isinstance(item, n.Node):
            for simpler in simpler_rules(item):
                yield msgspec.structs.replace(node, **{name: (*items[:index], simpler, *items[index + 1 :])})


def smaller_worlds(world: World) -> Iterator[World]:
    """The world with a simpler segment, or with less known of something."""
    for name in world.segments:
        yield replace(world, segments=dict(world.segments) | {name: n.All(())})
        for simpler in simpler_rules(world.segments[name]):
            yield replace(world, segments=dict(world.segments) | {name: simpler})
    for table in ("customers", "companies", "deals"):
        yield from fewer_attributes(world, table)
    for index, event in enumerate(world.events):
        for name in event.fields:
            rest = {key: value for key, value in event.fields.items() if key != name}
            events = (*world.events[:index], replace(event, fields=rest), *world.events[index + 1 :])
            yield replace(world, events=events)


def without(world: World, table: str, rows: tuple[Any, ...]) -> World:
    """The world with these rows in the table; what belonged to customers who went goes too."""
    world = with_rows(world, table, rows)
    if table != "customers":
        return world
    known = {customer.customer_id for customer in world.customers}
    return replace(
        world,
        events=tuple(row for row in world.events if row.customer_id in known),
        consents=tuple(row for row in world.consents if row.customer_id in known),
        memberships=tuple(row for row in world.memberships if row.customer_id in known),
    )


def with_rows(world: World, table: str, rows: tuple[Any, ...]) -> World:
    changed: dict[str, Any] = {table: rows}
    return replace(world, **changed)


def fewer_attributes(world: World, table: str) -> Iterator[World]:
    owners = getattr(world, table)
    for index, owner in enumerate(owners):
        for less in with_less(owner):
            yield with_rows(world, table, (*owners[:index], less, *owners[index + 1 :]))


def with_less(owner: OwnerT) -> Iterator[OwnerT]:
    """Nothing known at all, no history at all, then one by one."""
    if len(owner.always) > 1:
        yield replace(owner, always={})
    if len(owner.changes) > 1:
        yield replace(owner, changes=())
    for name in owner.always:
        yield replace(owner, always={key: value for key, value in owner.always.items() if key != name})
    for index in range(len(owner.changes)):
        yield replace(owner, changes=owner.changes[:index] + owner.changes[index + 1 :])
    if owner.created_at is not None:
        yield replace(owner, created_at=None)


def spelled(world: World) -> str:
    """The world as Python, without what is empty."""
    parts = [(part.name, getattr(world, part.name)) for part in fields(world)]
    return "World(" + ", ".join(f"\n    {name}={value!r}" for name, value in parts if value) + ",\n)"


def as_json(rule: n.Rule) -> str:
    return msgspec.json.encode(rule).decode()
