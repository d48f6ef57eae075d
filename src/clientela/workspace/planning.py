"""Strategies: what is planned for each segment, what is proposed, and how far it has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.act.keeping import SavedStrategy, current_strategies, keep_strategy, strategy_versions
from clientela.act.metrics import MEMBERS, Measured, measure, members_then
from clientela.act.strategy import Strategy, Target, read_strategy
from clientela.segments.library import find_segment
from clientela.workspace.asking import Asking
from clientela.workspace.clock import now

if TYPE_CHECKING:
    from clientela.act.proposing import Proposals
    from clientela.rules.nodes import Rule


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """A target and what is measured today; `of_start` says whether it is of the members of the first day."""

    target: Target
    measured: Measured
    of_start: bool

    @property
    def share(self) -> float | None:
        """How much of the way is done, 1 being all of it; None where start, goal or value is unknown."""
        start, goal, value = self.target.start, self.target.goal, self.measured.value
        if start is None or goal is None or value is None or goal == start:
            return None
        return (value - start) / (goal - start)


class Planning(Asking):
    """What is meant to happen with whom."""

    def strategies(self) -> dict[str, SavedStrategy]:
        """The strategy of every segment that has one, by the segment's name."""
        return current_strategies(self.store.engine, self.segments())

    def strategy(self, segment: str) -> SavedStrategy | None:
        """The strategy of a saved segment, in its newest version; None where it has none."""
        find_segment(self.store.engine, segment)
        return self.strategies().get(segment)

    def strategy_versions(self, segment: str) -> list[SavedStrategy]:
        """Every version of a segment's strategy, oldest first: who changed it, when and why."""
        return strategy_versions(self.store.engine, find_segment(self.store.engine, segment))

    def set_strategy(
        self,
        segment: str,
        strategy: Strategy | str,
        *,
        author: str | None = None,
        note: str | None = None,
        at: dt.datetime | None = None,
    ) -> SavedStrategy:
        """Make this, or what this JSON says, the next version of the segment's strategy.

        Raises StrategyError with everything that is wrong; the same again makes no version.
        """
        wanted = read_strategy(strategy) if isinstance(strategy, str) else strategy
        found = find_segment(self.store.engine, segment)
        return keep_strategy(
            self.store.engine, self.catalog, found, wanted, at=at or now(), author=author, note=note
        )

    def remove_strategy(
        self, segment: str, *, author: str | None = None, note: str | None = None
    ) -> SavedStrategy:
        """Take the segment's strategy away; its versions stay."""
        found = find_segment(self.store.engine, segment)
        return keep_strategy(self.store.engine, self.catalog, found, None, at=now(), author=author, note=note)

    def propose_strategies(
        self, segment: str | Rule, as_of: dt.datetime | None = None, language: str = "en"
    ) -> Proposals:
        """What the playbook proposes for these customers, each part with its evidence; nothing without."""
        from clientela.act.proposing import propose_strategies

        asked = self.segment(segment)
        return propose_strategies(self.base, self.catalog, asked.rule, as_of or now(), language)

    def measure(
        self,
        segment: str | Rule,
        *metrics: str,
        as_of: dt.datetime | None = None,
        language: str = "en",
    ) -> list[Measured]:
        """Each metric (a variable, a condition or `members`) among the members, with its interval."""
        asked = self.segment(segment)
        return measure(self.base, self.catalog, asked.rule, metrics, as_of or now(), language=language)

    def target_progress(
        self, segment: str, as_of: dt.datetime | None = None, language: str = "en"
    ) -> list[TargetProgress]:
        """How far each target of the segment's strategy has come.

        Figures are of whoever was a member on the first day, wherever they are now, so that winning somebody
        back counts; before that day, and for the number of members, of the segment as it is.
        """
        saved, instant = self.strategy(segment), as_of or now()
        if saved is None or saved.strategy is None:
            return []
        start, today = saved.strategy.starts_on, instant.astimezone(self.zone).date()
        targets, then = saved.strategy.targets, start if start is not None and start < today else None
        asked: dict[bool, str | Rule] = {False: segment}
        if then is not None:
            asked[True] = members_then(segment, then)
        places = {
            place: then is not None and target.metric != MEMBERS for place, target in enumerate(targets)
        }
        found: dict[int, TargetProgress] = {}
        for of_start, rule in asked.items():
            chosen = [place for place, wanted in places.items() if wanted is of_start]
            metrics = [targets[place].metric for place in chosen]
            measured = self.measure(rule, *metrics, as_of=instant, language=language) if metrics else []
            for place, figure in zip(chosen, measured, strict=True):
                found[place] = TargetProgress(targets[place], figure, of_start)
        return [found[place] for place in sorted(found)]
