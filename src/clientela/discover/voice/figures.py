"""The themes of what was said: how often each comes, how content those who raise it are, how it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clientela.discover.voice import estimates
from clientela.discover.voice.estimates import Figure
from clientela.discover.voice.quotations import quotations
from clientela.discover.voice.reading import Bools, Heard, instant_of, microseconds
from clientela.discover.voice.themes import Theme
from clientela.segments.intervals import Difference, adjusted

USUAL_PERIOD = dt.timedelta(days=90)  # compared with the same time before, where no `since` is given


@dataclass(frozen=True, slots=True)
class Change:
    """The share of a theme in the later period and in the one before; p after Benjamini and Hochberg."""

    now: float
    before: float
    low: float
    high: float
    p: float

    @property
    def value(self) -> float:
        """The difference of the shares."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """One theme: its share of comments, the mean score of those scored (0 to 100), its change, quotations.

    Shares are of the comments whose language has words of themes. Nothing is shown below ten customers.
    """

    key: str
    names: Mapping[str, str]
    count: int | None
    share: Figure
    score: Figure
    change: Change | None = None
    quotations: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"ThemeFigures({self.key!r}, {self.share!r})"


@dataclass(frozen=True, slots=True)
class Periods:
    """Two windows of the same length, one after the other, in microseconds since 1970."""

    start: int
    middle: int
    end: int

    @classmethod
    def until(cls, as_of: dt.datetime, since: dt.datetime | None) -> Periods:
        """The window since then, or the last 90 days, and as long a time before it."""
        first = since or as_of - USUAL_PERIOD
        return cls(microseconds(first - (as_of - first)), microseconds(first), microseconds(as_of))

    def instants(self) -> tuple[dt.datetime, ...]:
        """The start, the middle and the end."""
        return tuple(instant_of(at) for at in (self.start, self.middle, self.end))


def theme_figures(
    heard: Heard, themes: Sequence[Theme], asked: Bools, members: Bools, periods: Periods
) -> tuple[ThemeFigures, ...]:
    """The figures of every theme, the most frequent first.

    `asked` are the rows asked about; `members` those of the same people, whenever.
    """
    found = [_figures(heard, place, theme, asked) for place, theme in enumerate(themes)]
    differences = [_difference(heard, place, members, periods) for place, _ in enumerate(themes)]
    told = [place for place, each in enumerate(differences) if each is not None and found[place].count]
    probabilities = adjusted([_p(differences[place]) for place in told])
    for place, p in zip(told, probabilities, strict=True):
        found[place] = replace(found[place], change=_change(heard, place, members, periods, p))
    return tuple(sorted(found, key=lambda each: (-(each.count or 0), each.key)))


def has_theme(heard: Heard, place: int) -> Bools:
    """Which rows speak of the theme."""
    return (heard.themes >> np.uint64(place) & np.uint64(1)).astype(bool)


def _figures(heard: Heard, place: int, theme: Theme, asked: Bools) -> ThemeFigures:
    rows = asked & heard.readable
    has = has_theme(heard, place)
    share = estimates.share(has[rows], heard.customer[rows])
    scored = rows & has & ~np.isnan(heard.points)
    shown = share.value is not None
    score = estimates.mean(heard.points[scored], heard.customer[scored])
    quoted = ((int(heard.customer[row]), text) for row, text in heard.quotable[place])
    return ThemeFigures(
        theme.key,
        dict(theme.names),
        int((rows & has).sum()) if shown else None,
        share,
        score if shown else Figure(0, 0),
        quotations=quotations(quoted) if shown else (),
    )


def _rows(heard: Heard, members: Bools, periods: Periods) -> tuple[Bools, Bools]:
    there = members & heard.readable
    now = there & (heard.at > periods.middle) & (heard.at <= periods.end)
    return now, there & (heard.at > periods.start) & (heard.at <= periods.middle)


def _difference(heard: Heard, place: int, members: Bools, periods: Periods) -> Difference | None:
    now, before = _rows(heard, members, periods)
    has = has_theme(heard, place)
    return estimates.change(has[now], heard.customer[now], has[before], heard.customer[before])


def _p(difference: Difference | None) -> float:
    return difference.p if difference is not None else 1.0


def _change(heard: Heard, place: int, members: Bools, periods: Periods, p: float) -> Change | None:
    difference = _difference(heard, place, members, periods)
    if difference is None:
        return None
    now, before = _rows(heard, members, periods)
    has = has_theme(heard, place)
    return Change(float(has[now].mean()), float(has[before].mean()), difference.low, difference.high, p)
