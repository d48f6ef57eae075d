"""From comments in the store to what customers say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np

from clientela.discover.progress import OnProgress, part, unwatched
from clientela.discover.voice.answering import Asking
from clientela.discover.voice.comments import read_members
from clientela.discover.voice.estimates import LEAST
from clientela.discover.voice.figures import Periods, theme_figures
from clientela.discover.voice.language import LanguageReader
from clientela.discover.voice.matching import Matcher
from clientela.discover.voice.reading import Bools, Heard, microseconds, read_all
from clientela.discover.voice.result import LanguageCount, Voice
from clientela.discover.voice.subjects import find_subjects
from clientela.discover.voice.surveys import survey_scores
from clientela.discover.voice.themes import ThemeSet
from clientela.discover.voice.tone import Tone, learn_tone
from clientela.errors import TooThinError
from clientela.rules.nodes import Rule
from clientela.segments.base import Base


def listen(
    base: Base,
    themes: ThemeSet,
    as_of: dt.datetime,
    *,
    within: Rule | None = None,
    name: str | None = None,
    segments: Mapping[str, Rule] | None = None,
    since: dt.datetime | None = None,
    seed: int = 0,
    progress: OnProgress = unwatched,
) -> Voice:
    """What the members of `within` (called `name`), or all, said after `since`; and the scores of `segments`.

    Raises TooThinError where fewer than ten customers said or scored anything.
    """
    instant = base.in_utc(as_of)
    first = base.in_utc(since) if since is not None else None
    heard = read_all(
        base,
        instant,
        matcher=Matcher(themes),
        reader=LanguageReader(themes.languages),
        within=within,
        since=first,
        seed=seed,
        progress=part(progress, 0.0, 0.6),
    )
    members = _of_members(base, heard, within, instant)
    asked = members if first is None else members & (heard.at > microseconds(first))
    _refuse_few(heard, asked)
    found = {key: read_members(base, rule, instant) for key, rule in (segments or {}).items()}
    periods = Periods.until(instant, first)
    return Voice(
        as_of=instant.astimezone(base.zone),
        since=first.astimezone(base.zone) if first else None,
        segment=name,
        comments=int((asked & heard.has_text).sum()),
        customers=int(np.unique(heard.customer[asked & heard.has_text]).size),
        readable=int((asked & heard.readable).sum()),
        periods=tuple(each.astimezone(base.zone) for each in periods.instants()),
        languages=_languages(heard, asked),
        themes=theme_figures(heard, themes.themes, asked, members, periods) if asked.any() else (),
        subjects=find_subjects(heard, asked, seed=seed, progress=part(progress, 0.6, 0.1)),
        tone=_tone(heard, themes, asked, seed, part(progress, 0.7, 0.3)),
        scores=survey_scores(heard, Asking(base, instant, first, within, asked, found)),
    )


def _of_members(base: Base, heard: Heard, within: Rule | None, as_of: dt.datetime) -> Bools:
    if within is None:
        return np.ones(heard.at.size, dtype=bool)
    return np.isin(heard.customer, read_members(base, within, as_of).to_numpy())


def _refuse_few(heard: Heard, asked: Bools) -> None:
    customers = int(np.unique(heard.customer[asked]).size)
    if customers < LEAST:
        raise TooThinError(
            f"{customers} customers have said or scored anything here; figures need at least {LEAST}",
            "few_voices",
            there=customers,
            needed=LEAST,
        )


def _languages(heard: Heard, asked: Bools) -> tuple[LanguageCount, ...]:
    rows = asked & heard.has_text
    counts = []
    for code in np.unique(heard.language[rows]).tolist():
        mine = rows & (heard.language == code)
        name = heard.languages[code] if code >= 0 else None
        told = int((mine & heard.told).sum())
        counts.append(LanguageCount(name, int(mine.sum()), told, bool(heard.readable[mine].any())))
    return tuple(sorted(counts, key=lambda each: (-each.comments, each.language or "~")))


def _tone(heard: Heard, themes: ThemeSet, asked: Bools, seed: int, progress: OnProgress) -> Tone:
    tone = learn_tone(heard, themes.themes, asked, seed=seed, progress=progress)
    progress(1, 1, "")
    return tone
