"""What customers say, as one result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import pyarrow as pa

from clientela.discover.voice.figures import ThemeFigures
from clientela.discover.voice.subjects import Subject
from clientela.discover.voice.surveys import SurveyScores
from clientela.discover.voice.tone import Tone
from clientela.segments.frames import Frame

_COLUMNS: dict[str, pa.DataType] = {
    "theme": pa.string(),
    "name": pa.string(),
    "comments": pa.int64(),
    "share": pa.float64(),
    "share_low": pa.float64(),
    "share_high": pa.float64(),
    "scored": pa.int64(),
    "score": pa.float64(),
    "score_low": pa.float64(),
    "score_high": pa.float64(),
    "share_before": pa.float64(),
    "share_now": pa.float64(),
    "change_p": pa.float64(),
    "sounds_bad": pa.float64(),
}


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """How many comments are in a language (None: it cannot be told); of how many the text itself told it."""

    language: str | None
    comments: int
    told: int
    readable: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """What customers said up to `as_of` (after `since`), in figures.

    `comments` were written by `customers`; themes are told of the `readable` ones. Changes compare the window
    from the second of `periods` to the third with the one before it. Instants are in the workspace's zone.
    """

    as_of: dt.datetime
    since: dt.datetime | None
    segment: str | None
    comments: int
    customers: int
    readable: int
    periods: tuple[dt.datetime, ...]
    languages: tuple[LanguageCount, ...]
    themes: tuple[ThemeFigures, ...]
    subjects: tuple[Subject, ...]
    tone: Tone
    scores: tuple[SurveyScores, ...]

    def __repr__(self) -> str:
        told = [
            f"Voice({self.comments:,} comments of {self.customers:,} customers, as of {self.as_of:%Y-%m-%d}"
        ]
        first = [each for each in self.themes if each.share.value is not None][:3]
        if first:
            told.append(", ".join(f"{each.key} {each.share.value:.0%}" for each in first))
        told += [
            f"{each.source} {each.score.value:.3g}" for each in self.scores if each.score.value is not None
        ]
        return "; ".join(told) + ")"

    def as_json(self) -> dict[str, Any]:
        """Everything as plain data."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    def frame(self, language: str = "en") -> Frame:
        """A row a theme: its share, mean score, change, and tone; empty cells where there are too few."""
        bad = {key: share.bad for key, share in self.tone.by_theme}
        rows = [_row(each, bad, language) for each in self.themes]
        schema = pa.schema(list(_COLUMNS.items()))
        return Frame(pa.Table.from_pylist(rows, schema=schema).to_reader())


def _row(theme: ThemeFigures, bad: Mapping[str, float], language: str) -> dict[str, object]:
    change = theme.change
    return {
        "theme": theme.key,
        "name": theme.names.get(language) or theme.names.get("en") or theme.key,
        "comments": theme.count,
        "share": theme.share.value,
        "share_low": theme.share.low,
        "share_high": theme.share.high,
        "scored": theme.score.n,
        "score": theme.score.value,
        "score_low": theme.score.low,
        "score_high": theme.score.high,
        "share_before": change.before if change else None,
        "share_now": change.now if change else None,
        "change_p": change.p if change else None,
        "sounds_bad": bad.get(theme.key) if theme.share.value is not None else None,
    }
