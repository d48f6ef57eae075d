"""How many customers, what came in, which segments moved: worked out once for everybody who looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.collect import PastImport
from clientela.rules.nodes import All
from clientela.segments.base import Size
from clientela.segments.histories import DayCount
from clientela.segments.library import Saved
from clientela.segments.trend import trends
from clientela.workspace import now
from clientela_web.access import Permission
from clientela_web.answers import Answer, asked
from clientela_web.models import Account
from clientela_web.privacy import SMALL, may_ask
from clientela_web.workspace import firm

EVENT_DAYS = 30
MONTHS = 12
HOUR = 3600.0
STEPS = {"week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class Moved:
    """A segment's size now and some days ago."""

    segment: Saved
    before: int
    size: Size

    @property
    def change(self) -> int:
        """How many more there are; negative for fewer."""
        return self.size.count - self.before

    @property
    def share(self) -> float | None:
        """The change in parts of what there was; None where there was nobody."""
        return self.change / self.before if self.before else None


def customers_past(wait: float = 0.02) -> Answer[list[Size]] | None:
    """How many customers there were at the start of each of the last months, and are now."""
    return asked(("home", "customers"), _customers_past, wait=wait, max_age=HOUR)


def _customers_past() -> list[Size]:
    today = now().astimezone(firm().zone).date()
    year, month = divmod(today.year * 12 + today.month - 1 - MONTHS, 12)
    return firm().segment(All(())).trend(dt.date(year, month + 1, 1), every="month")


def events_by_day(wait: float = 0.02) -> Answer[list[DayCount]] | None:
    """How much happened on each of the last thirty days."""
    return asked(("home", "events"), lambda: firm().events_by_day(EVENT_DAYS), wait=wait)


def moves(wait: float = 0.02) -> Answer[dict[str, list[Moved]]] | None:
    """How every segment moved since a week and since a month ago, what moved most first."""
    return asked(("home", "moves"), _moves, wait=wait, max_age=HOUR)


def _moves() -> dict[str, list[Moved]]:
    at, segments = now(), {str(saved.segment_id): saved for saved in firm().segments()}
    if not segments:
        return {name: [] for name in STEPS}
    instants = [at - dt.timedelta(days=days) for days in STEPS.values()] + [at]
    sizes = trends(firm().base, {key: saved.rule for key, saved in segments.items()}, instants)
    return {
        name: sorted(
            (Moved(segments[key], each[place].count, each[-1]) for key, each in sizes.items()),
            key=_most_first,
        )
        for place, name in enumerate(STEPS)
    }


def _most_first(moved: Moved) -> tuple[float, int, str]:
    # a doubling and a halving are the same move; one more than nobody is not the largest of all
    larger, smaller = max(moved.before, moved.size.count), min(moved.before, moved.size.count)
    return -(larger + SMALL) / (smaller + SMALL), -abs(moved.change), moved.segment.name


def seen_moves(account: Account, found: list[Moved], most: int = 8) -> list[Moved]:
    """Those that moved at all and that the account may see."""
    return [
        each
        for each in found
        if each.change and may_ask(account, each.segment.rule) and _may_see(account, each.change)
    ][:most]


def _may_see(account: Account, change: int) -> bool:
    return abs(change) >= SMALL or account.may(Permission.SEE_PERSONS)


def last_imports(most: int = 5) -> list[PastImport]:
    """The latest imports that were not undone."""
    return [each for each in firm().imports(limit=4 * most) if each.undone_at is None][:most]
