"""Changes to the rule, one at a time and at a path: a condition added, moved, negated, taken away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from clientela.catalog.firm import FirmCatalog
from clientela.rules import nodes as n
from clientela.rules.inference import type_of
from clientela_web.builder.drafts import Group
from clientela_web.builder.forms import FORMS
from clientela_web.builder.forms.comparison import blank_compare, blank_operand, first_operator
from clientela_web.builder.palette import node_of
from clientela_web.builder.paths import joined, part_at, path_of, split, with_part


@dataclass(frozen=True, slots=True)
class Edited:
    """The rule after a change, the part the reader's attention goes to, and the condition to open."""

    rule: n.Rule
    focus: str | None = None
    opened: n.Node | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """What changes need to know."""

    catalog: FirmCatalog
    today: dt.date


Change = Callable[[n.Rule, str, Sequence[Any], Bench], Edited]


def edited(rule: n.Rule, change: str, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """The rule after the named change at the path; LookupError where there is no such change or part."""
    return CHANGES[change](rule, path, more, bench)


def _add(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """A new condition in the group at the path, beside the condition there, or where there was none."""
    new = node_of(str(more[0]), bench.catalog, bench.today)
    holder = part_at(rule, path)
    if holder is None:
        return Edited(with_part(rule, path, new), focus=path, opened=new)
    group = holder if isinstance(holder, Group) else n.All((holder,))
    grown = type(group)((*group.conditions, new))
    place = joined(path, "conditions", len(grown.conditions) - 1)
    return Edited(with_part(rule, path, grown), focus=place, opened=new)


def _pick(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """Another value in place of the one at the path; a comparison's operator follows its type."""
    new = node_of(str(more[0]), bench.catalog, bench.today)
    value = new.value if isinstance(new, n.Compare) else n.Variable("")
    changed = with_part(rule, path, value)
    before, name, _ = split(path)
    parent = part_at(changed, before) if before else changed
    if isinstance(parent, n.Compare) and name == "value":
        value_type = type_of(parent.value, bench.catalog)
        operator = first_operator(value_type)
        fitting = msgspec.structs.replace(
            parent, operator=operator, operand=blank_operand(operator, value_type)
        )
        changed = with_part(changed, before, fitting)
    return Edited(changed, focus=joined(before, "operator") if name == "value" else path)


def _remove(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """Without the part; a group left empty goes too."""
    before, name, index = split(path)
    if index is None:
        return Edited(with_part(rule, path, None), focus=before)
    items = part_at(rule, joined(before, name))
    kept = (*items[:index], *items[index + 1 :])
    holder = part_at(rule, before)
    if not kept and before and isinstance(holder, Group) and not _is_needed(rule, before):
        return _remove(rule, _outermost(rule, before), more, bench)
    focus = joined(before, name, min(index, len(kept) - 1)) if kept else before
    return Edited(with_part(rule, joined(before, name), kept), focus=focus)


def _outermost(rule: n.Rule, path: str) -> str:
    """The path of the negation around a part, if there is one."""
    before, name, _ = split(path)
    holder = part_at(rule, before) if before else rule
    return _outermost(rule, before) if before and isinstance(holder, n.Not) and name == "condition" else path


def _is_needed(rule: n.Rule, path: str) -> bool:
    """Would the node around it have nothing to ask without the part?"""
    before, _, index = split(_outermost(rule, path))
    if index is not None:
        return False
    return isinstance(part_at(rule, before), n.Related | n.Case | n.Not)


def _shift(by: int) -> Change:
    def shifted(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
        before, name, index = split(path)
        items = list(part_at(rule, joined(before, name)))
        if index is None or not 0 <= index + by < len(items):
            return Edited(rule, focus=path)
        items.insert(index + by, items.pop(index))
        return Edited(
            with_part(rule, joined(before, name), tuple(items)), focus=joined(before, name, index + by)
        )

    return shifted


def _inwards(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """Into the group before it, or into a new one together with the condition before it."""
    before, name, index = split(path)
    items = list(part_at(rule, joined(before, name)))
    if not index:
        return _wrap(rule, path, more, bench)
    moved, neighbour = items.pop(index), items[index - 1]
    group = neighbour if isinstance(neighbour, Group) else _opposite(part_at(rule, before), (neighbour,))
    items[index - 1] = type(group)((*group.conditions, moved))
    place = joined(joined(before, name, index - 1), "conditions", len(group.conditions))
    return Edited(with_part(rule, joined(before, name), tuple(items)), focus=place)


def _outwards(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """Out of its group, behind it."""
    group_path, _, index = split(path)
    if not group_path or index is None:
        return Edited(rule, focus=path)
    above, name, place = split(_outermost(rule, group_path))
    if place is None:
        return Edited(rule, focus=path)
    moved = part_at(rule, path)
    items = part_at(rule, joined(above, name))
    grown = with_part(rule, joined(above, name), (*items[: place + 1], moved, *items[place + 1 :]))
    left = _remove(grown, path, more, bench).rule
    return Edited(left, focus=path_of(left, moved))


def _wrap(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """A group of its own around the condition."""
    condition = part_at(rule, path)
    before = split(path)[0]
    group = _opposite(part_at(rule, before) if before else rule, (condition,))
    return Edited(with_part(rule, path, group), focus=joined(path, "conditions", 0))


def _opposite(around: object, conditions: tuple[n.Condition, ...]) -> Group:
    return n.All(conditions) if isinstance(around, n.AnyOf) else n.AnyOf(conditions)


def _unwrap(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """The conditions of a group in its place in the group around it."""
    group = part_at(rule, path)
    before, name, index = split(path)
    if not isinstance(group, Group) or index is None:
        return Edited(rule, focus=path)
    items = part_at(rule, joined(before, name))
    spread = (*items[:index], *group.conditions, *items[index + 1 :])
    return Edited(with_part(rule, joined(before, name), spread), focus=path if spread else before)


def _negate(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    condition = part_at(rule, path)
    other = condition.condition if isinstance(condition, n.Not) else n.Not(condition)
    return Edited(with_part(rule, path, other), focus=path)


def _copy(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    before, name, index = split(path)
    items = part_at(rule, joined(before, name))
    if index is None:
        return Edited(rule, focus=path)
    twin = (
        msgspec.convert(msgspec.to_builtins(items[index]), n.Condition)
        if isinstance(items[index], n.Condition)
        else items[index]
    )
    twice = (*items[: index + 1], twin, *items[index + 1 :])
    return Edited(with_part(rule, joined(before, name), twice), focus=joined(before, name, index + 1))


def _append(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """A new row in a list of steps or cases."""
    items = part_at(rule, path)
    before, name, _ = split(path)
    rows: dict[str, type[n.Node]] = {"steps": n.Step, "cases": n.Case}
    row = FORMS[rows[name]].blank(bench.today)
    return Edited(with_part(rule, path, (*items, row)), focus=joined(before, name, len(items)))


def _put(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """A suggested value at the path: one more in a list, else instead of what is there."""
    held, value = part_at(rule, path), more[0]
    if isinstance(held, tuple):
        value = held if value in held else (*(each for each in held if each != ""), value)
    return Edited(with_part(rule, path, value), focus=path)


def _move(rule: n.Rule, path: str, more: Sequence[Any], bench: Bench) -> Edited:
    """Before the condition at another path, or into the group there."""
    target = str(more[0])
    if target == path or target.startswith((f"{path}.", f"{path}[")):
        return Edited(rule, focus=path)
    moved, left_behind = part_at(rule, path), n.Bucket("", 0.0)
    marked = with_part(rule, path, left_behind)
    goal = part_at(marked, target) if target else marked
    if isinstance(goal, Group):
        grown = with_part(marked, target, type(goal)((*goal.conditions, moved)))
    else:
        before, name, index = split(target)
        items = part_at(marked, joined(before, name))
        if index is None:
            return Edited(rule, focus=path)
        grown = with_part(marked, joined(before, name), (*items[:index], moved, *items[index:]))
    left = _remove(grown, _outermost(grown, path_of(grown, left_behind) or ""), more, bench).rule
    return Edited(left, focus=path_of(left, moved))


CHANGES: dict[str, Change] = {
    "move": _move,
    "add": _add,
    "pick": _pick,
    "remove": _remove,
    "up": _shift(-1),
    "down": _shift(1),
    "in": _inwards,
    "out": _outwards,
    "wrap": _wrap,
    "unwrap": _unwrap,
    "negate": _negate,
    "copy": _copy,
    "append": _append,
    "put": _put,
}
"""Every change a button can ask for."""

__all__ = ["CHANGES", "Bench", "Edited", "blank_compare", "edited"]
