"""What `report experiment` prints for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clientela.cli.output import say, show_table

if TYPE_CHECKING:
    from clientela.measure import CampaignReport
    from clientela.measure.lift import SegmentLift

_HEADINGS = ("segment", ">customers", ">value", ">against", ">difference", ">interval", ">q", ">believed")


def show_report(found: CampaignReport, language: str) -> None:
    """The checks, the lift, the variants, the segments, the returns, and what to do next."""
    from clientela.measure.wording import (
        between_sentence,
        check_sentences,
        effect_sentences,
        head_said,
        return_sentence,
    )

    say(head_said(found, language))
    _part("checks", check_sentences(found.checks, language), language)
    _part("lift", (" ".join(effect_sentences(each, language)) for each in found.effects), language)
    _part("variants", (between_sentence(each, language) for each in found.between), language)
    if not found.running:
        _show_segments(found, language)
    _part("return", (return_sentence(each, language) for each in found.returns), language)
    _show_advice(found, language)


def _part(key: str, lines: Iterable[str], language: str) -> None:
    """A heading and its lines; nothing where there are none."""
    from clientela.catalog.phrasebook import capital
    from clientela.measure.wording import PHRASES

    said = list(lines)
    if said:
        say(f"\n{capital(PHRASES.say(key, language))}")
        for line in said:
            say(f"  {line}")


def _show_segments(found: CampaignReport, language: str) -> None:
    from clientela.catalog.phrasebook import capital
    from clientela.measure.wording import PHRASES, segment_sentences

    if found.segments:
        say(f"\n{capital(PHRASES.say('by_segment', language))}")
    for lift in found.segments:
        say("\n".join(segment_sentences(lift, language)))
        if lift.effects:
            _show_lift(lift, language)
            say()


def _show_lift(lift: SegmentLift, language: str) -> None:
    from clientela.measure.wording import PHRASES, segment_cells

    headings = [
        (">" if key.startswith(">") else "") + PHRASES.say(key.lstrip(">"), language) for key in _HEADINGS
    ]
    show_table(headings, segment_cells(lift, language))


def _show_advice(found: CampaignReport, language: str) -> None:
    from clientela.measure.wording import PHRASES

    sentences = [each.sentence(language) for each in found.recommendations]
    _part("advice", sentences or [PHRASES.say("no_advice", language)], language)
