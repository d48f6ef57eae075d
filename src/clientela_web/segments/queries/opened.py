"""One segment, opened at a moment: what every page of it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from clientela.act.keeping import current_strategies
from clientela.segments.base import Size
from clientela.segments.library import Saved
from clientela.segments.record import recorded_until
from clientela.workspace import Segment, now
from clientela_web.answers import Answer, asked
from clientela_web.models.account import Account
from clientela_web.privacy import check_may_ask
from clientela_web.ui.moment import Moment, moment_of
from clientela_web.workspace import firm, saved_segment

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """A saved segment, the moment it is looked at, and who looks in which language."""

    saved: Saved
    moment: Moment
    account: Account
    language: str

    @property
    def name(self) -> str:
        """What the reader calls it."""
        return self.saved.name_in(self.language)

    @property
    def segment(self) -> Segment:
        """Its rule, to ask."""
        return firm().segment(self.saved.rule)

    @property
    def sentence(self) -> str:
        """The rule in the reader's language."""
        return self.segment.sentence(self.language)

    @property
    def text(self) -> str:
        """The rule as it is typed."""
        return self.segment.text

    @property
    def recorded(self) -> object:
        """The instant up to which it is recorded who was in."""
        return recorded_until(firm().store.engine).get(self.saved.segment_id)

    @property
    def strategy_said(self) -> str:
        """How its strategy stands; empty where there is none."""
        kept = current_strategies(firm().store.engine, [self.saved]).get(self.saved.name)
        if kept is None or kept.strategy is None:
            return ""
        return kept.strategy.state(now().astimezone(firm().zone).date()).said(self.language)

    def ask(
        self, what: tuple[object, ...], compute: Callable[[], T], *, wait: float = 0.1, max_age: float = 300.0
    ) -> Answer[T] | None:
        """The answer to a question about this rule at this moment, shared by everybody who looks."""
        key = ("segments", self.saved.segment_id, self.saved.version, self.moment.spelled, *what)
        return asked(key, compute, wait=wait, max_age=max_age)

    def size(self, wait: float = 0.1) -> Answer[Size] | None:
        """How many members."""
        segment, moment = self.segment, self.moment
        return self.ask(("size",), lambda: segment.count(moment.instant()), wait=wait)


def opened(segment_id: int, account: Account, language: str, spelled: str = "") -> Opened:
    """The segment of that number; raises Http404, and ClientelaError for what the account may not ask."""
    saved = saved_segment(segment_id)
    check_may_ask(account, saved.rule)
    return Opened(saved, moment_of(spelled), account, language)
