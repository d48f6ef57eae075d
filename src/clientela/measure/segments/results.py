"""What is told of one segment, at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import pyarrow as pa

from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.effects import Effect
from clientela.measure.funnel import FunnelStage
from clientela.measure.lines import Line

COLUMNS = (
    ("part", pa.string()),
    ("name", pa.string()),
    ("figure", pa.string()),
    ("n", pa.int64()),
    ("count", pa.int64()),
    ("value", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
)
"""The columns of `rows`: a row a figure. `part` is members, others, campaign or lift."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What a group of customers did in the days before: how many bought, and sales of one customer."""

    customers: int
    buyers: int
    sales: float
    bought: Line | None
    per_customer: Line | None


@dataclass(frozen=True, slots=True)
class Got:
    """One campaign, as the members of its day got it.

    `stages` begin with those it was sent to; `converted` is None while the window of some is open.
    """

    campaign: str
    channel: str
    first: dt.datetime
    stages: tuple[FunnelStage, ...]
    sales: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class SegmentResults:
    """One segment, at an instant, over the `days` before it.

    `members` and `others` are told side by side, with the difference: who is in a segment did otherwise for
    whatever reason. `campaigns` are the messages that members got, the latest first, each judged by who was a
    member when it began. `lifts` are what campaigns with a holdout measured in it.
    """

    name: str
    as_of: dt.datetime
    days: int
    window_days: int
    goal: str
    members: Doing
    others: Doing
    bought_more: Line | None
    spent_more: Line | None
    campaigns: tuple[Got, ...]
    lifts: tuple[tuple[str, Effect], ...] = ()
    currencies: tuple[str, ...] = ()
    judged: int = 0
    """How many customers the advice on channel and hour looked at: the last message of each."""
    recommendations: tuple[Recommendation, ...] = ()

    def __repr__(self) -> str:
        return (
            f"SegmentResults({self.name!r}: {self.members.customers:,} members, as of {self.as_of:%Y-%m-%d})"
        )

    @property
    def population(self) -> int:
        """All customers."""
        return self.members.customers + self.others.customers

    def rows(self) -> pa.Table:
        """Every figure with its interval, as `COLUMNS`."""
        found = [*_doing("members", self.members), *_doing("others", self.others)]
        for each in self.campaigns:
            told: dict[str, object] = {"part": "campaign", "name": each.campaign, "n": each.stages[0].count}
            found += [
                {**told, "figure": stage.stage, "count": stage.count, **_line(stage.of_targeted)}
                for stage in each.stages
            ]
            found.append({**told, "figure": "sales", "value": each.sales})
        for campaign, effect in self.lifts:
            n = effect.n + effect.n_against
            told = {"part": "lift", "name": campaign, "figure": effect.outcome, "n": n}
            found.append({**told, **_line(effect.best)})
        return pa.table({name: pa.array([row.get(name) for row in found], kind) for name, kind in COLUMNS})

    def as_json(self, language: str = "en") -> dict[str, object]:
        """Every figure, in plain dictionaries and lists, and the recommendations as sentences too."""
        plain = {
            name: getattr(self, name) for name in ("name", "as_of", "days", "window_days", "goal", "judged")
        }
        return {
            **plain,
            "members": asdict(self.members),
            "others": asdict(self.others),
            "bought_more": asdict(self.bought_more) if self.bought_more else None,
            "spent_more": asdict(self.spent_more) if self.spent_more else None,
            "campaigns": [asdict(each) for each in self.campaigns],
            "lifts": [
                {"campaign": campaign, "outcome": effect.outcome, "arm": effect.arm, **_line(effect.best)}
                for campaign, effect in self.lifts
            ],
            "recommendations": [
                {**asdict(each), "sentence": each.sentence(language)} for each in self.recommendations
            ],
        }


def _doing(part: str, doing: Doing) -> Sequence[dict[str, object]]:
    told: dict[str, object] = {"part": part, "n": doing.customers}
    return (
        {**told, "figure": "bought", "count": doing.buyers, **_line(doing.bought)},
        {**told, "figure": "sales", "value": doing.sales},
        {**told, "figure": "per_customer", **_line(doing.per_customer)},
    )


def _line(line: Line | None) -> dict[str, object]:
    return {"value": line.value, "low": line.low, "high": line.high} if line else {}
