"""What every operator of `Compare` says, and what it says of a missing value."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from clientela.rules import nodes as n
from tests.oracle.calendar_arithmetic import day_of_moment, days_of, first_of, last_of
from tests.oracle.scene import Question, Scene, decides, found
from tests.oracle.world import Plain

TRUE_WHEN_MISSING = frozenset({"!=", "not in", "not contains", "includes none", "is not set"})
FALSE_WHEN_MISSING = frozenset({"is set"})
LETTERS = {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"}


@decides(n.Compare)
def compare(condition: n.Compare, scene: Scene) -> bool | None:
    value = found(condition.value, scene)
    if value is None:
        if condition.operator in FALSE_WHEN_MISSING:
            return False
        return True if condition.operator in TRUE_WHEN_MISSING else None
    return holds(value, condition.operator, condition.operand, scene.question)


def holds(value: Plain, operator: str, operand: n.Operand, question: Question) -> bool:
    """Whether a known value stands in this relation to the operand."""
    if operator in ("is set", "is not set"):
        return operator == "is set"
    if isinstance(value, tuple):
        return holds_of_list(value, operator, operand)
    if isinstance(value, dt.date):
        return holds_of_time(value, operator, operand, question)
    if isinstance(value, str) and operator in FOLDED:
        return FOLDED[operator](fold(value), fold(str(operand)))
    return holds_of_plain(value, operator, operand)


def holds_of_list(value: tuple[str, ...], operator: str, operand: Any) -> bool:
    match operator:
        case "includes any":
            return any(item in value for item in operand)
        case "includes all":
            return all(item in value for item in operand)
        case "includes none":
            return not any(item in value for item in operand)
    raise ValueError(f"{operator!r} is not for lists")


def holds_of_plain(value: Any, operator: str, operand: Any) -> bool:
    match operator:
        case "=":
            return bool(value == literal(operand, value))
        case "!=":
            return bool(value != literal(operand, value))
        case "<":
            return bool(value < literal(operand, value))
        case "<=":
            return bool(value <= literal(operand, value))
        case ">":
            return bool(value > literal(operand, value))
        case ">=":
            return bool(value >= literal(operand, value))
        case "between":
            return bool(literal(operand[0], value) <= value <= literal(operand[1], value))
        case "in":
            return any(value == literal(item, value) for item in operand)
        case "not in":
            return not any(value == literal(item, value) for item in operand)
    raise ValueError(f"{operator!r} is not for {value!r}")


def literal(operand: Any, value: Plain) -> Any:
    """An operand as the value's own kind of number: a double beside a double, else exact."""
    if isinstance(operand, str | bool):
        return operand
    return float(operand) if isinstance(value, float) else Decimal(repr(operand))


def fold(text: str) -> str:
    """Lower case without accents, the letters that have none spelled out."""
    apart = unicodedata.normalize("NFD", text.lower())
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return "".join(LETTERS.get(letter, letter) for letter in bare)


FOLDED: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda value, part: part in value,
    "not contains": lambda value, part: part not in value,
    "starts with": lambda value, part: value.startswith(part),
    "ends with": lambda value, part: value.endswith(part),
}


def holds_of_time(value: dt.date, operator: str, operand: Any, question: Question) -> bool:
    if isinstance(value, dt.datetime):
        return holds_of_instant(value, operator, operand, question)
    return holds_of_date(value, operator, operand, question)


def holds_of_instant(value: dt.datetime, operator: str, operand: Any, question: Question) -> bool:
    if operator == "within":
        return question.interval(operand).holds(value)
    first = first_of(operand, question.as_of, question.zone)
    last = last_of(operand, question.as_of, question.zone)
    return {"before": value < first, "after": value > last, "on": first <= value <= last}[operator]


def holds_of_date(value: dt.date, operator: str, operand: Any, question: Question) -> bool:
    if operator == "within":
        return days_of(operand, question.as_of, question.zone).holds(value)
    day = day_of_moment(operand, question.as_of, question.zone)
    return {"before": value < day, "after": value > day, "on": value == day}[operator]
