"""Values near a comparison's border: the nearest that would satisfy it, or that would not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

import msgspec

from clientela.compile.times import Clock
from clientela.rules import nodes as n
from clientela.rules.operators import OPERATORS, WhenMissing
from clientela.rules.types import NUMERIC, TEMPORAL, ValueType
from clientela.segments.explaining.facts import Plain
from clientela.segments.explaining.proposing.goals import Goal

DAY = dt.timedelta(days=1)
LARGEST = {ValueType.INTEGER: 2**63 - 1, ValueType.DECIMAL: 10**13, ValueType.MONEY: 10**13}
_OPPOSITES = (
    *(("=", "!="), ("<", ">="), (">", "<="), ("in", "not in"), ("contains", "not contains")),
    *(("is set", "is not set"), ("includes any", "includes none")),
)
_COMPLEMENTS = dict(_OPPOSITES) | {second: first for first, second in _OPPOSITES}


@dataclass(frozen=True, slots=True)
class Target:
    """A value to reach (None: missing), and the comparison it was chosen to meet."""

    value: Plain
    test: n.Compare | None = None


def targets_of(node: n.Compare, goal: Goal, kind: ValueType, now: Plain, clock: Clock) -> list[Target]:
    """Values that should give the comparison the wanted truth, nearest first."""
    found: list[Target] = []
    for test, operator in _tests(node, goal):
        values = [typed_number(value, kind) for value in _values(operator, node.operand, kind, now, clock)]
        found += [Target(value, test) for value in values if value is not None]
    if kind in NUMERIC | TEMPORAL and now is not None:
        found.sort(key=lambda target: abs(_measure(target.value) - _measure(now)))
    return found + [Target(None)] * missing_will_do(node.operator, goal)


def missing_will_do(operator: str, goal: Goal) -> bool:
    """Whether the truth for a missing value is the wanted one."""
    truth = {WhenMissing.TRUE: True, WhenMissing.FALSE: False, WhenMissing.UNKNOWN: None}
    return goal.met_by(truth[OPERATORS[operator].when_missing])


def _tests(node: n.Compare, goal: Goal) -> list[tuple[n.Compare | None, str]]:
    """The comparison to meet, and what to look for: an operator, or the failing of one."""
    if goal.truth:
        return [(node, node.operator)]
    if node.operator == "between":
        low, high = cast("tuple[n.Scalar, n.Scalar]", node.operand)
        return [(n.Compare(node.value, "<", low), "below"), (n.Compare(node.value, ">", high), "above")]
    opposite = _COMPLEMENTS.get(node.operator)
    if opposite is not None:
        return [(msgspec.structs.replace(node, operator=opposite), opposite)]
    return [(None, f"not {node.operator}")]


def _values(operator: str, operand: n.Operand, kind: ValueType, now: Plain, clock: Clock) -> Sequence[Plain]:
    if operator == "is set":
        return [_sample(kind, clock)]
    if operator == "is not set":
        return []
    if operator.removeprefix("not ") in ("before", "after", "on", "within") and kind in TEMPORAL:
        return _temporal(operator, operand, kind, clock)
    if kind is ValueType.LIST:
        return _lists(operator, cast("tuple[str, ...]", operand), now)
    if kind is ValueType.BOOLEAN:
        return [operand if operator == "=" else not operand]
    if kind is ValueType.TEXT:
        return _texts(operator, operand, now)
    return _numbers(operator, operand, kind)


def _numbers(operator: str, operand: n.Operand, kind: ValueType) -> Sequence[Plain]:
    items = operand if isinstance(operand, tuple) else (operand,)
    numbers = [Decimal(str(item)) for item in items if isinstance(item, int | float)]
    step = (
        Decimal(1) if kind is ValueType.INTEGER else min(Decimal("0.01"), *(_unit(each) for each in numbers))
    )
    low, high = min(numbers), max(numbers)
    match operator:
        case "=" | ">=" | "<=" | "in":
            return numbers
        case "<" | "below":
            return [low - step]
        case ">" | "above":
            return [high + step]
        case "between":
            return [low, high, (low + high) / 2]
        case "!=" | "not in":
            return [low - step, high + step]
    return []


def _unit(number: Decimal) -> Decimal:
    """One in the last place of the number."""
    exponent = number.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)


def _texts(operator: str, operand: n.Operand, now: Plain) -> Sequence[Plain]:
    words = [str(item) for item in operand] if isinstance(operand, tuple) else [str(operand)]
    match operator:
        case "=" | "in" | "contains":
            return words
        case "starts with" | "ends with":
            return words
    other = "other"
    while any(word.lower() in other or other in word.lower() for word in words) or other == now:
        other += "*"
    return [other]


def _lists(operator: str, items: tuple[str, ...], now: Plain) -> Sequence[Plain]:
    held = list(now or [])
    match operator:
        case "includes any":
            return [[*held, item] for item in items]
        case "includes all":
            return [[*held, *(item for item in items if item not in held)]]
        case "not includes all":
            return [[each for each in held if each != item] or ["other"] for item in items]
        case "includes none":
            return [[each for each in held if each not in items] or ["other"]]
    return []


def _temporal(operator: str, operand: n.Operand, kind: ValueType, clock: Clock) -> Sequence[Plain]:
    step = DAY if kind is ValueType.DATE else dt.timedelta(seconds=1)
    if operator.endswith("within"):
        low, high = _edges(cast(n.Window, operand), kind, clock)
        if operator == "within":
            first = [low + step] if low is not None else []
            return [*([high] if high is not None else []), *first] or [_sample(kind, clock)]
        return [*([low] if low is not None else []), *([high + step] if high is not None else [])]
    moment = cast(n.Moment, operand)
    is_date = kind is ValueType.DATE
    start: Plain = clock.day(moment) if is_date else clock.first(moment)
    end: Plain = clock.day(moment) if is_date else clock.last(moment)
    found: dict[str, Sequence[Plain]] = {
        "before": [start - step],
        "not before": [start],
        "after": [end + step],
        "not after": [end],
        "on": [start],
        "not on": [start - step, end + step],
    }
    return found[operator]


def _edges(window: n.Window, kind: ValueType, clock: Clock) -> tuple[Plain, Plain]:
    if kind is ValueType.DATE:
        days = clock.days(window)
        return days.low, days.high
    interval = clock.interval(window)
    return interval.low, interval.high


def _sample(kind: ValueType, clock: Clock) -> Plain:
    return {
        ValueType.TEXT: "known",
        ValueType.BOOLEAN: True,
        ValueType.DATE: clock.today,
        ValueType.INSTANT: clock.as_of,
        ValueType.LIST: ["known"],
    }.get(kind, 1)


def typed_number(value: Plain, kind: ValueType) -> Plain:
    """A number as an attribute or field of that type holds it; anything else as it is."""
    if value is None or kind not in NUMERIC:
        return value
    if kind is ValueType.NUMBER:
        return float(value)
    if abs(value) > LARGEST[kind]:
        return None
    return int(value) if kind is ValueType.INTEGER else Decimal(str(value)).quantize(Decimal("0.0001"))


def _measure(value: Plain) -> float:
    if isinstance(value, dt.datetime):
        return value.timestamp()
    return float(value.toordinal()) if isinstance(value, dt.date) else float(value)


__all__ = ["Target", "missing_will_do", "targets_of", "typed_number"]
