"""How content the customers of each group are, with how many of those asked answered.

The scores are those of surveys (`discover.voice`): NPS by adjusted Wald, CSAT by Wilson, others by Student's
t; hidden below thirty answers, compared only with an interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clientela.discover.voice.answering import Response, answer_rate
from clientela.discover.voice.estimates import Figure
from clientela.discover.voice.scales import Scale
from clientela.discover.voice.scores import score_figure
from clientela.discover.voice.surveys import Gap, SegmentScore, gaps
from clientela.measure.lines import Bools, Floats


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The scores of groups in the order they were given, and the difference of each pair."""

    scale: Scale
    groups: tuple[SegmentScore, ...]
    gaps: tuple[Gap, ...]


def satisfaction(
    scores: Floats, groups: Mapping[str, Bools], scale: Scale, asked: Bools | None = None
) -> Satisfaction:
    """The score and the response of each group; a row a customer, NaN where she did not answer.

    `groups` are rows; `asked` those who were asked, by default unknown: then no response rate is told.
    """
    found = tuple(
        SegmentScore(name, _figure(scores, rows, scale), _response(scores, rows, asked))
        for name, rows in groups.items()
    )
    return Satisfaction(scale, found, gaps(found))


def _figure(scores: Floats, rows: Bools, scale: Scale) -> Figure:
    answered = np.flatnonzero(rows & ~np.isnan(scores))
    return score_figure(scores[answered], answered, scale)


def _response(scores: Floats, rows: Bools, asked: Bools | None) -> Response:
    answered = rows & ~np.isnan(scores)
    if asked is None:
        return Response(int(answered.sum()))
    total = int((rows & asked).sum())
    return Response(int(answered.sum()), total, answer_rate(int((answered & asked).sum()), total))
