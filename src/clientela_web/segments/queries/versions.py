"""The versions of one segment: who saved which when, what it changed, how large each is today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from clientela.compile import Question
from clientela.rules.sentences import sentence
from clientela.rules.text import write_rule
from clientela.segments.base import Size
from clientela.segments.differences import rule_difference
from clientela.segments.evaluation import count_many, count_population
from clientela.segments.library import Saved
from clientela_web.privacy import may_ask
from clientela_web.segments.queries.changes import authors
from clientela_web.segments.queries.opened import Opened
from clientela_web.segments.queries.pasts import PAST_SECONDS
from clientela_web.workspace import firm


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its rule in words and as text, and what it says otherwise than the one before."""

    number: int
    at: dt.datetime
    author: str
    note: str
    sentence: str
    text: str
    removed: list[str]
    added: list[str]
    is_first: bool
    is_current: bool
    size: Size | None


@dataclass(frozen=True, slots=True)
class VersionsShown:
    """Every version, newest first; sizes come when they are worked out."""

    rows: list[Version]
    is_waiting: bool
    at: dt.datetime | None


def versions_of(opened: Opened) -> VersionsShown:
    """The versions with their sizes at the moment."""
    kept = [each for each in firm().versions(opened.saved.name) if may_ask(opened.account, each.rule)]
    moment, base = opened.moment, firm().base

    def compute() -> dict[int, Size]:
        instant = moment.instant()
        counts = count_many(base, [Question(each.rule, instant) for each in kept])
        population = count_population(base, instant)
        return {
            each.version: Size(count, population, instant) for each, count in zip(kept, counts, strict=True)
        }

    numbers = tuple(each.version for each in kept)
    answer = opened.ask(("versions", numbers), compute, max_age=PAST_SECONDS)
    rows = _rows(opened, kept, answer.value if answer else {})
    return VersionsShown(rows, answer is None, answer.at if answer else None)


def _rows(opened: Opened, kept: list[Saved], sizes: Mapping[int, Size]) -> list[Version]:
    who = authors(opened.saved.segment_id)
    before: Saved | None = None
    found = []
    for each in kept:
        found.append(_version(opened, each, before, who.get(each.version, ""), sizes.get(each.version)))
        before = each
    return found[::-1]


def _version(opened: Opened, each: Saved, before: Saved | None, author: str, size: Size | None) -> Version:
    labels, language = firm().catalog.labels, opened.language
    removed: list[str] = []
    added: list[str] = []
    if before is not None:
        removed, added = rule_difference(before.rule, each.rule).said(language, labels)
    return Version(
        number=each.version,
        at=each.created_at,
        author=author,
        note=each.note or "",
        sentence=sentence(each.rule, language, labels),
        text=write_rule(each.rule),
        removed=removed,
        added=added,
        is_first=before is None,
        is_current=each.version == opened.saved.version,
        size=size,
    )
