"""What customers say, in words of six languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from babel import Locale
from babel.dates import format_date

from clientela.catalog.phrasebook import Phrasebook, capital
from clientela.discover.voice.estimates import Figure
from clientela.discover.voice.figures import ThemeFigures
from clientela.discover.voice.result import Voice
from clientela.discover.voice.scales import Measure
from clientela.discover.voice.surveys import SurveyScores
from clientela.segments.profile_wording import NOTHING, said_number, said_value

PHRASES = Phrasebook("clientela.discover.voice")
SURELY = 0.05  # p after adjustment, below which a theme has changed


def theme_name(theme: ThemeFigures, language: str) -> str:
    """The theme's name in the language, else in English, else its key."""
    return theme.names.get(language) or theme.names.get("en") or theme.key


def language_name(code: str | None, language: str) -> str:
    """A language by name: "Catalan"."""
    if code is None:
        return PHRASES.say("other_language", language)
    return str(Locale(language).languages.get(code, code))


def source_name(scores: SurveyScores, language: str) -> str:
    """The survey's own name, or what the source is, as a heading begins."""
    if scores.source == scores.kind:
        said = PHRASES.say(scores.source, language)
        return capital(said)
    return scores.source.upper() if scores.source == scores.measure else scores.source


def said_score(value: float | None, measure: Measure, language: str) -> str:
    """A score in its own unit: points, a share, or a mean."""
    if measure == "csat":
        return said_value(value, "share", language)
    return said_number(value, ".0" if measure == "nps" else ".00", language)


def said_ends(figure: Figure, measure: Measure, language: str) -> str:
    """The interval of a score."""
    if figure.low is None or figure.high is None:
        return NOTHING
    return "\xa0…\xa0".join(said_score(end, measure, language) for end in (figure.low, figure.high))


def said_day(instant: dt.datetime | dt.date, language: str) -> str:
    """A day as the language writes it."""
    found: str = format_date(instant, "medium", locale=language)
    return found.removesuffix(".")  # "2026 г." at the end of a sentence would have two


def said_month(month: dt.date, language: str) -> str:
    """A month and its year."""
    found: str = format_date(month, "LLL y", locale=language)
    return found


def said_share(value: float | None, language: str) -> str:
    """A share in per cent."""
    return said_value(value, "share", language)


def comment_paragraphs(result: Voice, language: str) -> tuple[str, ...]:
    """How much was said, by whom, in which languages."""
    days = {"as_of": said_day(result.as_of, language)}
    if result.since is not None:
        days["since"] = said_day(result.since, language)
    said = PHRASES.say(
        "said" if result.since is not None else "said_ever",
        language,
        None,
        comments=result.comments,
        customers=result.customers,
        **days,
    )
    if not result.comments:
        return (said,)
    listed = ", ".join(
        f"{language_name(each.language, language)} {said_share(each.comments / result.comments, language)}"
        for each in result.languages
    )
    unread = result.comments - result.readable
    lines = [said, PHRASES.say("languages", language, languages=listed)]
    return (*lines, *([PHRASES.say("unread", language, unread)] if unread else []))


def theme_paragraphs(result: Voice, language: str) -> tuple[str, ...]:
    """What they speak of most, and what changed."""
    first = next((each for each in result.themes if each.share.value is not None), None)
    if first is None:
        return (PHRASES.say("points", language),)
    most = PHRASES.say(
        "most_often",
        language,
        theme=theme_name(first, language),
        share=said_share(first.share.value, language),
        low=said_share(first.share.low, language),
        high=said_share(first.share.high, language),
    )
    return (most, *_changes(result, language), PHRASES.say("points", language))


def _changes(result: Voice, language: str) -> Iterator[str]:
    compared = [each for each in result.themes if each.change is not None]
    first, middle = (said_day(each, language) for each in result.periods[:2])
    told = False
    for theme in compared:
        change = theme.change
        if change is None or change.p >= SURELY:
            continue
        told = True
        yield PHRASES.say(
            "changed",
            language,
            theme=theme_name(theme, language),
            first=first,
            middle=middle,
            before=said_share(change.before, language),
            now=said_share(change.now, language),
            low=said_share(change.low, language),
            high=said_share(change.high, language),
            p=said_number(change.p, ".000", language),
        )
    if compared and not told:
        yield PHRASES.say("unchanged", language, middle=middle)


def tone_paragraphs(result: Voice, language: str) -> tuple[str, ...]:
    """How tone is told, how well, and what it finds."""
    tone = result.tone
    if not tone.measured and not tone.too_few:
        return (PHRASES.say("tone_none", language),)
    said = [PHRASES.say("tone_about", language)]
    if tone.overall is not None:
        shares = {key: getattr(tone.overall, key) for key in ("good", "bad", "unsure")}
        said.append(
            PHRASES.say(
                "tone_overall",
                language,
                tone.overall.n,
                **{key: said_share(share, language) for key, share in shares.items()},
            )
        )
    for each in tone.measured:
        if not each.is_usable:
            said.append(PHRASES.say("tone_useless", language, named=_named(each.language, language)))
    for code, n in tone.too_few:
        said.append(PHRASES.say("tone_few", language, n, named=_named(code, language)))
    return tuple(said)


def _named(code: str, language: str) -> str:
    name = language_name(code, language)
    return capital(name)


def score_paragraphs(scores: SurveyScores, language: str) -> tuple[str, ...]:
    """A score with its interval, who answered, what weighting would change, which segments differ."""
    source, figure = source_name(scores, language), scores.score
    measure = PHRASES.say(scores.measure, language)
    if figure.value is None:
        return (PHRASES.say("scored_few", language, source=source, answers=figure.n),)
    said = PHRASES.say(
        "scored",
        language,
        source=source,
        measure="" if measure == source else f"{measure} ",
        value=said_score(figure.value, scores.measure, language),
        low=said_score(figure.low, scores.measure, language),
        high=said_score(figure.high, scores.measure, language),
        answers=figure.n,
    )
    lines = [said]
    if scores.kind == "survey_answered":
        lines.append(_response(scores, language))
        if scores.weighted is not None:
            value = said_score(scores.weighted.value, scores.measure, language)
            covered = said_share(scores.weighted.covered, language)
            lines.append(PHRASES.say("weighted", language, value=value, covered=covered))
    return (*lines, *gap_lines(scores, language))


def _response(scores: SurveyScores, language: str) -> str:
    rate = scores.response.rate
    if rate is None or rate.value is None or scores.response.asked is None:
        return PHRASES.say("answered_unknown", language)
    return PHRASES.say(
        "answered",
        language,
        asked=scores.response.asked,
        rate=said_share(rate.value, language),
        low=said_share(rate.low, language),
        high=said_share(rate.high, language),
    )


def gap_lines(scores: SurveyScores, language: str) -> Iterator[str]:
    """The pairs of segments that differ clearly; that there are none, where there were any to compare."""
    clear = [gap for gap in scores.gaps if gap.is_clear]
    for gap in clear:
        ends = sorted(abs(end) for end in (gap.low, gap.high))
        one, other = (gap.segment, gap.other) if gap.value > 0 else (gap.other, gap.segment)
        value, low, high = (said_score(each, scores.measure, language) for each in (abs(gap.value), *ends))
        yield PHRASES.say("gap", language, one=one, other=other, value=value, low=low, high=high)
    if scores.gaps and not clear:
        yield PHRASES.say("no_gap", language)
