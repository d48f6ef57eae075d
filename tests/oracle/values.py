"""What a customer has: every kind of value."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from clientela.rules import nodes as n
from tests.oracle.calendar_arithmetic import DAY, day_of, whole_steps
from tests.oracle.scene import Scene, attribute_of, field_of, found, truth_of, yields
from tests.oracle.world import Deal, Event, Plain

MICROSECONDS_A_DAY = 86_400_000_000


@yields(n.Variable)
def variable(value: n.Variable, scene: Scene) -> Plain | None:
    facts = scene.question.world.catalog.variable(value.name, value.entity, value.arguments)
    if facts is None:
        raise ValueError(f"no variable {value.name!r}")
    if facts.definition is not None:
        return found(facts.definition, scene.looking_at(None))
    if value.entity == "customer":
        return scene.attribute(value.name)
    company = scene.company
    return attribute_of(company, value.name, scene.as_of) if company else None


@yields(n.Field)
def field(value: n.Field, scene: Scene) -> Plain | None:
    return scene.field(value.name)


@yields(n.Constant)
def constant(value: n.Constant, scene: Scene) -> Plain | None:
    return value.value


@yields(n.Aggregate)
def aggregate(value: n.Aggregate, scene: Scene) -> Plain | None:
    kept = scene.kept_within(value.kinds, value.where, value.window)
    if value.function.startswith("gap_"):
        return gap(value.function, [event.at for event in kept])
    if value.function == "share":
        return share(kept, scene.kept_within(value.kinds, None, value.window), value.field, scene)
    return over_rows(value.function, kept, value.field, scene)


@yields(n.RelatedAggregate)
def related_aggregate(value: n.RelatedAggregate, scene: Scene) -> Plain | None:
    kept = [
        deal
        for deal in deals_of(scene)
        if value.where is None or truth_of(value.where, scene.looking_at(deal)) is True
    ]
    return over_rows(value.function, kept, value.field, scene)


def deals_of(scene: Scene) -> list[Deal]:
    """Those that name her, and those that name nobody but her company."""
    mine = []
    for deal in scene.question.deals:
        customer = attribute_of(deal, "customer_id", scene.as_of)
        company = attribute_of(deal, "company_id", scene.as_of)
        if customer is not None:
            if customer == scene.customer.customer_id:
                mine.append(deal)
        elif company is not None and company == scene.company_id:
            mine.append(deal)
    return mine


def over_rows(function: str, rows: Sequence[Event | Deal], name: str | None, scene: Scene) -> Plain | None:
    """An aggregate over events or deals; all but a bare `count` skip rows whose field is missing."""
    if name is None:
        return len(rows)
    values: list[Any] = [
        item for item in (field_of(row, name, scene.as_of) for row in rows) if item is not None
    ]
    match function:
        case "count":
            return len(values)
        case "distinct":
            return len(set(values))
        case "sum":
            return total(values)
        case "avg":
            return float(total(values)) / len(values) if values else None
        case "min":
            return min(values, default=None)
        case "max":
            return max(values, default=None)
        case "mode":
            return mode(values)
    raise ValueError(f"no aggregate {function!r}")


def total(values: Sequence[Decimal]) -> Decimal | int:
    return sum(values)


def mode(values: Sequence[Any]) -> Plain | None:
    """The most frequent value, of equally frequent ones the smallest."""
    counts = Counter(values)
    most = max(counts.values(), default=0)
    return min((item for item, count in counts.items() if count == most), default=None)


def share(kept: list[Event], every: list[Event], name: str | None, scene: Scene) -> float | None:
    """The kept part of all of them, by number or by the sum of a field."""
    part, whole = (
        (len(kept), len(every))
        if name is None
        else (over_rows("sum", kept, name, scene), over_rows("sum", every, name, scene))
    )
    return float(part) / float(whole) if whole else None  # type: ignore[arg-type]


def gap(function: str, instants: list[dt.datetime]) -> float | None:
    """Days between successive distinct instants."""
    distinct = sorted(set(instants))
    gaps = sorted((later - earlier) // dt.timedelta(microseconds=1) for earlier, later in pairwise(distinct))
    if not gaps:
        return None
    middle = len(gaps) // 2
    median = gaps[middle] if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2
    microseconds = {
        "gap_avg": sum(gaps) / len(gaps),
        "gap_min": gaps[0],
        "gap_max": gaps[-1],
        "gap_median": median,
    }[function]
    return microseconds / MICROSECONDS_A_DAY


@yields(n.Occurrence)
def occurrence(value: n.Occurrence, scene: Scene) -> Plain | None:
    kept = scene.kept_within(value.kinds, value.where, value.window)
    index = {"first": 0, "last": len(kept) - 1, "nth": value.n - 1}[value.which]
    return field_of(kept[index], value.field, scene.as_of) if 0 <= index < len(kept) else None


@yields(n.Answer)
def answer(value: n.Answer, scene: Scene) -> Plain | None:
    answers = [
        event
        for event in scene.kept(("survey_answered",), None)
        if event.fields.get("survey") == value.survey
    ]
    return field_of(answers[-1], value.field, scene.as_of) if answers else None


@yields(n.Estimate)
def estimate(value: n.Estimate, scene: Scene) -> Plain | None:
    runs = [run for run in scene.question.world.runs if run.name == value.name and run.at <= scene.as_of]
    latest = sorted(runs, key=lambda run: run.at)[-1:]
    for run in latest:
        for row in run.rows:
            if row.customer_id == scene.customer.customer_id:
                return {"value": row.value, "low": row.low, "high": row.high}[value.bound]
    return None


@yields(n.Elapsed)
def elapsed(value: n.Elapsed, scene: Scene) -> Plain | None:
    since = found(value.value, scene)
    if since is None:
        return None
    if value.unit == "day" and isinstance(since, dt.datetime):
        return (scene.as_of - since) // DAY
    day, today = as_day(since, scene), scene.today
    if value.unit == "day":
        return (today - day).days
    months = {"month": 1, "year": 12}[value.unit]
    return whole_steps(day, today, months) if day <= today else -whole_steps(today, day, months)


def as_day(value: Plain, scene: Scene) -> dt.date:
    """A date as it is; an instant's day in the workspace's zone."""
    if isinstance(value, dt.datetime):
        return day_of(value, scene.question.zone)
    if isinstance(value, dt.date):
        return value
    raise ValueError(f"{value!r} is neither a date nor an instant")


@yields(n.DatePart)
def date_part(value: n.DatePart, scene: Scene) -> Plain | None:
    moment = found(value.value, scene)
    if moment is None:
        return None
    if isinstance(moment, dt.datetime):
        moment = moment.astimezone(scene.own_zone)
    if not isinstance(moment, dt.date):
        raise ValueError(f"{moment!r} is neither a date nor an instant")
    return {
        "weekday": moment.isoweekday(),
        "day": moment.day,
        "month": moment.month,
        "quarter": (moment.month + 2) // 3,
        "year": moment.year,
        "hour": moment.hour if isinstance(moment, dt.datetime) else 0,
    }[value.part]


@yields(n.Arithmetic)
def arithmetic(value: n.Arithmetic, scene: Scene) -> Plain | None:
    left, right = as_double(found(value.left, scene)), as_double(found(value.right, scene))
    if left is None or right is None:
        return None
    match value.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right if right != 0 else None


def as_double(value: Plain | None) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


@yields(n.Choose)
def choose(value: n.Choose, scene: Scene) -> Plain | None:
    for case in value.cases:
        if truth_of(case.when, scene) is True:
            return case.then
    return value.otherwise
