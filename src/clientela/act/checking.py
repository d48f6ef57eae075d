"""What is wrong with a strategy, all of it at once, in the words of whoever wrote it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default

from babel.numbers import list_currencies

from clientela.act.metrics import MEMBERS, metric_of
from clientela.act.strategy import CHANNELS, OBJECTIVES, Strategy, Target
from clientela.act.wording import PHRASES
from clientela.catalog import FirmCatalog
from clientela.errors import ClientelaError

LONGEST = 10_000
"""Letters of one text."""
_TEXTS = ("aim", "tone", "message", "offer", "cadence", "owner", "notes")


@dataclass(frozen=True, slots=True)
class StrategyProblem:
    """One thing wrong: `field` says where (`ends_on`, `targets[0].goal`), `code` what."""

    field: str
    code: str
    values: Mapping[str, str | int] = default(default_factory=dict, hash=False)

    def said(self, language: str = "en") -> str:
        """One sentence with the cure."""
        return PHRASES.say(f"problem_{self.code}", language, None, **self.values)

    def __str__(self) -> str:
        return f"{self.field}: {self.said()}"


class StrategyError(ClientelaError):
    """A strategy cannot be kept as it is; `problems` holds everything that is wrong."""

    def __init__(self, problems: list[StrategyProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def problems_of(strategy: Strategy, catalog: FirmCatalog) -> list[StrategyProblem]:
    """Everything wrong with a strategy; empty when nothing is. What is no draft must be complete."""
    return [
        *_wording(strategy),
        *_channels(strategy),
        *_dates(strategy),
        *_money(strategy),
        *(
            problem
            for place, target in enumerate(strategy.targets)
            for problem in _target(strategy, target, place, catalog)
        ),
        *([] if strategy.is_draft else _incomplete(strategy)),
    ]


def _wording(strategy: Strategy) -> Iterator[StrategyProblem]:
    if strategy.objective not in OBJECTIVES:
        yield StrategyProblem("objective", "objective", {"known": ", ".join(OBJECTIVES)})
    for name in _TEXTS:
        if len(getattr(strategy, name)) > LONGEST:
            yield StrategyProblem(name, "long", {"most": LONGEST})


def _channels(strategy: Strategy) -> Iterator[StrategyProblem]:
    times = Counter(each.channel for each in strategy.channels)
    for place, each in enumerate(strategy.channels):
        if each.channel not in CHANNELS:
            where = f"channels[{place}].channel"
            yield StrategyProblem(where, "channel", {"name": each.channel, "known": ", ".join(CHANNELS)})
    for name in (name for name, count in times.items() if count > 1 and name in CHANNELS):
        yield StrategyProblem("channels", "channel_twice", {"name": name})


def _dates(strategy: Strategy) -> Iterator[StrategyProblem]:
    start, end = strategy.starts_on, strategy.ends_on
    if start is not None and end is not None and end < start:
        yield StrategyProblem(
            "ends_on", "end_before_start", {"start": start.isoformat(), "end": end.isoformat()}
        )


def _money(strategy: Strategy) -> Iterator[StrategyProblem]:
    if strategy.budget is not None and (not strategy.budget.is_finite() or strategy.budget < 0):
        yield StrategyProblem("budget", "budget_negative")
    if strategy.currency and strategy.currency not in list_currencies():
        yield StrategyProblem("currency", "currency", {"name": strategy.currency})
    elif strategy.budget is not None and not strategy.currency:
        yield StrategyProblem("currency", "currency_missing")


def _target(
    strategy: Strategy, target: Target, place: int, catalog: FirmCatalog
) -> Iterator[StrategyProblem]:
    where = f"targets[{place}]"
    try:
        in_parts = metric_of(catalog, target.metric).is_share
    except ClientelaError as error:
        yield StrategyProblem(f"{where}.metric", "metric", {"reason": str(error).splitlines()[0]})
        in_parts = False
    if target.goal is None:
        yield StrategyProblem(f"{where}.goal", "goal_missing")
    for name, value in (("start", target.start), ("goal", target.goal)):
        if value is not None and (not math.isfinite(value) or (in_parts and not 0 <= value <= 1)):
            yield StrategyProblem(f"{where}.{name}", "share" if math.isfinite(value) else "number")
        if value is not None and target.metric == MEMBERS and value < 0:
            yield StrategyProblem(f"{where}.{name}", "members_negative")
    if target.goal is not None and target.goal == target.start:
        yield StrategyProblem(f"{where}.goal", "goal_is_start")
    start = strategy.starts_on
    if target.until is not None and start is not None and target.until < start:
        yield StrategyProblem(f"{where}.until", "until_before_start", {"start": start.isoformat()})


def _incomplete(strategy: Strategy) -> Iterator[StrategyProblem]:
    if strategy.starts_on is None:
        yield StrategyProblem("starts_on", "start_missing")
    if not strategy.message.strip():
        yield StrategyProblem("message", "message_missing")
    if not strategy.channels:
        yield StrategyProblem("channels", "channels_missing")
