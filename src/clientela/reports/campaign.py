"""A campaign as a report: what went out, the funnel, what it did more than no message, whose sales."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from clientela.catalog.phrasebook import capital
from clientela.discover.voice.wording import said_day
from clientela.measure.campaigns.choosing_wording import reading_sentences
from clientela.measure.campaigns.naming import PHRASES, named
from clientela.measure.campaigns.results import CampaignResults
from clientela.measure.wording import PHRASES as MEASURED
from clientela.measure.wording import effect_sentences
from clientela.reports.campaign_credit import content_sections, credit_sections
from clientela.reports.campaign_groups import funnel_section, group_sections, ledger_section
from clientela.reports.campaign_lift import lift_sections
from clientela.reports.section import Section

MOST_HEADLINES = 4


def report_title(results: CampaignResults, language: str) -> str:
    """What the report is called."""
    return PHRASES.say("title", language, name=results.name)


def sections(results: CampaignResults, language: str) -> tuple[Section, ...]:
    """In short, advice, the funnel, the groups, the lift, credit, satisfaction, the ledger."""
    found = named(results, language)
    if not found.groups:
        return (Section(PHRASES.say("summary", language), summary(found, language)),)
    parts = (
        Section(PHRASES.say("summary", language), summary(found, language)),
        advice_section(found, language),
        funnel_section(found, language),
        *lift_sections(found, language),
        *group_sections(found, language),
        *credit_sections(found, language),
        *content_sections(found, language),
        ledger_section(found, language),
    )
    return tuple(each for each in parts if each is not None)


def summary(results: CampaignResults, language: str) -> tuple[str, ...]:
    """How many, from when to when, and what must be known before reading on."""
    return tuple(_summary(results, language))


def _summary(results: CampaignResults, language: str) -> Iterator[str]:
    say = PHRASES.say
    yield say("in_segments", language, results.targeted)
    if results.began is None or results.until is None:
        yield say("not_begun", language)
        return
    days = {name: said_day(getattr(results, name), language) for name in ("began", "until", "as_of")}
    yield say("window", language, None, **days)
    yield from reading_sentences(results, language)
    yield from _headlines(results, language)
    if results.is_running:
        yield say("running", language)
    if results.why_no_lift:
        yield say(results.why_no_lift, language)
    if results.gone:
        yield say("gone", language, results.gone)
    if len(results.currencies) > 1:
        yield say("currencies", language, names=", ".join(results.currencies))


def _headlines(results: CampaignResults, language: str) -> Iterator[str]:
    """What each variant did more than no message in the outcome that the verdict is about."""
    lift = results.lift
    effects = [each for each in lift.effects if each.outcome == lift.primary] if lift else []
    for effect in effects[:MOST_HEADLINES]:
        yield capital(" ".join(islice(effect_sentences(effect, language), 2)))


def advice_section(results: CampaignResults, language: str) -> Section:
    """What to do next, or that nothing is advised."""
    said = tuple(each.sentence(language) for each in results.recommendations)
    title = capital(MEASURED.say("advice", language))
    return Section(title, said or (MEASURED.say("no_advice", language),))
