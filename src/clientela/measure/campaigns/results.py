"""What came of a campaign: the ledger's sum, the funnel of every group, lift, credit, satisfaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

import pyarrow as pa

from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.attribution import Attribution
from clientela.measure.effects import Effect
from clientela.measure.funnel import FunnelStage
from clientela.measure.lines import Line
from clientela.measure.report import CampaignReport
from clientela.measure.satisfaction import Satisfaction

By: TypeAlias = Literal["all", "arm", "segment", "channel"]
NoLift: TypeAlias = Literal["", "not_begun", "no_holdout", "thin"]

GROUP_COLUMNS = (
    ("by", pa.string()),
    ("name", pa.string()),
    ("stage", pa.string()),
    ("count", pa.int64()),
    ("of_targeted", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("by_machine", pa.int64()),
    ("sales", pa.float64()),
    ("sales_per_customer", pa.float64()),
    ("sales_low", pa.float64()),
    ("sales_high", pa.float64()),
    ("cost", pa.float64()),
)
"""The columns of `groups_table`: a row a group and stage."""


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

    def groups_table(self) -> pa.Table:
        """A row a group and stage, as `GROUP_COLUMNS`."""
        rows = [row for each in self.groups for row in _rows(each)]
        return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in GROUP_COLUMNS})

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


def _rows(group: Group) -> Iterator[dict[str, object]]:
    each = group.per_customer
    for stage in group.stages:
        share = stage.of_targeted
        yield {
            "by": group.by,
            "name": group.name,
            "stage": stage.stage,
            "count": stage.count,
            "of_targeted": share.value if share else None,
            "low": share.low if share else None,
            "high": share.high if share else None,
            "by_machine": stage.by_machine,
            "sales": group.sales,
            "sales_per_customer": each.value if each else None,
            "sales_low": each.low if each else None,
            "sales_high": each.high if each else None,
            "cost": group.cost,
        }
