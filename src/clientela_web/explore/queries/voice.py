"""What customers say: themes, tone and scores, for all or for one segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from clientela.segments.library import Saved
from clientela_web.explore.links import offered_address
from clientela_web.explore.queries.asking import Told, told
from clientela_web.models import Account, Permission
from clientela_web.ui.sections import Shown, shown
from clientela_web.workspace import firm

if TYPE_CHECKING:
    from clientela.discover.voice import ThemeSet, Voice


def voice(segment: Saved | None, compare: Sequence[str]) -> Told[Voice]:
    """What was said and scored, of everybody or of a segment; scores of others beside it."""
    name = segment.name if segment is not None else None
    version = (segment.segment_id, segment.version) if segment is not None else None
    themes = firm().themes().as_json()
    key = ("voice", version, tuple(compare), themes)
    return told(key, partial(firm().voice, name, compare=tuple(compare)))


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme, and the builder with the rule of who spoke of it."""

    key: str
    name: str
    comments: int | None
    share: float | None
    low: float | None
    high: float | None
    quotations: tuple[str, ...]
    address: str


def said_of(
    answer: Told[Voice], found: Voice, account: Account, language: str
) -> tuple[tuple[Shown, ...], list[ThemeRow]]:
    """The report on what was found and its themes, written once for all who see the same of one answer."""
    sees = (account.may(Permission.SEE_PERSONS), account.may(Permission.EDIT_SEGMENTS))
    return firm().store.engine.kept(
        ("voice said", answer.key, answer.at, sees, language),
        lambda: (_sections(found, account, language), _theme_rows(found, account, language)),
    )


def _sections(found: Voice, account: Account, language: str) -> tuple[Shown, ...]:
    """Without what was written for who may not see persons."""
    from clientela.reports.voice import sections

    return shown(sections(seen_by(account, found), language))


def seen_by(account: Account, found: Voice) -> Voice:
    """The same without a word that a customer wrote, for who may not see persons."""
    if account.may(Permission.SEE_PERSONS):
        return found
    themes = tuple(replace(each, quotations=()) for each in found.themes)
    subjects = tuple(replace(each, quotations=()) for each in found.subjects)
    return replace(found, themes=themes, subjects=subjects)


def _theme_rows(found: Voice, account: Account, language: str) -> list[ThemeRow]:
    """The themes that came up, most frequent first."""
    from clientela.discover.voice.wording import theme_name

    rules = {theme.key: theme.rule() for theme in firm().themes().themes}
    seen = seen_by(account, found)
    return [
        ThemeRow(
            each.key,
            theme_name(each, language),
            each.count,
            each.share.value,
            each.share.low,
            each.share.high,
            each.quotations,
            offered_address(account, rules[each.key]) if each.key in rules else "",
        )
        for each in seen.themes
    ]


def themes() -> ThemeSet:
    """The themes in force."""
    return firm().themes()
