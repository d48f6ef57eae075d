"""From a wanted result back to what it is computed from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from clientela.compile.times import Clock, add_months
from clientela.rules import nodes as n
from clientela.rules.types import ValueType
from clientela.segments.explaining.facts import Plain

DAY = dt.timedelta(days=1)


def since(count: int, unit: str, kind: ValueType, clock: Clock) -> list[Plain]:
    """Dates or instants that lie so many whole units back."""
    if unit == "day":
        return [clock.today - DAY * count] if kind is ValueType.DATE else [clock.as_of - DAY * count]
    months = count * (12 if unit == "year" else 1)
    try:
        day = add_months(clock.today, -months)
    except ValueError:  # before the year 1
        return []
    days = [day, day - DAY] if count >= 0 else [day, day + DAY]
    return list(days) if kind is ValueType.DATE else [clock.midnight(each) + DAY / 2 for each in days]


def with_part(part: str, wanted: int, now: Plain, clock: Clock) -> list[Plain]:
    """The date or instant moved so that this part of it is as wanted."""
    moved: list[Plain] = []
    base = now.astimezone(clock.zone) if isinstance(now, dt.datetime) else now
    try:
        match part:
            case "weekday":
                moved = [base + DAY * (wanted - base.isoweekday())]
            case "quarter":
                moved = [base.replace(month=(wanted - 1) * 3 + 1, day=min(base.day, 28))]
            case "month":
                moved = [base.replace(month=wanted, day=min(base.day, 28))]
            case "day":
                moved = [base.replace(day=wanted)]
            case "year":
                moved = [base.replace(year=wanted)]
            case "hour" if isinstance(base, dt.datetime):
                moved = [base.replace(hour=wanted)]
    except ValueError:
        if part == "year" and 1 <= wanted <= 9999:
            moved = [base.replace(year=wanted, day=28)]
        elif part == "day" and 29 <= wanted <= 31:
            moved = [base.replace(month=1, day=wanted)]
    return [each.astimezone(dt.UTC) if isinstance(each, dt.datetime) else each for each in moved]


def operand_of(operator: str, wanted: float, other: float, *, is_left: bool) -> float | None:
    """What one side of an arithmetic must be, beside the other, for the wanted result."""
    try:
        match operator, is_left:
            case "+", _:
                return wanted - other
            case "-", True:
                return wanted + other
            case "-", False:
                return other - wanted
            case "*", _:
                return wanted / other
            case "/", True:
                return wanted * other
            case "/", False:
                return other / wanted
    except ZeroDivisionError:
        return None
    return None


def field_for(
    value: n.Value, wanted: Plain, kind_of: Callable[[n.Value], ValueType], clock: Clock
) -> tuple[str, Plain] | None:
    """The field of the event or deal at hand that gives a value made of it the wanted result."""
    match value:
        case n.Field(name=name):
            return name, wanted
        case n.Elapsed(value=n.Field(name=name), unit=unit) if wanted is not None:
            kind = kind_of(n.Field(name))
            found = since(int(wanted), unit, kind, clock)
            return (name, found[0]) if found else None
        case n.DatePart(value=n.Field(name=name), part=part) if wanted is not None:
            kind = kind_of(n.Field(name))
            base: Plain = clock.today - DAY if kind is ValueType.DATE else clock.as_of - DAY
            found = with_part(part, int(wanted), base, clock)
            return (name, found[0]) if found else None
        case n.Arithmetic(operator=operator, left=left, right=n.Constant(value=number)) if wanted is not None:
            inner = operand_of(operator, float(wanted), float(number), is_left=True)
            return None if inner is None else field_for(left, inner, kind_of, clock)
        case n.Arithmetic(operator=operator, left=n.Constant(value=number), right=right) if (
            wanted is not None
        ):
            inner = operand_of(operator, float(wanted), float(number), is_left=False)
            return None if inner is None else field_for(right, inner, kind_of, clock)
        case n.Elapsed(value=inner) | n.DatePart(value=inner):
            return field_for(inner, None, kind_of, clock) if wanted is None else None
    return None
