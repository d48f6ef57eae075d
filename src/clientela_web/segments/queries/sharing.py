"""What one segment shares with the others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from clientela.charts import shares_chart
from clientela.charts.shares import MOST_OTHERS
from clientela.charts.theme import Spec
from clientela.segments.overlap import Overlap, overlaps_with
from clientela_web.privacy import may_ask, shown_both
from clientela_web.segments.queries.opened import Opened
from clientela_web.segments.queries.past import bare
from clientela_web.segments.queries.pasts import PAST_SECONDS
from clientela_web.workspace import firm


@dataclass(frozen=True, slots=True)
class Shared:
    """Another segment and what both have."""

    segment_id: int
    name: str
    overlap: Overlap
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class SharingShown:
    """The picture and a row for each other segment, most shared first."""

    picture: Spec | None
    rows: list[Shared]
    most: int
    at: dt.datetime


def sharing_of(opened: Opened) -> SharingShown | None:
    """What is shared with every other segment; None while it is worked out."""
    own, moment, base = str(opened.saved.segment_id), opened.moment, firm().base
    others = {str(saved.segment_id): saved for saved in firm().segments()}
    rules = {number: saved.rule for number, saved in others.items()}
    answer = opened.ask(
        ("sharing",), lambda: overlaps_with(base, own, rules, moment.instant()), max_age=PAST_SECONDS
    )
    if answer is None:
        return None
    rows = [
        Shared(
            int(each.right),
            others[each.right].name_in(opened.language),
            each,
            shown_both(opened.account, each.both, each.left_count, each.right_count) is None,
        )
        for each in answer.value
        if each.right in others and may_ask(opened.account, others[each.right].rule)
    ]
    return SharingShown(_picture(opened, rows), rows, MOST_OTHERS, answer.at)


def _picture(opened: Opened, rows: list[Shared]) -> Spec | None:
    named = [
        replace(row.overlap, left=opened.name, right=row.name, both=0 if row.is_hidden else row.overlap.both)
        for row in rows
    ]
    if not any(each.both for each in named):
        return None
    return bare(shares_chart(named, opened.name, opened.language))
