"""What targets are measured by: anything a rule can ask, as a mean, a share or a number of members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from clientela.act.wording import PHRASES
from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import capital
from clientela.compile import Question
from clientela.errors import ClientelaError, RuleSyntaxError
from clientela.rules.check import check_or_raise
from clientela.rules.nodes import All, InSegment, OnDate, Rule
from clientela.rules.sentences import sentence
from clientela.rules.text import parse_rule, parse_value
from clientela.segments.base import Base
from clientela.segments.evaluation import count_many
from clientela.segments.intervals import share_interval
from clientela.segments.profile import ProfileRow, profile
from clientela.segments.profile_figures import LEAST
from clientela.segments.profile_language import variable_said
from clientela.segments.profile_variables import named_variables
from clientela.segments.profile_wording import said_value

Shown: TypeAlias = Literal["mean", "share", "members"]
MEMBERS = "members"

OFFERED: tuple[str, ...] = (
    "repeat_buyer",
    "orders_30d >= 1",
    "orders_90d >= 1",
    "orders_365d",
    "avg_order_value_365d",
    "revenue_365d",
    "categories_365d",
    "discount_share_365d",
    "can_email_marketing",
    "can_contact_marketing",
    "click_rate_90d",
    "messages_clicked_90d >= 1",
    "nps_avg_365d",
    "csat_avg_365d",
    "contacts_90d >= 1",
    "has_open_deal",
    "deals_won",
    "has_open_ticket",
    MEMBERS,
)
"""What a form offers first; any other variable or condition will do as well."""

_IN_PARTS = ("share", "probability")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric understood: `condition` is set where it is a share for whom something holds."""

    text: str
    shown: Shown
    unit: str
    label: str
    condition: Rule | None = None

    @property
    def is_share(self) -> bool:
        """Whether its values run from 0 to 1."""
        return self.unit in _IN_PARTS

    def said(self, value: float | None, language: str) -> str:
        """A value of it, in its unit."""
        return said_value(value, self.unit, language)


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric's value among `n` customers of whom it is known, with its 95 % interval.

    `value` is None, and so is the interval, where fewer than ten are known; a number of members has none.
    """

    metric: Metric
    value: float | None
    low: float | None
    high: float | None
    n: int
    as_of: dt.datetime


def metric_of(catalog: FirmCatalog, text: str, language: str = "en") -> Metric:
    """What a metric's text means; raises ClientelaError where nothing measurable answers to it."""
    text = text.strip()
    if text == MEMBERS:
        return Metric(MEMBERS, "members", "members", capital(PHRASES.say("metric_members", language)))
    return _of_variable(catalog, text, language) or _of_condition(catalog, text, language)


def measure(
    base: Base,
    catalog: FirmCatalog,
    rule: Rule,
    metrics: Sequence[str],
    as_of: dt.datetime,
    *,
    language: str = "en",
) -> list[Measured]:
    """Each metric among the members of the rule at the instant, in the order given.

    Raises as `metric_of` does, and RuleCheckError for a rule with problems.
    """
    known = [metric_of(catalog, text, language) for text in metrics]
    rows = _rows_of(base, catalog, rule, [each.text for each in known if _is_variable(each)], as_of)
    counts = _counts_of(base, rule, [each.condition for each in known if each.condition is not None], as_of)
    total = counts.pop(0)
    instant = base.in_utc(as_of)
    found = []
    for each in known:
        if each.shown == "members":
            found.append(Measured(each, float(total), None, None, total, instant))
        elif each.condition is not None:
            found.append(_share(each, counts.pop(0), total, instant))
        else:
            found.append(_of_row(each, rows.get(each.text), instant))
    return found


def members_then(name: str, day: dt.date) -> Rule:
    """Whoever was a member of the saved segment at the end of that day, wherever they are now."""
    return InSegment(name, OnDate(day))


def _of_variable(catalog: FirmCatalog, text: str, language: str) -> Metric | None:
    try:
        parse_value(text)
    except RuleSyntaxError:
        return None
    (profiled,) = named_variables(catalog, [text])
    if profiled.shown not in ("mean", "share"):
        raise ClientelaError(
            f"{text} is no number; measure a number, or a condition such as \"{text} = '…'\""
        )
    label = capital(variable_said(text, catalog, language))
    return Metric(profiled.text, "mean" if profiled.shown == "mean" else "share", profiled.unit, label)


def _of_condition(catalog: FirmCatalog, text: str, language: str) -> Metric:
    rule = parse_rule(text)
    check_or_raise(rule, catalog)
    label = sentence(rule, language, catalog.labels).removesuffix(".")
    return Metric(text, "share", "share", label, rule)


def _is_variable(metric: Metric) -> bool:
    return metric.condition is None and metric.shown != "members"


def _rows_of(
    base: Base, catalog: FirmCatalog, rule: Rule, names: Iterable[str], as_of: dt.datetime
) -> Mapping[str, ProfileRow]:
    wanted = tuple(dict.fromkeys(names))
    if not wanted:
        return {}
    return {row.variable: row for row in profile(base, catalog, rule, as_of, variables=wanted).rows}


def _counts_of(base: Base, rule: Rule, conditions: Sequence[Rule], as_of: dt.datetime) -> list[int]:
    asked = [rule, *(All((rule, condition)) for condition in conditions)]
    return count_many(base, [Question(each, as_of) for each in asked])


def _share(metric: Metric, count: int, total: int, as_of: dt.datetime) -> Measured:
    if total < LEAST:
        return Measured(metric, None, None, None, total, as_of)
    return Measured(metric, count / total, *share_interval(count, total), total, as_of)


def _of_row(metric: Metric, row: ProfileRow | None, as_of: dt.datetime) -> Measured:
    if row is None:
        return Measured(metric, None, None, None, 0, as_of)
    return Measured(metric, row.segment_value, row.low, row.high, row.n, as_of)
