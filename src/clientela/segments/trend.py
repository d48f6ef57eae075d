"""The past of a rule: its size at each of many instants, asked in one shared pass."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Literal, TypeAlias

from clientela.compile import Question
from clientela.rules.nodes import All, Rule
from clientela.segments.base import Base, Size
from clientela.segments.evaluation import count_many

Every: TypeAlias = Literal["day", "week", "month", "quarter", "year"]
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def trend(base: Base, rule: Rule, instants: Sequence[dt.datetime]) -> list[Size]:
    """The rule's size at each instant; nothing later than an instant is read for it."""
    asked = [base.in_utc(instant) for instant in instants]
    questions = [Question(rule, at) for at in asked]
    everyone = [Question(All(()), at) for at in asked]
    found = count_many(base, [*questions, *everyone])
    return [Size(*each) for each in zip(found[: len(asked)], found[len(asked) :], asked, strict=True)]


def instants(base: Base, first: dt.date, until: dt.datetime, every: Every) -> list[dt.datetime]:
    """Midnights of the base's zone from `first` on, a step apart, up to `until`, which is always the last."""
    end = base.in_utc(until)
    found: list[dt.datetime] = []
    step = 0
    while (at := _midnight(base, _stepped(first, every, step))) < end:
        found.append(at)
        step += 1
    return [*found, end]


def _stepped(first: dt.date, every: Every, count: int) -> dt.date:
    if every in _DAYS:
        return first + dt.timedelta(days=_DAYS[every] * count)
    year, month = divmod(first.year * 12 + first.month - 1 + _MONTHS[every] * count, 12)
    return dt.date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def _midnight(base: Base, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), base.zone).astimezone(dt.UTC)
