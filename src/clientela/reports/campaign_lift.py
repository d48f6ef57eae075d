"""What the message did more than none, as sentences, a picture and tables."""

from __future__ import annotations

from collections.abc import Iterator

from clientela.catalog.phrasebook import capital
from clientela.charts.lift import lift_chart
from clientela.measure.advice.recommendation import unit_of
from clientela.measure.campaigns.naming import PHRASES
from clientela.measure.campaigns.results import CampaignResults
from clientela.measure.effects import Effect
from clientela.measure.figures import said, said_ends, said_p
from clientela.measure.lift import SegmentLift
from clientela.measure.report import CampaignReport
from clientela.measure.wording import (
    PHRASES as MEASURED,
)
from clientela.measure.wording import (
    between_sentence,
    check_sentences,
    effect_sentences,
    head_said,
    return_sentence,
    segment_cells,
    segment_sentences,
)
from clientela.reports.section import Picture, Section, Table
from clientela.segments.profile_wording import NOTHING

_SEGMENT_HEADS = ("segment", "customers", "value", "against", "difference", "interval", "q", "believed")


def lift_sections(results: CampaignResults, language: str) -> Iterator[Section]:
    """Against the holdout, the variants against each other, by segment, cost and return."""
    lift, between = results.lift, results.between
    if lift is not None:
        yield _against_holdout(lift, language)
        between = lift.between
    if between:
        said_ = tuple(capital(between_sentence(each, language)) for each in between)
        yield Section(MEASURED.say("variants", language), said_, tables=(effects_table(between, language),))
    if lift is not None and lift.segments and not lift.running:
        yield Section(
            f"{MEASURED.say('lift', language)}: {MEASURED.say('by_segment', language).lower()}",
            sections=tuple(_segments(each, language) for each in lift.segments),
        )
    if lift is not None and lift.returns:
        words = tuple(return_sentence(each, language) for each in lift.returns)
        yield Section(MEASURED.say("return", language), words)


def effects_table(effects: tuple[Effect, ...], language: str) -> Table:
    """A row an effect: both values, the difference, its interval and corrected p; early ones as they may."""
    keys = ("outcome", "arm", "value", "against", "difference", "interval", "q", "evidence")
    heads = [capital(MEASURED.say(key, language)) for key in keys]
    heads = [head if place < 2 else f">{head}" for place, head in enumerate(heads)]
    return Table(tuple(heads), [_effect(each, language) for each in effects])


def _against_holdout(lift: CampaignReport, language: str) -> Section:
    words = [head_said(lift, language), *check_sentences(lift.checks, language)]
    words += [capital(" ".join(effect_sentences(each, language))) for each in lift.effects]
    title = PHRASES.say("against_holdout", language)
    told = {outcome: _of(lift, outcome) for outcome in _outcomes(lift)}
    pictures = tuple(
        Picture(lift_chart(lift, "", language, outcome), effects_table(effects, language))
        for outcome, effects in told.items()
        if any(each.best is not None for each in effects)  # too early: there is nothing to draw
    )
    return Section(title, tuple(words), pictures)


def _outcomes(lift: CampaignReport) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.outcome for each in lift.effects))


def _of(lift: CampaignReport, outcome: str) -> tuple[Effect, ...]:
    """Over all, then by segment where these are told."""
    by_segment = [each for part in lift.segments if part.outcome == outcome for each in part.effects]
    over_all = [each for each in lift.effects if each.outcome == outcome]
    return tuple(over_all + [each for each in by_segment if each.best is not None])


def _segments(lift: SegmentLift, language: str) -> Section:
    heads = [capital(MEASURED.say(key, language)) for key in _SEGMENT_HEADS]
    table = Table((heads[0], *(f">{head}" for head in heads[1:])), segment_cells(lift, language))
    title = f"{capital(lift.outcome)}: {lift.arm}"
    return Section(
        title, tuple(map(capital, segment_sentences(lift, language))), tables=(table,) if lift.effects else ()
    )


def _effect(effect: Effect, language: str) -> tuple[str, ...]:
    level = unit_of(effect.kind, is_difference=False)
    unit = unit_of(effect.kind, is_difference=True)
    where = f"{effect.arm} · {effect.segment}" if effect.segment is not None else effect.arm
    line, early = effect.best, effect.running
    return (
        effect.outcome,
        where,
        NOTHING if early else said(effect.value.value, level, language),
        NOTHING if early else said(effect.value_against.value, level, language),
        said(line.value, unit, language) if line else NOTHING,
        said_ends(line, unit, language) if line else NOTHING,
        NOTHING if early else said_p(effect.q, language).removeprefix("= "),
        effect.grade,
    )
