"""Everything that is measured of one campaign or experiment, as one value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pyarrow as pa

from clientela.errors import UnknownNameError
from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.advice.thin import smallest_effects
from clientela.measure.attribution import Attribution
from clientela.measure.balance import Checks, checks
from clientela.measure.effects import Effect
from clientela.measure.funnel import Funnel, Reached, funnels
from clientela.measure.lift import SegmentLift, between_variants, lifts, segment_lifts
from clientela.measure.lines import Line
from clientela.measure.outcomes import Outcomes
from clientela.measure.power import Smallest
from clientela.measure.returns import Return, Worth, arm_return
from clientela.measure.satisfaction import Satisfaction

COLUMNS = (
    ("outcome", pa.string()),
    ("arm", pa.string()),
    ("against", pa.string()),
    ("segment", pa.string()),
    ("n", pa.int64()),
    ("n_against", pa.int64()),
    ("value", pa.float64()),
    ("value_against", pa.float64()),
    ("method", pa.string()),
    ("difference", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("p", pa.float64()),
    ("q", pa.float64()),
    ("grade", pa.string()),
)
"""The columns of `rows`: a row a line of an effect, of which `method` says which it is."""


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """What came of a campaign, at an instant, with the population and the interval of every figure.

    `effects` are every variant against the holdout, `between` the variants against each other, `segments`
    the same by segment; `smallest` is what each effect's sizes could show. What was not asked for, or has no
    columns, is empty or None.
    """

    name: str
    primary: str
    customers: int
    arms: Mapping[str, int]
    holdout: str
    running: bool
    as_of: dt.datetime | None
    checks: Checks
    effects: tuple[Effect, ...]
    between: tuple[Effect, ...]
    segments: tuple[SegmentLift, ...]
    smallest: tuple[tuple[Effect, Smallest], ...]
    returns: tuple[Return, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    satisfaction: Satisfaction | None = None
    attribution: Attribution | None = None
    recommendations: tuple[Recommendation, ...] = ()

    def __repr__(self) -> str:
        return f"CampaignReport({self.name!r}: {self.customers:,} customers, {len(self.effects)} effects)"

    def rows(self) -> pa.Table:
        """Every line of every effect, as `COLUMNS`: for a file, or a frame."""
        found = list(self._rows())
        columns = {name: pa.array([row[name] for row in found], kind) for name, kind in COLUMNS}
        return pa.table(columns)

    def as_json(self, language: str = "en") -> dict[str, object]:
        """Every figure, in plain dictionaries and lists, and the recommendations as sentences too."""
        plain: dict[str, object] = {
            "name": self.name,
            "primary": self.primary,
            "customers": self.customers,
            "arms": dict(self.arms),
            "holdout": self.holdout,
            "running": self.running,
            "as_of": self.as_of,
            "checks": _plain_checks(self.checks),
            "effects": [_plain_effect(each) for each in self.effects],
            "between": [_plain_effect(each) for each in self.between],
            "segments": [_plain_lift(each) for each in self.segments],
            "smallest": [
                {"arm": each.arm, "outcome": each.outcome, **asdict(size)} for each, size in self.smallest
            ],
            "returns": [_plain_return(each) for each in self.returns],
            "funnels": [asdict(each) for each in self.funnels],
            "satisfaction": asdict(self.satisfaction) if self.satisfaction else None,
            "attribution": asdict(self.attribution) if self.attribution else None,
            "recommendations": [
                {**asdict(each), "sentence": each.sentence(language)} for each in self.recommendations
            ],
        }
        return plain

    def _rows(self) -> Iterator[dict[str, object]]:
        for effect in (*self.effects, *self.between):
            yield from effect_rows(effect)
        for lift in self.segments:
            for effect, line in zip(lift.effects, lift.shrunk, strict=True):
                yield from effect_rows(effect, None if self.running else line)


def measure(
    outcomes: Outcomes,
    *,
    name: str = "",
    worth: Worth | None = None,
    reached: Reached | None = None,
    funnel_by: str | None = None,
    satisfaction: Satisfaction | None = None,
    attribution: Attribution | None = None,
) -> CampaignReport:
    """Measure a campaign: checks, lift, variants, segments, returns, funnel, and what to do next.

    `worth` says what a unit of an outcome leaves, for returns; `reached` is what became of the messages.
    While the outcome window is open (`design.running`) only always-valid lines are told. Raises
    `UnknownNameError` where `worth` or `funnel_by` names what is not there.
    """
    from clientela.measure.advice.advising import advice

    found = checks(outcomes)
    effects = lifts(outcomes, found)
    report = CampaignReport(
        name=name,
        primary=outcomes.primary,
        customers=len(outcomes),
        arms=dict(zip(outcomes.arms, np.bincount(outcomes.arm_codes).tolist(), strict=True)),
        holdout=outcomes.design.holdout,
        running=outcomes.design.running,
        as_of=outcomes.design.as_of,
        checks=found,
        effects=effects,
        between=between_variants(outcomes, found),
        segments=segment_lifts(outcomes, found),
        smallest=smallest_effects(outcomes, effects),
        returns=_returns(outcomes, effects, worth),
        funnels=funnels(outcomes, reached, funnel_by) if reached is not None else (),
        satisfaction=satisfaction,
        attribution=attribution,
    )
    return replace(report, recommendations=tuple(advice(outcomes, report, worth)))


def effect_rows(effect: Effect, believed: Line | None = None) -> Iterator[dict[str, object]]:
    """A row a line of an effect; while it is running, the always-valid one alone."""
    for method, line in _lines(effect, believed):
        if line is not None:
            yield {
                "outcome": effect.outcome,
                "arm": effect.arm,
                "against": effect.against,
                "segment": effect.segment,
                "n": effect.n,
                "n_against": effect.n_against,
                "value": effect.value.value,
                "value_against": effect.value_against.value,
                "method": method,
                "difference": line.value,
                "low": line.low,
                "high": line.high,
                "p": line.p,
                "q": effect.q,
                "grade": effect.grade,
            }


def _lines(effect: Effect, believed: Line | None) -> Sequence[tuple[str, Line | None]]:
    if effect.running:
        return (("always_valid", effect.always),)
    plain = "score" if effect.kind == "rate" else "welch"
    return (
        (plain, effect.difference),
        ("adjusted", effect.adjusted.line if effect.adjusted else None),
        ("difference_in_differences", effect.trend.line if effect.trend else None),
        ("stratified", effect.stratified),
        ("winsorised", effect.winsorised),
        ("shrunk", believed),
    )


def _returns(outcomes: Outcomes, effects: Sequence[Effect], worth: Worth | None) -> tuple[Return, ...]:
    if worth is None:
        return ()
    if worth.outcome not in outcomes.columns.outcomes:
        raise UnknownNameError("outcome", worth.outcome, outcomes.columns.outcomes)
    costs = outcomes.costs()
    found = (
        arm_return(effect, float(costs[outcomes.in_arm(effect.arm)].sum()), worth)
        for effect in effects
        if effect.outcome == worth.outcome
    )
    return tuple(each for each in found if each is not None)


def _plain_checks(found: Checks) -> dict[str, object]:
    return {
        "shares": asdict(found.shares) if found.shares else None,
        "balance": [asdict(each) for each in found.balance],
        "contaminated": found.contaminated,
        "by_segment": found.by_segment,
        "speaks": found.speaks,
    }


def _plain_effect(effect: Effect) -> dict[str, object]:
    """While the window is open, nothing of an effect but what may be read."""
    best = asdict(effect.best) if effect.best is not None else None
    if not effect.running:
        return {**asdict(effect), "best": best, "is_clear": effect.is_clear}
    named = ("outcome", "kind", "arm", "against", "segment", "n", "n_against", "grade", "running")
    return {**{name: getattr(effect, name) for name in named}, "best": best, "is_clear": effect.is_clear}


def _plain_lift(lift: SegmentLift) -> dict[str, object]:
    running = any(effect.running for effect in lift.effects)
    return {
        "outcome": lift.outcome,
        "arm": lift.arm,
        "effects": [_plain_effect(each) for each in lift.effects],
        "shrunk": None if running else [asdict(each) for each in lift.shrunk],
        "heterogeneity": asdict(lift.heterogeneity) if lift.heterogeneity and not running else None,
        "hidden": lift.hidden,
    }


def _plain_return(each: Return) -> dict[str, object]:
    return {
        "arm": each.effect.arm,
        "outcome": each.effect.outcome,
        "cost": each.cost,
        "per_contact": asdict(each.per_contact),
        "total": asdict(each.total),
        "on_cost": asdict(each.on_cost) if each.on_cost else None,
        "break_even": each.break_even,
    }
