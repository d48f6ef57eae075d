"""By what a campaign was measured, and what of it was chosen only afterwards, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientela.catalog.firm_labels import readable
from clientela.catalog.labels import kind_label, kind_table
from clientela.measure.campaigns.choosing import TO_COUNT, Choice
from clientela.measure.campaigns.naming import PHRASES
from clientela.measure.campaigns.results import CampaignResults
from clientela.measure.figures import said, said_share


def reading_sentences(results: CampaignResults, language: str) -> Iterator[str]:
    """What counted, as was said before sending; or what was chosen after it, and what that does to intervals.

    Nothing where nothing was declared.
    """
    if results.declared is None:
        return
    if not any(each.what in TO_COUNT for each in results.chosen_after):
        goal = goal_said(results.declared.goal, language)
        yield PHRASES.say("counted_by", language, results.declared.days, goal=goal)
    yield from chosen_sentences(results.chosen_after, language)


def chosen_sentences(chosen: Sequence[Choice], language: str) -> Iterator[str]:
    """What was chosen after sending, as a sentence; and that intervals are too narrow where they are."""
    if not chosen:
        return
    choices = "; ".join(
        PHRASES.say(
            f"choice_{each.what}",
            language,
            read=_said(each, each.read, language),
            declared=_said(each, each.declared, language),
        )
        for each in chosen
    )
    yield PHRASES.say("chosen_after", language, choices=choices)
    if any(each.what in TO_COUNT for each in chosen):
        yield PHRASES.say("too_narrow", language)


def goal_said(goal: str, language: str) -> str:
    """An event that counts, as a noun; a firm's own kind as it is written."""
    return kind_label(goal, language, "one") if goal in kind_table() else readable(goal)


def _said(choice: Choice, value: str | float | None, language: str) -> str:
    if value is None:
        return PHRASES.say("choice_by_variant" if choice.what == "cost" else "choice_none", language)
    if isinstance(value, str):
        return goal_said(value, language)
    if choice.what == "margin":
        return said_share(value, language, short=True)
    return said(value, "count" if choice.what == "days" else "money", language)
