"""The scores of every survey, of reviews and of tickets: over all, by segment, by month, and who answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from clientela.discover.voice.answering import Asking, Response, Weighted, responses, weighted_score
from clientela.discover.voice.comments import Source
from clientela.discover.voice.estimates import Figure, mean
from clientela.discover.voice.reading import Bools, Heard, Ints
from clientela.discover.voice.scales import Measure
from clientela.discover.voice.scores import Ends, difference, score_figure

MONTHS = 24
"""How many months back a score is told by month, where no `since` is given."""


@dataclass(frozen=True, slots=True)
class SegmentScore:
    """The score of one segment, and of those asked how many answered."""

    segment: str
    score: Figure
    response: Response


@dataclass(frozen=True, slots=True)
class Gap:
    """One segment's score less another's, with its interval: errors squared, added, rooted."""

    segment: str
    other: str
    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """The interval lies on one side of nothing."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class MonthScore:
    """The score of the answers of one month, named by its first day."""

    month: dt.date
    score: Figure


@dataclass(frozen=True, slots=True)
class SurveyScores:
    """What one source scored.

    `counts` are good, middling and bad answers (promoters, passives, detractors). `weighted` is the score if
    every customer had answered like those with as many orders, or None where too few did: it shows how much
    the answer hangs on who answered. Segments stand in the order they were asked for, never as a ranking.
    """

    source: str
    kind: str
    measure: Measure
    low: float
    high: float
    counts: tuple[int, int, int]
    score: Figure
    mean: Figure
    weighted: Weighted | None
    response: Response
    segments: tuple[SegmentScore, ...] = ()
    gaps: tuple[Gap, ...] = ()
    months: tuple[MonthScore, ...] = ()

    def __repr__(self) -> str:
        return f"SurveyScores({self.source!r}: {self.measure} {self.score!r})"


def survey_scores(heard: Heard, asking: Asking) -> tuple[SurveyScores, ...]:
    """The scores of every source that has any, surveys first."""
    found = (
        _scores(heard, place, source, asking)
        for place, source in enumerate(heard.sources)
        if source.scale is not None and (asking.asked & (heard.source == place) & _has_score(heard)).any()
    )
    return tuple(sorted(found, key=lambda each: (each.kind != "survey_answered", each.source)))


def _scores(heard: Heard, place: int, source: Source, asking: Asking) -> SurveyScores:
    rows = np.flatnonzero(asking.asked & (heard.source == place) & _has_score(heard))
    counted = _counted(heard, rows, source)
    answered = responses(asking.base, source, asking, heard, counted)
    segments = tuple(
        SegmentScore(name, _figure(heard, _of(heard, counted, members), source), answered(members))
        for name, members in asking.segments.items()
    )
    verdict = heard.verdict[counted]
    scale = source.scale
    if scale is None:
        raise ValueError("a source without a scale has no scores")
    return SurveyScores(
        source=source.key,
        kind=source.kind,
        measure=scale.measure,
        low=scale.low,
        high=scale.high,
        counts=(int((verdict > 0).sum()), int((verdict == 0).sum()), int((verdict < 0).sum())),
        score=_figure(heard, counted, source),
        mean=_mean(heard, counted),
        weighted=weighted_score(heard, counted, scale, asking),
        response=answered(None),
        segments=segments,
        gaps=gaps(segments),
        months=_months(heard, rows, source, asking),
    )


def _has_score(heard: Heard) -> Bools:
    return ~np.isnan(heard.score)


def _counted(heard: Heard, rows: Ints, source: Source) -> Ints:
    """The rows that count: of a survey each customer's latest, of reviews and tickets all."""
    if source.kind != "survey_answered":
        return rows
    latest = {int(customer): int(row) for row, customer in zip(rows, heard.customer[rows], strict=True)}
    return np.array(sorted(latest.values()), dtype=np.int64)


def _of(heard: Heard, rows: Ints, members: pa.Array) -> Ints:
    return rows[np.isin(heard.customer[rows], members.to_numpy())]


def _figure(heard: Heard, rows: Ints, source: Source) -> Figure:
    if source.scale is None:
        return Figure(rows.size, int(np.unique(heard.customer[rows]).size))
    return score_figure(heard.score[rows], heard.customer[rows], source.scale)


def _mean(heard: Heard, rows: Ints) -> Figure:
    return mean(heard.score[rows], heard.customer[rows])


def gaps(segments: Sequence[SegmentScore]) -> tuple[Gap, ...]:
    """The difference of each pair of groups whose scores may be shown."""
    found = []
    for place, one in enumerate(segments):
        for other in segments[place + 1 :]:
            ends: Ends | None = difference(one.score, other.score)
            if ends is not None and one.score.value is not None and other.score.value is not None:
                value = one.score.value - other.score.value
                found.append(Gap(one.segment, other.segment, value, *ends))
    return tuple(found)


def _months(heard: Heard, rows: Ints, source: Source, asking: Asking) -> tuple[MonthScore, ...]:
    """Every month from the first with an answer to the last; thin ones without a score."""
    starts = np.array([_month(int(at), asking.base.zone) for at in heard.at[rows]], dtype=np.int64)
    if not rows.size:
        return ()
    last = int(starts.max())
    first = int(starts.min()) if asking.since is not None else max(int(starts.min()), last - MONTHS + 1)
    return tuple(
        MonthScore(
            dt.date(month // 12, month % 12 + 1, 1),
            _figure(heard, _counted(heard, rows[starts == month], source), source),
        )
        for month in range(first, last + 1)
    )


def _month(at: int, zone: ZoneInfo) -> int:
    local = dt.datetime.fromtimestamp(at / 1_000_000, zone)
    return local.year * 12 + local.month - 1
