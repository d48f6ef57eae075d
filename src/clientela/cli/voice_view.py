"""What `voice` prints for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.cli.output import say, show_table

if TYPE_CHECKING:
    from clientela.discover.voice import ThemeSet, Voice
    from clientela.reports.section import Table

# what of a report's tables a terminal has room for: no interval of the mean score, no tone of a theme …
_THEME_COLUMNS = (0, 1, 2, 3, 4, 6)
_TONE_COLUMNS = (0, 1, 2, 4, 5, 6)


def show_voice(found: Voice, language: str) -> None:
    """Themes, scores, tone, and what else comes up."""
    from clientela.discover.voice.wording import PHRASES, comment_paragraphs, theme_paragraphs
    from clientela.reports.voice import subject_table, theme_table

    say("\n".join(comment_paragraphs(found, language)))
    if found.comments:
        say("\n".join(theme_paragraphs(found, language)))
        say()
        _show(theme_table(found, language), _THEME_COLUMNS)
    _show_scores(found, language)
    if found.comments:
        _show_tone(found, language)
    if found.subjects:
        say(f"\n{PHRASES.say('subjects', language)}")
        _show(subject_table(found.subjects, language))


def show_segments(found: Voice, language: str) -> None:
    """Every score, of everybody and by segment."""
    from clientela.discover.voice.wording import score_paragraphs
    from clientela.reports.voice import score_table

    for scores in found.scores:
        say("\n".join(score_paragraphs(scores, language)))
        _show(score_table(scores, language))
        say()


def show_months(found: Voice, language: str) -> None:
    """Every score by month."""
    from clientela.discover.voice.wording import source_name
    from clientela.reports.voice import month_table

    for scores in found.scores:
        say(source_name(scores, language))
        _show(month_table(scores, language))
        say()


def show_themes(themes: ThemeSet, file: Path) -> None:
    """What was written, and how many words there are in each language."""
    rows = [
        (theme.key, *(len(theme.words.get(code, ())) for code in themes.languages)) for theme in themes.themes
    ]
    show_table(("theme", *(f">{code}" for code in themes.languages)), rows)
    say(f"\nThe words are in {file}; edit it, then: clientela voice --themes {file}")


def _show_scores(found: Voice, language: str) -> None:
    from clientela.discover.voice.wording import PHRASES, score_paragraphs

    if found.scores:
        say(f"\n{PHRASES.say('scores', language)}")
    for scores in found.scores:
        say("\n".join(score_paragraphs(scores, language)))


def _show_tone(found: Voice, language: str) -> None:
    from clientela.discover.voice.wording import PHRASES, tone_paragraphs
    from clientela.reports.voice import tone_table

    say(f"\n{PHRASES.say('tone', language)}")
    say("\n".join(tone_paragraphs(found, language)))
    if found.tone.measured:
        _show(tone_table(found.tone.measured, language), _TONE_COLUMNS)


def _show(table: Table, columns: Sequence[int] = ()) -> None:
    chosen = columns or range(len(table.headings))
    rows = [[row[place] for place in chosen] for row in table.rows]
    show_table([table.headings[place] for place in chosen], rows)
