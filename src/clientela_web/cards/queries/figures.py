"""The few figures of a card that tell most, each with its last twelve months."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from clientela.rules.types import NUMERIC
from clientela.segments.listing import values_of
from clientela.workspace import now
from clientela_web.answers import asked
from clientela_web.cards.queries import saying
from clientela_web.models import Account
from clientela_web.ui import writing
from clientela_web.workspace import firm

NAMES = (
    *("revenue_365d", "orders_365d", "days_since_last_order", "avg_order_value", "overdue_ratio"),
    *("lifecycle_stage", "rfm_group", "favourite_category", "deals_open", "deals_lost"),
    *("churn_risk", "value_365d", "nps_last"),
)
MONTHS = 12
MOST = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A variable now, and at the same hour of each month before."""

    name: str
    label: str
    value: str
    past: tuple[float | None, ...]
    told: str


def figures_of(customer_id: int, account: Account) -> tuple[list[Figure], dt.datetime] | None:
    """The figures that say something of her, and as of when; None while they are worked out."""
    names = tuple(name for name in NAMES if firm().catalog.variable(name) is not None)
    found = asked(("cards.figures", customer_id, names), lambda: _past(customer_id, names), wait=0.6)
    if found is None:
        return None
    figures = [_figure(name, found.value, account) for name in names]
    telling = [figure for figure in figures if figure.value != writing.NOTHING]
    return telling[:MOST], found.at


def _past(customer_id: int, names: tuple[str, ...]) -> list[Mapping[str, object]]:
    """The values at each month's instant, oldest first, the last as of now."""
    base, instant = firm().base, now()
    instants = [_months_before(instant, count) for count in range(MONTHS, 0, -1)]
    numbers = tuple(name for name in names if _is_number(name))
    return [
        *(values_of(base, customer_id, at, numbers) for at in instants),
        values_of(base, customer_id, instant, names),
    ]


def _figure(name: str, past: list[Mapping[str, object]], account: Account) -> Figure:
    line = tuple(_plain(values.get(name)) for values in past) if _is_number(name) else ()
    value = saying.said(account, name, past[-1].get(name))
    first = next((values[name] for values in past if values.get(name) is not None), None)
    return Figure(name, saying.label(name), value, line, saying.said(account, name, first))


def _plain(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) or hasattr(value, "as_tuple") else None  # type: ignore[arg-type]


def _is_number(name: str) -> bool:
    definition = saying.definition_of(name)
    return definition is not None and definition.type in NUMERIC


def _months_before(instant: dt.datetime, count: int) -> dt.datetime:
    year, month = divmod(instant.year * 12 + instant.month - 1 - count, 12)
    day = min(instant.day, calendar.monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)
