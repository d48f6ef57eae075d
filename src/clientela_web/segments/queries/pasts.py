"""How large all segments are and were: worked out once for everybody who looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.segments import trend
from clientela.segments.base import Size
from clientela.workspace import now
from clientela_web.answers import Answer, asked
from clientela_web.workspace import firm

MONTHS = 12
PAST_SECONDS = 3600.0  # midnights that have been change only with the data, and then they are asked anew


@dataclass(frozen=True, slots=True)
class Past:
    """Sizes a month apart up to now, and the one of a week ago."""

    months: tuple[Size, ...]
    week_ago: Size

    @property
    def month_ago(self) -> Size:
        """The size a month before the last."""
        return self.months[-2]


def pasts(wait: float = 0.05) -> Answer[dict[int, Past]] | None:
    """The last twelve months of every segment by its id."""
    return asked(("segments", "pasts"), _pasts, wait=wait, max_age=PAST_SECONDS)


def _pasts() -> dict[int, Past]:
    workspace = firm()
    at = now()
    rules = {str(saved.segment_id): saved.rule for saved in workspace.segments()}
    if not rules:
        return {}
    found = trend.trends(workspace.base, rules, [at - dt.timedelta(days=7), *months_until(at)])
    return {int(key): Past(tuple(sizes[1:]), sizes[0]) for key, sizes in found.items()}


def months_until(at: dt.datetime, count: int = MONTHS) -> list[dt.datetime]:
    """Midnights a month apart, `count` of them before the day of the instant, and the instant itself."""
    today = at.astimezone(firm().zone).date()
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    # no later than the 28th, so that every month has the day
    return steps_until(dt.date(year, month + 1, min(today.day, 28)), at, "month")[-count - 1 :]


def steps_until(first: dt.date, at: dt.datetime, every: trend.Every) -> list[dt.datetime]:
    """Midnights a step apart from `first` on, before the day of `at`, and `at`: no step is of hours only."""
    zone = firm().zone
    *before, last = trend.instants(firm().base, first, at, every)
    day = last.astimezone(zone).date()
    return [*(each for each in before if each.astimezone(zone).date() < day), last]
