"""Signs that customers want something they do not get, each as a rule; and whether they are satisfied."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clientela.catalog.special import hinted_category
from clientela.compile import Question
from clientela.discover.features.columns import as_float64
from clientela.discover.features.table import Numbers
from clientela.rules import nodes as n
from clientela.rules.text import parse_rule
from clientela.segments.base import Base
from clientela.segments.evaluation import truths, values

DAYS = 365
"""How far back wishes and lost deals are looked for; visits and searches 90 days."""

MOST_TOPICS = 6
FEWEST_WITH_TOPIC = 30

SCORES: Mapping[str, tuple[n.Value, float]] = {
    "csat": (n.Variable("csat_last"), 0.75),
    "nps": (n.Variable("nps_last"), 0.9),
    "review": (n.Variable("last_review_stars"), 0.75),
}
"""Where satisfaction is read, the first known of them, and from which part of the scale on it is good.

Top two of five, nine of ten, top two of five stars, as those measures are defined.
"""

_BASES = {"nps": 0.0}  # scales that begin at 0 whatever is answered
_TOPS = (5.0, 7.0, 10.0, 100.0)


@dataclass(frozen=True, slots=True)
class Demand:
    """A wish: its key (`searched_in_vain` …), the topic it is about, if any, and who has it."""

    key: str
    rule: n.Rule
    topic: str = ""


def demands(base: Base, as_of: dt.datetime) -> tuple[Demand, ...]:
    """The wishes this store can tell.

    Searches without a result, visits without an order, deals lost for a reason, and topics of tickets and
    answers; a reason or topic counts when it is the usual one of at least 30 customers, and when its words do
    not hint at a special category of personal data.
    """
    visits = "count(page_viewed, product_viewed, last 90 days) >= 3 and never order_completed in last 90 days"
    found = [
        Demand("searched_in_vain", parse_rule("did search_performed where results = 0 in last 90 days")),
        Demand("visits_without_order", parse_rule(visits)),
    ]
    levels = _levels(base, as_of)
    for name, (_, key, rule) in _NAMED.items():
        found += [Demand(key, rule(level), level) for level in levels[name]]
    return tuple(found)


def _lost_for(reason: str) -> n.Rule:
    return n.Related("deal", "any", n.All((_is("status", "lost"), _is("lost_reason", reason))))


def _asked_about(topic: str) -> n.Rule:
    return n.Happened(("ticket_opened",), _is("topic", topic), _YEAR)


def _answered_about(theme: str) -> n.Rule:
    return n.Happened(("survey_answered",), _is("theme", theme), _YEAR)


_YEAR = n.LastPeriod(DAYS, "day")
_NAMED: Mapping[str, tuple[n.Value, str, Callable[[str], n.Rule]]] = {
    "reason": (n.Variable("main_lost_reason"), "lost_deal", _lost_for),
    "topic": (n.Aggregate("mode", ("ticket_opened",), "topic", None, _YEAR), "asked_about", _asked_about),
    "theme": (n.Aggregate("mode", ("survey_answered",), "theme", None, _YEAR), "spoke_of", _answered_about),
}


def _levels(base: Base, as_of: dt.datetime) -> dict[str, list[str]]:
    """The reasons, topics and themes that are the usual one of enough customers, the most frequent first."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in _NAMED}
    for batch in values(base, {name: value for name, (value, _, _) in _NAMED.items()}, as_of):
        for name, counter in counts.items():
            counter.update(each for each in batch.column(name).to_pylist() if each)
    return {
        name: [
            level
            for level, count in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
            if count >= FEWEST_WITH_TOPIC and hinted_category(level) is None
        ][:MOST_TOPICS]
        for name, counter in counts.items()
    }


def _is(field: str, value: str) -> n.Compare:
    return n.Compare(n.Field(field), "=", value)


def read_demands(
    base: Base, wanted: tuple[Demand, ...], customer_ids: NDArray[np.int64], as_of: dt.datetime
) -> list[Numbers]:
    """For each demand 1 or 0 a customer; unknown is no sign of it."""
    batches = truths(base, [Question(each.rule, as_of) for each in wanted])
    columns = [np.zeros(len(customer_ids)) for _ in wanted]
    for batch in batches:
        there, places = _places(batch, customer_ids)
        for number, column in enumerate(columns):
            column[places] = np.nan_to_num(as_float64(batch.column(f"q{number}")))[there]
    return columns


def read_satisfaction(base: Base, customer_ids: NDArray[np.int64], as_of: dt.datetime) -> Numbers:
    """1 for customers whose latest score is good, 0 for the others who gave one, NaN for who gave none."""
    asked = {name: value for name, (value, _) in SCORES.items()}
    scores = {name: np.full(len(customer_ids), np.nan) for name in asked}
    for batch in values(base, asked, as_of):
        there, places = _places(batch, customer_ids)
        for name, column in scores.items():
            column[places] = as_float64(batch.column(name))[there]
    found = np.full(len(customer_ids), np.nan)
    for name, column in scores.items():
        good = _good(column, SCORES[name][1], _BASES.get(name))
        found = np.where(np.isnan(found), good, found)
    return found


def _good(column: Numbers, part: float, low: float | None) -> Numbers:
    """Whether each score lies in the good part of the scale that the scores seem to have."""
    known = column[~np.isnan(column)]
    if not len(known):
        return column
    top = next((top for top in _TOPS if known.max() <= top), float(known.max()))
    bottom = low if low is not None else 0.0 if known.min() == 0 else 1.0
    good = (column >= bottom + part * (top - bottom)).astype(np.float64)
    good[np.isnan(column)] = np.nan
    return good


def _places(
    batch: pa.RecordBatch, customer_ids: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    ids = np.asarray(batch.column("customer_id"), np.int64)
    places = np.minimum(np.searchsorted(customer_ids, ids), len(customer_ids) - 1)
    there: NDArray[np.bool_] = customer_ids[places] == ids
    return there, places[there]
