"""What customers say as a report."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.voice import month_chart, score_chart, theme_chart
from clientela.charts.words import word
from clientela.discover.voice.estimates import Figure
from clientela.discover.voice.figures import ThemeFigures
from clientela.discover.voice.result import Voice
from clientela.discover.voice.subjects import Subject
from clientela.discover.voice.surveys import SegmentScore, SurveyScores
from clientela.discover.voice.tone import Measured
from clientela.discover.voice.wording import (
    PHRASES,
    comment_paragraphs,
    language_name,
    said_ends,
    said_month,
    said_score,
    said_share,
    score_paragraphs,
    source_name,
    theme_name,
    theme_paragraphs,
    tone_paragraphs,
)
from clientela.reports.section import Picture, Section, Table
from clientela.segments.profile_wording import NOTHING, said_number


def report_title(language: str) -> str:
    """What the report is called."""
    return PHRASES.say("title", language)


def sections(result: Voice, language: str) -> tuple[Section, ...]:
    """Themes, scores, tone, what else comes up, and what none of it can tell."""
    themes = _say("themes", language)
    head = comment_paragraphs(result, language)
    if not result.comments:
        return (Section(_say("scores", language), head, sections=_score_sections(result, language)),)
    theme_section = Section(
        themes,
        (*head, *theme_paragraphs(result, language)),
        (Picture(theme_chart(result, themes, language), theme_table(result, language)),),
        sections=_quotations(result.themes, language),
    )
    return (
        theme_section,
        Section(_say("scores", language), sections=_score_sections(result, language)),
        _tone_section(result, language),
        *_subject_section(result.subjects, language),
        Section(_say("limits", language), (PHRASES.say("cannot", language),)),
    )


def theme_table(result: Voice, language: str) -> Table:
    """A row a theme, with its share, mean score and change."""
    bad = {key: share.bad for key, share in result.tone.by_theme}
    headings = (
        "theme",
        ">comments",
        ">share",
        ">interval",
        ">score",
        ">interval",
        ">before_now",
        ">sounds_bad",
    )
    rows = [_theme_row(each, bad.get(each.key), language) for each in result.themes]
    return Table(_headings(headings, language), rows)


def score_table(scores: SurveyScores, language: str) -> Table:
    """A row over all, and one a segment."""
    everyone = SegmentScore(capital(word("base", language)), scores.score, scores.response)
    rows = [
        (
            each.segment,
            said_number(each.score.n, "", language),
            _score(each.score, scores, language),
            said_ends(each.score, scores.measure, language),
            _figure(each.response.rate, language),
        )
        for each in (everyone, *scores.segments)
    ]
    return Table(_headings(("segment", ">answers", ">value", ">interval", ">response"), language), rows)


def month_table(scores: SurveyScores, language: str) -> Table:
    """A row a month."""
    rows = [
        (
            said_month(each.month, language),
            said_number(each.score.n, "", language),
            _score(each.score, scores, language),
            said_ends(each.score, scores.measure, language),
        )
        for each in scores.months
    ]
    return Table(_headings(("month", ">answers", ">value", ">interval"), language), rows)


def tone_table(measured: Sequence[Measured], language: str) -> Table:
    """How well tone is told in each language, beside always saying the most frequent."""
    keys = (
        "language", ">measured_on", ">accuracy", ">interval", ">majority", ">balanced", ">interval",
        ">unsure", ">sure_accuracy",
    )  # fmt: skip
    rows = [
        (
            capital(language_name(each.language, language)),
            said_number(each.n, "", language),
            said_share(each.accuracy.value, language),
            said_ends(each.accuracy, "csat", language),
            said_share(each.majority, language),
            said_share(each.balanced.value, language),
            said_ends(each.balanced, "csat", language),
            said_share(1 - each.decided, language),
            said_share(each.accuracy_decided.value, language),
        )
        for each in measured
    ]
    return Table(_headings(keys, language), rows)


def subject_table(subjects: Sequence[Subject], language: str) -> Table:
    """A row a subject: its words, its share of the language's comments, a quotation."""
    rows = [
        (
            capital(language_name(each.language, language)),
            ", ".join(each.words),
            said_share(each.share.value, language),
            said_number(each.score.value, "", language),
            " / ".join(each.quotations) or NOTHING,
        )
        for each in subjects
    ]
    return Table(_headings(("language", "words", ">share", ">score", "quotations"), language), rows)


