"""What sets the members of one segment apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientela.charts import profile_chart
from clientela.charts.theme import Spec
from clientela.rules.folding import fold_text
from clientela.segments.profile import Profile, ProfileRow
from clientela.segments.profile_language import profile_in
from clientela.segments.profile_wording import said_number, said_value
from clientela_web.segments.queries.opened import Opened
from clientela_web.segments.queries.past import bare
from clientela_web.segments.queries.pasts import PAST_SECONDS
from clientela_web.workspace import firm

FIRST_ROWS = 40
SENTENCES = 8
_LEAST_EFFECT = 0.2
_SURE = 0.05


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which the members differ, ready to be said."""

    label: str
    is_share: bool
    segment: str
    base: str
    index: str
    low: str
    high: str
    is_more: bool


@dataclass(frozen=True, slots=True)
class ProfileShown:
    """The picture, the largest differences, and the rows of the table that were looked for."""

    picture: Spec | None
    differences: list[Difference]
    headings: Sequence[str]
    rows: list[tuple[str, ...]]
    found: int
    count: int
    population: int
    at: dt.datetime


def profile_of(opened: Opened, words: str = "", *, whole: bool = False) -> ProfileShown | None:
    """The profile in the reader's language, its table narrowed to the words; None while it is worked out."""
    segment, moment = opened.segment, opened.moment
    answer = opened.ask(("profile",), lambda: segment.profile(moment.instant()), max_age=PAST_SECONDS)
    if answer is None:
        return None
    profile = profile_in(answer.value, firm().catalog, opened.language)
    found = [row for row in profile.rows if _is_found(row, words)]
    return _shown(opened, profile, found, found if whole or words else found[:FIRST_ROWS], answer.at)


def _shown(
    opened: Opened, profile: Profile, found: list[ProfileRow], rows: list[ProfileRow], at: dt.datetime
) -> ProfileShown:
    headings, *lines = profile_lines(profile, rows)
    return ProfileShown(
        picture=_picture(opened, profile),
        differences=[_difference(row, opened.language) for row in _telling(profile)[:SENTENCES]],
        headings=headings,
        rows=lines,
        found=len(found),
        count=profile.count,
        population=profile.population,
        at=at,
    )


def _picture(opened: Opened, profile: Profile) -> Spec | None:
    if not any(row.index is not None for row in profile.rows):
        return None
    return bare(profile_chart(profile, opened.name, opened.language), keep_width=True)


def profile_lines(profile: Profile, rows: Sequence[ProfileRow]) -> list[tuple[str, ...]]:
    """The headings and these rows as texts in the profile's language."""
    return Profile(
        profile.as_of, profile.language, profile.count, profile.population, tuple(rows), profile.unknown
    ).table()


def _telling(profile: Profile) -> list[ProfileRow]:
    """Rows that are more than chance and large enough to matter, one for each variable."""
    seen: set[str] = set()
    found = []
    for row in profile.rows:
        is_large = row.effect is not None and abs(row.effect) >= _LEAST_EFFECT
        is_sure = row.p is not None and row.p < _SURE
        if is_large and is_sure and row.index is not None and row.variable not in seen:
            seen.add(row.variable)
            found.append(row)
    return found


def _difference(row: ProfileRow, language: str) -> Difference:
    base = row.base_value or 0.0
    ends = [
        said_number(100 * (end or 0.0) / base, "", language) if base else "" for end in (row.low, row.high)
    ]
    return Difference(
        label=row.label,
        is_share=row.statistic != "mean",
        segment=said_value(row.segment_value, row.unit, language),
        base=said_value(row.base_value, row.unit, language),
        index=said_number(row.index, "", language),
        low=ends[0],
        high=ends[1],
        is_more=(row.index or 0) >= 100,
    )


def _is_found(row: ProfileRow, words: str) -> bool:
    text = fold_text(f"{row.label} {row.variable} {row.variable.replace('_', ' ')}")
    return all(fold_text(word) in text for word in words.split())
