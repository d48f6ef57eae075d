"""Smaller worlds and rules that show the same disagreement, and their text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar

import msgspec

from clientela.rules import nodes as n
from tests.oracle.world import Company, Customer, Deal, World

OwnerT = TypeVar("OwnerT", Customer, Company, Deal)
Fails = Callable[[World, tuple[n.Rule, ...]], bool]


def shrink(
    world: World, rules: tuple[n.Rule, ...], fails: Fails, tries: int = 2000
) -> tuple[World, tuple[n.Rule, ...]]:
    """The smallest world and rules found that still fail, after at most so many tries."""
    for _ in range(tries):
        for smaller_world, smaller_rules in smaller(world, rules):
            tries -= 1
            if fails(smaller_world, smaller_rules):
                world, rules = smaller_world, smaller_rules
                break
            if tries <= 0:
                return world, rules
        else:
            return world, rules
    return world, rules


def smaller(world: World, rules: tuple[n.Rule, ...]) -> Iterator[tuple[World, tuple[n.Rule, ...]]]:
    """Everything one step smaller, the largest steps first."""
    for index in range(len(rules)):
        if len(rules) > 1:
            yield world, rules[:index] + rules[index + 1 :]
    for index, rule in enumerate(rules):
        for simpler in simpler_rules(rule):
            yield world, (*rules[:index], simpler, *rules[index + 1 :])
    yield from ((less, rules) for less in smaller_worlds(world))


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
    """The world with fewer rows, half a table at a time, then one by one; then with fewer attributes."""
    tables = ("customers", "events", "deals", "companies", "consents", "memberships")
    for table in tables:
        rows = getattr(world, table)
        if len(rows) > 1:
            yield without(world, table, rows[: len(rows) // 2])
            yield without(world, table, rows[len(rows) // 2 :])
    for table in tables:
        rows = getattr(world, table)
        for index in range(len(rows)):
            yield without(world, table, rows[:index] + rows[index + 1 :])
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
