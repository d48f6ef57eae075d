"""One pass over all comments: each is read for its language and themes, and most texts are let go again."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clientela.discover.progress import OnProgress
from clientela.discover.voice.comments import (
    Source,
    read_languages,
    read_members,
    read_sources,
    stream_comments,
)
from clientela.discover.voice.language import LanguageReader, Told
from clientela.discover.voice.matching import Matcher
from clientela.discover.voice.sampling import Sample, place_of
from clientela.rules.nodes import Rule
from clientela.segments.base import Base

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEARNT_FROM = 5_000  # comments with a clear score that the tone of a language is learnt from, at most
LOOKED_AT = 6_000  # comments asked about that subjects and tone are read in, at most
_QUOTABLE = 40  # candidates for the quotations of a theme
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    """Every comment and score, a row each in time order, as columns.

    `at` is in microseconds since 1970 (UTC); `source` a place in `sources`; `points` the score from 0 to
    100 and `verdict` 1, 0 or -1 (NaN and 0 without a score that has a scale); `language` a place in
    `languages`, -1 where it is unknown or there is no text; `told` whether the text told it, not the
    customer; `readable` whether its themes can be told; `themes` their bits.
    """

    sources: tuple[Source, ...]
    languages: tuple[str, ...]
    customer: Ints
    at: Ints
    source: Ints
    score: Floats
    points: Floats
    verdict: Ints
    language: Ints
    has_text: Bools
    told: Bools
    readable: Bools
    themes: npt.NDArray[np.uint64]
    labelled: list[tuple[int, str]]
    """Rows with texts of a clear score in a known language, of everybody: what the tone is learnt from."""
    looked_at: list[tuple[int, str]]
    """Rows with texts among those asked about."""
    quotable: tuple[list[tuple[int, str]], ...]
    """For each theme rows with texts among those asked about, by chance."""


def microseconds(instant: dt.datetime) -> int:
    """The instant as `Heard.at` counts."""
    return (instant - _EPOCH) // dt.timedelta(microseconds=1)


def instant_of(at: int) -> dt.datetime:
    """The instant that `Heard.at` counts to."""
    return _EPOCH + dt.timedelta(microseconds=at)


def read_all(
    base: Base,
    as_of: dt.datetime,
    *,
    matcher: Matcher,
    reader: LanguageReader,
    within: Rule | None,
    since: dt.datetime | None,
    seed: int,
    progress: OnProgress,
) -> Heard:
    """Read every comment up to the instant; those asked about are of members of `within`, after `since`."""
    sources = read_sources(base, as_of)
    pass_ = _Pass(
        sources=sources,
        matcher=matcher,
        reader=reader,
        spoken=read_languages(base, as_of),
        members=read_members(base, within, as_of) if within is not None else None,
        since=microseconds(base.in_utc(since)) if since is not None else None,
        seed=seed,
    )
    total = sum(source.events for source in sources)
    for batch in stream_comments(base, as_of):
        pass_.read(batch)
        progress(len(pass_.customer), total, "")
    return pass_.heard()


@dataclass(slots=True)
class _Pass:
    sources: tuple[Source, ...]
    matcher: Matcher
    reader: LanguageReader
    spoken: Mapping[int, str]
    members: pa.Array | None
    since: int | None
    seed: int
    languages: dict[str, int] = field(default_factory=dict)
    customer: array[int] = field(default_factory=lambda: array("q"))
    at: array[int] = field(default_factory=lambda: array("q"))
    source: array[int] = field(default_factory=lambda: array("q"))
    score: array[float] = field(default_factory=lambda: array("d"))
    points: array[float] = field(default_factory=lambda: array("d"))
    verdict: array[int] = field(default_factory=lambda: array("q"))
    language: array[int] = field(default_factory=lambda: array("q"))
    has_text: array[int] = field(default_factory=lambda: array("b"))
    told: array[int] = field(default_factory=lambda: array("b"))
    readable: array[int] = field(default_factory=lambda: array("b"))
    themes: array[int] = field(default_factory=lambda: array("Q"))
    labelled: dict[str, Sample] = field(default_factory=dict)
    looked_at: Sample = field(default_factory=lambda: Sample(LOOKED_AT))
    quotable: list[Sample] = field(default_factory=list)

    def read(self, batch: pa.RecordBatch) -> None:
        """Read a batch row by row."""
        at = batch.column("at").cast(pa.int64()).to_pylist()
        asked = self._asked(batch, at)
        places = {(source.kind, source.survey): place for place, source in enumerate(self.sources)}
        names = ("event_id", "customer_id", "kind", "survey", "score", "text")
        columns = (batch.column(name).to_pylist() for name in names)
        for instant, is_asked, event, customer, kind, survey, score, text in zip(
            at, asked, *columns, strict=True
        ):
            verdict = self._add_score(customer, instant, places[kind, survey], score)
            self._add_text(event, customer, text, verdict, is_asked=is_asked)

    def _asked(self, batch: pa.RecordBatch, at: list[int]) -> list[bool]:
        asked = np.ones(len(at), dtype=bool)
        if self.members is not None:
            asked &= np.isin(batch.column("customer_id").to_numpy(), self.members.to_numpy())
        if self.since is not None:
            asked &= np.asarray(at) > self.since
        answer: list[bool] = asked.tolist()
        return answer

    def _add_score(self, customer: int, instant: int, place: int, score: float | None) -> int:
        scale = self.sources[place].scale if score is not None else None
        verdict = scale.verdict(score) if scale is not None and score is not None else 0
        self.customer.append(customer)
        self.at.append(instant)
        self.source.append(place)
        self.score.append(float("nan") if score is None else score)
        self.points.append(scale.points(score) if scale is not None and score is not None else float("nan"))
        self.verdict.append(verdict)
        return verdict

    def _add_text(self, event: str, customer: int, text: str | None, verdict: int, *, is_asked: bool) -> None:
        told, themes, readable = Told(None), 0, False
        is_told = False
        if text is not None:
            told = self.reader.read(text)
            is_told = told.language is not None
            told = self.reader.settle(told, self.spoken.get(customer))
            readable = not self.matcher.languages.isdisjoint(told.possible)
            themes = self.matcher.themes_of(text, told.possible) if readable else 0
            row, place = len(self.themes), place_of(event, self.seed)
            if verdict and told.language is not None:
                self.labelled.setdefault(told.language, Sample(LEARNT_FROM)).offer(place, row, text)
            if is_asked:
                self._keep(row, place, text, themes)
        code = told.language
        self.language.append(-1 if code is None else self.languages.setdefault(code, len(self.languages)))
        self.has_text.append(text is not None)
        self.told.append(is_told)
        self.readable.append(readable)
        self.themes.append(themes)

    def _keep(self, row: int, place: int, text: str, themes: int) -> None:
        self.looked_at.offer(place, row, text)
        for number in _bits(themes):
            while len(self.quotable) <= number:
                self.quotable.append(Sample(_QUOTABLE))
            self.quotable[number].offer(place, row, text)

    def heard(self) -> Heard:
        """Everything read, as arrays."""
        quotable = [list(sample.by_place()) for sample in self.quotable]
        quotable += [[] for _ in range(len(self.matcher.themes.themes) - len(quotable))]
        return Heard(
            sources=self.sources,
            languages=tuple(self.languages),
            customer=np.array(self.customer, dtype=np.int64),
            at=np.array(self.at, dtype=np.int64),
            source=np.array(self.source, dtype=np.int64),
            score=np.array(self.score, dtype=np.float64),
            points=np.array(self.points, dtype=np.float64),
            verdict=np.array(self.verdict, dtype=np.int64),
            language=np.array(self.language, dtype=np.int64),
            has_text=np.array(self.has_text, dtype=bool),
            told=np.array(self.told, dtype=bool),
            readable=np.array(self.readable, dtype=bool),
            themes=np.array(self.themes, dtype=np.uint64),
            labelled=sorted(item for sample in self.labelled.values() for item in sample.by_row()),
            looked_at=self.looked_at.by_row(),
            quotable=tuple(quotable),
        )


def _bits(number: int) -> list[int]:
    return [place for place in range(number.bit_length()) if number >> place & 1]
