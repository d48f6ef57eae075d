"""The members of one segment, page by page, and why one of them is in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientela.segments.evaluation import values_of
from clientela.segments.explaining.telling import Told
from clientela.segments.profile_wording import said_value
from clientela.segments.record import entered_at, recorded_from
from clientela_web.privacy import shown, shown_count
from clientela_web.segments.queries.columns import Column
from clientela_web.segments.queries.opened import Opened
from clientela_web.ui import writing
from clientela_web.workspace import firm

PAGE = 50
_UNITS = frozenset({"money", "share", "probability", "per cent", "year"})


@dataclass(frozen=True, slots=True)
class Member:
    """A row: our number, the cells as the account may see them, and since when by the record."""

    customer_id: int
    cells: list[tuple[object, bool]]
    since: dt.datetime | None
    is_since_the_beginning: bool


@dataclass(frozen=True, slots=True)
class MembersShown:
    """One page of members, under the columns that have anything to show; no rows where few are not shown."""

    columns: list[Column]
    rows: list[Member]
    count: int
    first: int
    last: int
    page: int
    pages: int
    at: dt.datetime


def members_of(
    opened: Opened, columns: Sequence[Column], page: int, *, drop_empty: bool = False
) -> MembersShown | None:
    """A page of members in the order of their numbers; None while they are worked out.

    With `drop_empty` a column of which nobody on the page has a value is left out.
    """
    segment, moment = opened.segment, opened.moment
    ids = opened.ask(("ids",), lambda: segment.ids(moment.instant()))
    if ids is None:
        return None
    count = len(ids.value)
    if shown_count(opened.account, count) is None:
        return MembersShown([], [], count, 0, 0, 1, 1, ids.at)
    pages = max(1, -(-count // PAGE))
    place = (min(max(page, 1), pages) - 1) * PAGE
    chosen = ids.value[place : place + PAGE].to_pylist()
    instant, base = opened.moment.as_of or ids.at, firm().base
    names = tuple(column.name for column in columns)
    rows = opened.ask(
        ("rows", names, place, instant), lambda: values_of(base, names, chosen, instant), wait=0.3
    )
    if rows is None:
        return None
    kept = [
        each for each in columns if not drop_empty or any(row[each.name] is not None for row in rows.value)
    ]
    members = _members(opened, kept, rows.value, instant)
    return MembersShown(
        kept, members, count, place + 1, place + len(chosen), place // PAGE + 1, pages, ids.at
    )


def _members(
    opened: Opened, columns: Sequence[Column], rows: list[dict[str, object]], instant: dt.datetime
) -> list[Member]:
    engine, number = firm().store.engine, opened.saved.segment_id
    since = entered_at(engine, number, [int(str(row["customer_id"])) for row in rows], instant)
    beginning = recorded_from(engine, number)
    return [
        Member(
            customer_id=(customer := int(str(row["customer_id"]))),
            cells=[(_cell(opened, column, row[column.name]), column.is_number) for column in columns],
            since=since.get(customer),
            is_since_the_beginning=since.get(customer) == beginning,
        )
        for row in rows
    ]


def _cell(opened: Opened, column: Column, value: object) -> object:
    """As the account may see it, and as the reader writes it."""
    seen = shown(opened.account, column.name, value)
    match seen:
        case bool():
            return seen
        case dt.datetime():
            return writing.instant(seen)
        case dt.date():
            return writing.day(seen)
        case list() | tuple():
            return ", ".join(str(each) for each in seen)
        case None | str():
            return _option(opened, column, seen)
    return (
        said_value(float(str(seen)), column.unit, opened.language) if column.unit in _UNITS else _plain(seen)
    )


def _plain(value: object) -> str:
    return writing.number(value) if isinstance(value, int | float | Decimal) else str(value)


def _option(opened: Opened, column: Column, value: str | None) -> str:
    if not value:
        return writing.NOTHING
    return firm().catalog.labels.option(column.name, value, opened.language) or value


def why(opened: Opened, customer_id: int) -> Told | None:
    """Why the customer is in or not, in the reader's language; None while it is worked out."""
    segment, moment = opened.segment, opened.moment
    answer = opened.ask(
        ("why", customer_id), lambda: segment.explain(customer_id, moment.instant(), "en"), wait=0.5
    )
    return None if answer is None else answer.value.told(opened.language)
