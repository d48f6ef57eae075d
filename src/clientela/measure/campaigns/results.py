"""What came of a campaign: the ledger's sum, the funnel of every group, lift, credit, satisfaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

import pyarrow as pa

from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.attribution import Attribution
from clientela.measure.campaigns.choosing import Choice
from clientela.measure.campaigns.sent import Declared
from clientela.measure.effects import Effect
from clientela.measure.funnel import FunnelStage
from clientela.measure.lines import Line
from clientela.measure.report import CampaignReport, effect_rows
from clientela.measure.satisfaction import Satisfaction

By: TypeAlias = Literal["all", "arm", "segment", "channel"]
NoLift: TypeAlias = Literal["", "not_begun", "no_holdout", "thin"]

COLUMNS = (
    ("part", pa.string()),
    ("by", pa.string()),
    ("name", pa.string()),
    ("against", pa.string()),
    ("figure", pa.string()),
    ("method", pa.string()),
    ("n", pa.int64()),
    ("count", pa.int64()),
    ("value", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("p", pa.float64()),
    ("q", pa.float64()),
    ("grade", pa.string()),
)
"""The columns of `rows`: a row a figure. `part` is reading, funnel, sales, cost, lift, variants or credit.

What it is read by has `by` `declared` or `chosen_after_sending`, or nothing where nothing was declared.
"""


@dataclass(frozen=True, slots=True)
class Group:
    """The customers of one arm, segment or channel, or all who were to get a message.

    `per_customer` are sales of one customer with their interval, None below ten customers; `cost` is what the
    messages to them cost.
    """

    by: By
    name: str
    stages: tuple[FunnelStage, ...]
    sales: float
    per_customer: Line | None
    cost: float
    complained: int = 0
    unsubscribed: int = 0

    @property
    def targeted(self) -> int:
        """How many were assigned to it."""
        return self.stages[0].count

    @property
    def converted(self) -> FunnelStage:
        """Those who converted in the window."""
        return self.stages[-1]

    def stage(self, name: str) -> FunnelStage | None:
        """The stage of that name; None where it means nothing, such as opening for the holdout."""
        return next((each for each in self.stages if each.stage == name), None)


@dataclass(frozen=True, slots=True)
class CampaignResults:
    """Everything that is told of one campaign, at an instant.

    `states` counts the ledger by state, `reasons` by state and reason; `gone` of those drawn are no customers
    any more (erased, or merged into others) and stand in no figure. `lift` is held against the holdout and
    None where `why_no_lift` says so; `between` are the variants against each other where nobody was held out.
    `declared` is what was said before it was sent, and `chosen_after` what it is read by otherwise.
    """

    name: str
    began: dt.datetime | None
    until: dt.datetime | None
    as_of: dt.datetime
    is_running: bool
    goal: str
    days: int
    before_days: int
    states: Mapping[str, int]
    reasons: Mapping[tuple[str, str], int]
    margin: float | None = None
    declared: Declared | None = None
    chosen_after: tuple[Choice, ...] = ()
    gone: int = 0
    groups: tuple[Group, ...] = ()
    currencies: tuple[str, ...] = ()
    lift: CampaignReport | None = None
    why_no_lift: NoLift = ""
    between: tuple[Effect, ...] = ()
    survey: str = ""
    satisfaction: Satisfaction | None = None
    attribution: Attribution | None = None

    def __repr__(self) -> str:
        return f"CampaignResults({self.name!r}: {self.targeted:,} targeted, as of {self.as_of:%Y-%m-%d})"

    @property
    def targeted(self) -> int:
        """How many have a row in the ledger."""
        return sum(self.states.values())

    @property
    def total(self) -> Group | None:
        """All who were to get a message."""
        return next(iter(self.by("all")), None)

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """What to do next."""
        return self.lift.recommendations if self.lift else ()

    def by(self, what: By) -> tuple[Group, ...]:
        """The groups of one kind."""
        return tuple(each for each in self.groups if each.by == what)

    def rows(self) -> pa.Table:
        """Every figure with its interval, as `COLUMNS`: for a file, or a frame."""
        found = [*_reading(self)] if self.groups else []
        found += [row for each in self.groups for row in _rows(each)]
        found += _effects(self.lift, self.between)
        found += _credits(self.attribution)
        return pa.table({name: pa.array([row.get(name) for row in found], kind) for name, kind in COLUMNS})

    def as_json(self, language: str = "en") -> dict[str, object]:
        """Every figure, in plain dictionaries and lists."""
        return {
            "name": self.name,
            "began": self.began,
            "until": self.until,
            "as_of": self.as_of,
            "running": self.is_running,
            "goal": self.goal,
            "days": self.days,
            "margin": self.margin,
            "declared": asdict(self.declared) if self.declared else None,
            "chosen_after_sending": [asdict(each) for each in self.chosen_after],
            "targeted": self.targeted,
            "states": dict(self.states),
            "reasons": [
                {"state": state, "reason": reason, "count": count}
                for (state, reason), count in self.reasons.items()
            ],
            "gone": self.gone,
            "groups": [asdict(each) for each in self.groups],
            "currencies": list(self.currencies),
            "lift": self.lift.as_json(language) if self.lift else None,
            "why_no_lift": self.why_no_lift,
            "between": [asdict(each) for each in self.between],
            "survey": self.survey,
            "satisfaction": asdict(self.satisfaction) if self.satisfaction else None,
            "attribution": asdict(self.attribution) if self.attribution else None,
        }


def _reading(results: CampaignResults) -> Iterator[dict[str, object]]:
    """What it is read by, and whether that was said before it was sent."""
    after: dict[str, Choice] = {each.what: each for each in results.chosen_after}
    found: dict[str, str | float | None] = {
        "goal": results.goal,
        "days": results.days,
        "margin": results.margin,
        **{what: each.read for what, each in after.items()},
    }
    for what, value in found.items():
        if value is None:
            continue
        by = "chosen_after_sending" if what in after else "declared" if results.declared else None
        said = {"name": value} if isinstance(value, str) else {"value": value}
        yield {"part": "reading", "by": by, "figure": what, **said}


def _rows(group: Group) -> Iterator[dict[str, object]]:
    told: dict[str, object] = {"by": group.by, "name": group.name, "n": group.targeted}
    for stage in group.stages:
        yield {
            **told,
            "part": "funnel",
            "figure": stage.stage,
            "count": stage.count,
            **_line(stage.of_targeted),
        }
    yield {**told, "part": "sales", "figure": "sales", "value": group.sales}
    yield {**told, "part": "sales", "figure": "per_customer", **_line(group.per_customer)}
    yield {**told, "part": "cost", "figure": "cost", "value": group.cost}


def _line(line: Line | None) -> dict[str, object]:
    return {"value": line.value, "low": line.low, "high": line.high, "p": line.p} if line else {}


def _effects(lift: CampaignReport | None, between: Sequence[Effect]) -> Iterator[dict[str, object]]:
    plain = lift.rows().to_pylist() if lift else []
    plain += [row for effect in between for row in effect_rows(effect)]
    for row in plain:
        yield {
            **row,
            "part": "lift" if lift is not None and row["against"] == lift.holdout else "variants",
            "by": "all" if row["segment"] is None else "segment",
            "name": row["arm"] if row["segment"] is None else f"{row['arm']} · {row['segment']}",
            "figure": row["outcome"],
            "value": row["difference"],
            "n": row["n"] + row["n_against"],
        }


def _credits(found: Attribution | None) -> Iterator[dict[str, object]]:
    for each in found.credits if found else ():
        told: dict[str, object] = {
            "part": "credit",
            "by": "campaign",
            "name": each.campaign,
            "figure": "sales",
        }
        yield {**told, "method": "last_touch", "count": each.conversions, "value": each.value}
        if each.incremental is not None:
            yield {**told, "method": "holdout", **_line(each.incremental)}
