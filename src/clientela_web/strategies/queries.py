"""What is planned, for whom, and what the figures propose."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from clientela.act.channels import channel_said
from clientela.act.keeping import SavedStrategy
from clientela.act.metrics import MEMBERS, OFFERED, Metric, metric_of
from clientela.act.proposing import Proposal, Proposals
from clientela.act.strategy import CHANNELS, OBJECTIVES, State, Strategy
from clientela.act.wording import PHRASES
from clientela.catalog.phrasebook import capital
from clientela.charts.strategies import strategy_calendar
from clientela.charts.theme import Spec
from clientela.errors import ClientelaError
from clientela.segments.base import Size
from clientela.segments.library import Saved
from clientela.workspace import now
from clientela.workspace.planning import TargetProgress
from clientela_web.access import Permission
from clientela_web.answers import Answer, asked, segment_sizes
from clientela_web.models import Account
from clientela_web.privacy import may_ask, sees_persons, shown_count
from clientela_web.workspace import firm

SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Planned:
    """A segment with its strategy, as the list shows it."""

    segment: Saved
    name: str
    strategy: Strategy
    state: State
    state_said: str
    objective_said: str
    days_left: int | None
    """Until an active strategy ends."""
    size: Size | None
    """None while it is worked out, and where the reader may not ask for it."""

    @property
    def ends_soon(self) -> bool:
        """Whether it is active and ends within a month."""
        return self.state is State.ACTIVE and self.days_left is not None and self.days_left <= SOON_DAYS


@dataclass(frozen=True, slots=True)
class Overview:
    """Every segment, with its strategy or without."""

    planned: list[Planned]
    without: list[tuple[Saved, str, Size | None]]
    is_waiting: bool
    budgets: list[tuple[Decimal, str]]
    calendar: Spec | None
    today: dt.date

    @property
    def active(self) -> int:
        """How many are at work today."""
        return sum(each.state is State.ACTIVE for each in self.planned)

    @property
    def ending(self) -> int:
        """How many end within a month."""
        return sum(each.ends_soon for each in self.planned)


def today() -> dt.date:
    """The day in the firm's zone."""
    return now().astimezone(firm().zone).date()


def overview(account: Account, language: str, title: str) -> Overview:
    """What is planned for every saved segment, what is at work first, and how large each segment is."""
    day, segments, strategies = today(), firm().segments(), firm().strategies()
    answer = segment_sizes() if segments else None
    sizes = _seen_sizes(account, segments, answer.value if answer else {})
    planned = [
        _planned(segment, strategies[segment.name].strategy, day, language, sizes.get(segment.segment_id))
        for segment in segments
        if segment.name in strategies
    ]
    known = sorted(filter(None, planned), key=_order)
    dated = [(each.name, each.strategy) for each in known if each.strategy.starts_on or each.strategy.ends_on]
    return Overview(
        planned=known,
        without=[
            (each, each.name_in(language), sizes.get(each.segment_id))
            for each in segments
            if each.name not in strategies
        ],
        is_waiting=bool(segments) and answer is None,
        budgets=_budgets(each.strategy for each in known if each.state is not State.ENDED),
        calendar=strategy_calendar(dated, day, title, language) if dated else None,
        today=day,
    )


def _seen_sizes(account: Account, segments: Iterable[Saved], sizes: dict[int, Size]) -> dict[int, Size]:
    """Those of the segments whose rule the account may ask."""
    seen = {each.segment_id for each in segments if may_ask(account, each.rule)}
    return {key: size for key, size in sizes.items() if key in seen}


def _planned(
    segment: Saved, strategy: Strategy | None, day: dt.date, language: str, size: Size | None
) -> Planned | None:
    if strategy is None:
        return None
    state = strategy.state(day)
    return Planned(
        segment=segment,
        name=segment.name_in(language),
        strategy=strategy,
        state=state,
        state_said=capital(state.said(language)),
        objective_said=objective_said(strategy.objective, language),
        days_left=strategy.days_left(day),
        size=size,
    )


def _order(each: Planned) -> tuple[int, dt.date, str]:
    states = (State.ACTIVE, State.PLANNED, State.DRAFT, State.ENDED)
    return states.index(each.state), each.strategy.ends_on or dt.date.max, each.name


def _budgets(strategies: Iterable[Strategy]) -> list[tuple[Decimal, str]]:
    """The sum of the budgets in each currency: unlike money is not added up."""
    sums: Counter[str] = Counter()
    for each in strategies:
        if each.budget is not None:
            sums[each.currency] += each.budget  # type: ignore[assignment]
    return [(Decimal(amount), currency) for currency, amount in sums.most_common()]


def objective_said(objective: str, language: str) -> str:
    """An objective in the reader's language."""
    return capital(PHRASES.say(f"objective_{objective}", language)) if objective in OBJECTIVES else objective


def objectives(language: str) -> list[tuple[str, str]]:
    """The objectives to choose from."""
    return [(each, objective_said(each, language)) for each in OBJECTIVES]


def channels(language: str) -> list[tuple[str, str]]:
    """The channels to choose from."""
    return [(each, channel_said(each, language)) for each in CHANNELS]


def offered_metrics(language: str, used: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The metrics a target may be measured by, those in use among them."""
    texts = dict.fromkeys((*OFFERED, *used))
    return [(text, found.label if (found := metric(text, language)) else text) for text in texts if text]


def metric(text: str, language: str) -> Metric | None:
    """The metric of that text; None where nothing measurable answers to it (any more)."""
    try:
        return metric_of(firm().catalog, text, language)
    except ClientelaError:
        return None


def progress_of(segment: Saved, language: str) -> Answer[list[TargetProgress]] | None:
    """How far the targets have come, worked out in the background; None while it is."""
    key = ("strategies", "progress", segment.segment_id, segment.version, language, today())
    return asked(key, lambda: firm().target_progress(segment.name, language=language))


def proposals_of(segment: Saved, language: str, *, wait: float = 0.3) -> Answer[Proposals] | None:
    """What the playbook proposes, worked out in the background; None while it is."""
    key = ("strategies", "proposals", segment.segment_id, segment.version, language)
    return asked(key, lambda: firm().propose_strategies(segment.name, language=language), wait=wait)


def proposal_called(segment: Saved, play: str, language: str) -> Proposal | None:
    """The proposal of that play; waits for it a while, since somebody has just seen it."""
    answer = proposals_of(segment, language, wait=20)
    return next((each for each in answer.value.found if each.play == play), None) if answer else None


def sees_proposals(account: Account) -> bool:
    """Evidence speaks of what members have in common: for those who may see customers."""
    return account.may(Permission.SEE_PERSONS)


def seen_progress(account: Account, segment: Saved, found: list[TargetProgress]) -> list[TargetProgress]:
    """Those whose figures the account may see."""
    if sees_persons(account):
        return found
    if not may_ask(account, segment.rule):
        return []
    return [each for each in found if _may_see(account, each)]


def _may_see(account: Account, each: TargetProgress) -> bool:
    measured = each.measured
    if measured.metric.text == MEMBERS:
        return shown_count(account, measured.n) is not None
    return measured.metric.condition is None or may_ask(account, measured.metric.condition)


def version_of(segment: Saved, number: int | None) -> SavedStrategy | None:
    """That version of the strategy, or the present one; None where there is none."""
    versions = firm().strategy_versions(segment.name)
    if number is not None:
        return next((each for each in versions if each.version == number), None)
    return versions[-1] if versions else None
