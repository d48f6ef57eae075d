"""Pictures of what customers say: the numbers are the result's, the words those of the language."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest

from clientela.charts.voice import month_chart, score_chart, theme_chart
from clientela.charts.writing import svg
from clientela.discover.voice.answering import Response
from clientela.discover.voice.estimates import Figure
from clientela.discover.voice.figures import Change, ThemeFigures
from clientela.discover.voice.result import LanguageCount, Voice
from clientela.discover.voice.subjects import Subject
from clientela.discover.voice.surveys import Gap, MonthScore, SegmentScore, SurveyScores
from clientela.discover.voice.themes import built_in_themes
from clientela.discover.voice.tone import Measured, Tone, ToneShare
from clientela.reports.page import report_markup
from clientela.reports.section import Section
from clientela.reports.voice import report_title, sections
from clientela.rules.sentences import LANGUAGES

AS_OF = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
SHARE = Figure(1200, 900, 0.34, 0.32, 0.36)
FEW = Figure(7, 7)


def _theme(key: str, share: Figure, score: Figure, change: Change | None = None) -> ThemeFigures:
    names = built_in_themes()[key].names
    quoted = ("The parcel came <b>late</b>.",) if share.value else ()
    return ThemeFigures(key, names, 408 if share.value else None, share, score, change, quoted)


NPS = SurveyScores(
    source="nps",
    kind="survey_answered",
    measure="nps",
    low=0,
    high=10,
    counts=(270, 112, 103),
    score=Figure(485, 485, 34.4, 27.1, 41.4),
    mean=Figure(485, 485, 7.8, 7.6, 8.0),
    weighted=None,
    response=Response(485, 900, Figure(900, 900, 0.54, 0.5, 0.57)),
    segments=(
        SegmentScore("Barcelona", Figure(192, 192, 35.4, 23.3, 46.4), Response(192)),
        SegmentScore("Новые", FEW, Response(7)),
    ),
    gaps=(Gap("Barcelona", "Łódź", 15.8, 4.3, 36.3), Gap("Vic", "Reus", 1.0, -4.3, 6.3)),
    months=(
        MonthScore(dt.date(2026, 3, 1), Figure(34, 34, 32.4, 4.2, 55.3)),
        MonthScore(dt.date(2026, 4, 1), FEW),
        MonthScore(dt.date(2026, 5, 1), Figure(60, 60, 41.0, 20.0, 60.0)),
    ),
)
VOICE = Voice(
    as_of=AS_OF,
    since=None,
    segment=None,
    comments=1250,
    customers=930,
    readable=1200,
    periods=(AS_OF - dt.timedelta(180), AS_OF - dt.timedelta(90), AS_OF),
    languages=(LanguageCount("ca", 1200, 1100, readable=True), LanguageCount(None, 50, 0, readable=False)),
    themes=(
        _theme("delivery", SHARE, Figure(408, 300, 67.8, 64.4, 71.3), Change(0.41, 0.27, 0.05, 0.2, 0.01)),
        _theme("app", Figure(1200, 900, 0.02, 0.01, 0.03), FEW),
        _theme("store", FEW, FEW),
    ),
    subjects=(Subject("ca", ("música", "llum"), SHARE, Figure(90, 90, 50.0, 40.0, 60.0), ("Molta música",)),),
    tone=Tone(
        (Measured("ca", 400, False, 0.78, SHARE, Figure(400, 400, 0.86, 0.8, 0.9), 0.93, 0.83, SHARE),),
        (("pl", 120),),
        ToneShare(1000, 0.5, 0.2, 0.3),
        (("delivery", ToneShare(400, 0.4, 0.4, 0.2)),),
    ),
    scores=(NPS,),
)


def _rows(spec) -> list[dict]:
    return spec["data"]["values"]


def test_theme_chart_carries_shares_and_scores_and_leaves_thin_themes_out():
    spec = theme_chart(VOICE, "Temes", "ca")
    assert [(row["name"], row["share"], row["score"]) for row in _rows(spec)] == [
        ("Enviament", 0.34, 67.8),
        ("Web i aplicació", 0.02, None),
    ]
    assert "Part dels comentaris" in json.dumps(spec, ensure_ascii=False)


def test_score_chart_says_where_there_are_too_few():
    rows = _rows(score_chart(NPS, "NPS", "ru"))
    assert [(row["name"], row["score"], row["score_n"]) for row in rows] == [
        ("Все", 34.4, 485),
        ("Barcelona", 35.4, 192),
        ("Новые", None, 7),
    ]
    assert "слишком мало" in svg(score_chart(NPS, "NPS", "ru"))


def test_month_chart_leaves_a_gap_for_a_thin_month():
    rows = _rows(month_chart(NPS, "NPS", "en"))
    assert [row["score"] for row in rows] == [32.4, None, 41.0]


@pytest.mark.parametrize("draw", [lambda: month_chart, lambda: score_chart])
def test_nothing_to_draw_is_said(draw):
    empty = SurveyScores("nps", "survey_answered", "nps", 0, 10, (1, 0, 0), FEW, FEW, None, Response(1))
    assert "Nothing to show" in svg(draw()(empty, "NPS", "en"))


def _texts(section: Section) -> Iterator[str]:
    yield from (section.title, *section.paragraphs)
    tables = (*section.tables, *(picture.table for picture in section.pictures))
    for table in tables:
        yield from table.headings
        yield from (cell for row in table.rows for cell in row)
    for inner in section.sections:
        yield from _texts(inner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_in_every_language(language: str):
    said = "\n".join(text for section in sections(VOICE, language) for text in _texts(section))
    assert not re.search(r"[{}]|\bNone\b|\bnan\b", said)
    assert ("34.4" if language == "en" else "34,4") in said
    assert "Łódź" in said  # the clear difference is told,
    assert "Vic" not in said  # the one that is none is not
    assert built_in_themes()["delivery"].name(language) in said


def test_report_is_a_page_with_its_pictures_and_escaped_words():
    written = report_markup(report_title("ru"), sections(VOICE, "ru"), "ru")
    assert "The parcel came &lt;b&gt;late&lt;/b&gt;." in written
    assert written.count("<figure") == 3


def test_report_without_comments_has_scores_alone():
    silent = Voice(AS_OF, None, None, 0, 0, 0, VOICE.periods, (), (), (), Tone(), (NPS,))
    (only,) = sections(silent, "en")
    assert only.title == "Scores"
    assert [each.title for each in only.sections] == ["NPS"]
