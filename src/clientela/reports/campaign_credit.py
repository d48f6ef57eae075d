"""Whose sales they were, by two models side by side, and how content each group is."""

from __future__ import annotations

from collections.abc import Iterator

from clientela.catalog.phrasebook import capital
from clientela.discover.voice.wording import said_ends as score_ends
from clientela.discover.voice.wording import said_score
from clientela.measure.attribution import Credit
from clientela.measure.campaigns.naming import PHRASES
from clientela.measure.campaigns.results import CampaignResults
from clientela.measure.figures import said, said_ends
from clientela.measure.wording import PHRASES as MEASURED
from clientela.reports.section import Section, Table
from clientela.segments.profile_wording import NOTHING


def credit_sections(results: CampaignResults, language: str) -> Iterator[Section]:
    """Last touch and the holdout, a row a campaign; nothing where nobody converted."""
    found = results.attribution
    if found is None or not (found.credits or found.untouched):
        return
    keys = ("name", "conversions", "last_touch", "on_top")
    heads = [capital(PHRASES.say(f"head_{key}", language)) for key in keys]
    heads.append(capital(MEASURED.say("interval", language)))
    rows = [_credit(each, language) for each in found.credits]
    if found.untouched:
        rows.append(
            (
                PHRASES.say("untouched", language),
                said(found.untouched, "count", language),
                said(found.untouched_value, "money", language),
                NOTHING,
                NOTHING,
            )
        )
    words = (PHRASES.say("credit_how", language, found.window.days), MEASURED.say("bookkeeping", language))
    table = Table((heads[0], *(f">{head}" for head in heads[1:])), rows)
    yield Section(PHRASES.say("credit", language), words, tables=(table,))


def content_sections(results: CampaignResults, language: str) -> Iterator[Section]:
    """The score of each group, in the survey that most of them answered."""
    found = results.satisfaction
    if found is None:
        return
    heads = [PHRASES.say("head_name", language), PHRASES.say("head_answers", language)]
    heads += [PHRASES.say("head_score", language), MEASURED.say("interval", language)]
    measure = found.scale.measure
    rows = [
        (
            each.segment,
            said(each.response.answered, "count", language),
            said_score(each.score.value, measure, language) if each.score.value is not None else NOTHING,
            score_ends(each.score, measure, language),
        )
        for each in found.groups
    ]
    words = (PHRASES.say("in_survey", language, survey=results.survey),)
    told = tuple(capital(head) for head in heads)
    yield Section(
        PHRASES.say("content", language),
        words,
        tables=(Table((told[0], *(f">{head}" for head in told[1:])), rows),),
    )


def _credit(each: Credit, language: str) -> tuple[str, ...]:
    line = each.incremental
    return (
        each.campaign,
        said(each.conversions, "count", language),
        said(each.value, "money", language),
        said(line.value, "money", language) if line else NOTHING,
        said_ends(line, "money", language) if line else NOTHING,
    )