def _score_sections(result: Voice, language: str) -> tuple[Section, ...]:
    return tuple(_score_section(each, language) for each in result.scores)


def _score_section(scores: SurveyScores, language: str) -> Section:
    title = source_name(scores, language)
    pictures = []
    if scores.score.value is not None:
        heading = f"{title}: {PHRASES.say('by_segment', language).lower()}" if scores.segments else title
        pictures.append(Picture(score_chart(scores, heading, language), score_table(scores, language)))
    if sum(each.score.value is not None for each in scores.months) > 1:
        heading = f"{title}: {PHRASES.say('by_month', language).lower()}"
        pictures.append(Picture(month_chart(scores, heading, language), month_table(scores, language)))
    return Section(title, score_paragraphs(scores, language), tuple(pictures))


def _tone_section(result: Voice, language: str) -> Section:
    measured = result.tone.measured
    tables = (tone_table(measured, language),) if measured else ()
    return Section(_say("tone", language), tone_paragraphs(result, language), tables=tables)


def _subject_section(subjects: Sequence[Subject], language: str) -> tuple[Section, ...]:
    if not subjects:
        return ()
    about = (PHRASES.say("subjects_about", language),)
    return (Section(_say("subjects", language), about, tables=(subject_table(subjects, language),)),)


def _quotations(themes: Sequence[ThemeFigures], language: str) -> tuple[Section, ...]:
    rows = [(capital(theme_name(theme, language)), quoted) for theme in themes for quoted in theme.quotations]
    if not rows:
        return ()
    table = Table(_headings(("theme", "quotations"), language), rows)
    return (Section(_say("quotations", language), tables=(table,)),)


def _theme_row(theme: ThemeFigures, bad: float | None, language: str) -> tuple[str, ...]:
    change = theme.change if theme.share.value is not None else None
    return (
        capital(theme_name(theme, language)),
        PHRASES.say("too_few", language) if theme.count is None else said_number(theme.count, "", language),
        said_share(theme.share.value, language),
        said_ends(theme.share, "csat", language),
        said_number(theme.score.value, "", language),
        _points(theme.score, language),
        _before_now(change.before, change.now, language) if change is not None else NOTHING,
        said_share(bad if theme.share.value is not None else None, language),
    )


def _before_now(before: float, now: float, language: str) -> str:
    return f"{said_share(before, language)}\xa0→\xa0{said_share(now, language)}"


def _points(figure: Figure, language: str) -> str:
    if figure.low is None or figure.high is None:
        return NOTHING
    return f"{said_number(figure.low, '', language)}\xa0…\xa0{said_number(figure.high, '', language)}"


def _score(figure: Figure, scores: SurveyScores, language: str) -> str:
    if figure.value is None:
        return PHRASES.say("too_few", language)
    return said_score(figure.value, scores.measure, language)


def _figure(rate: Figure | None, language: str) -> str:
    if rate is None:
        return PHRASES.say("unknown", language)
    if rate.value is None:
        return PHRASES.say("too_few", language)
    return f"{said_share(rate.value, language)} ({said_ends(rate, 'csat', language)})"


def _headings(keys: Sequence[str], language: str) -> tuple[str, ...]:
    return tuple((">" if key.startswith(">") else "") + _say(key.removeprefix(">"), language) for key in keys)


def _say(key: str, language: str) -> str:
    return capital(PHRASES.say(key, language))
