"""Patterns in words."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import Phrasebook
from clientela.discover.features.table import Feature
from clientela.discover.patterns.alarms import Alarm
from clientela.discover.patterns.asking import Patterns
from clientela.discover.patterns.baskets import Baskets, Pattern
from clientela.discover.patterns.demand import Demand
from clientela.discover.patterns.drift import Shift
from clientela.rules.nodes import Rule
from clientela.rules.sentences import noun_phrase, sentence
from clientela.segments.profile_wording import said_number, said_value

PHRASES = Phrasebook("clientela.discover.patterns")


def pattern_name(pattern: Pattern) -> str:
    """ "shoes + coats → dresses": an arrow reads the same in every language."""
    return f"{' + '.join(pattern.first)} → {pattern.then}"


def feature_label(feature: Feature, catalog: FirmCatalog, language: str) -> str:
    """What the feature is: "revenue in the last 365 days"."""
    label = noun_phrase(feature.variable, language, catalog.labels)
    if feature.item is None:
        return label
    return f"{label}: {feature.item}"


def rule_sentence(rule: Rule, catalog: FirmCatalog, language: str) -> str:
    """The rule as a sentence."""
    return sentence(rule, language, catalog.labels)


def basket_paragraphs(result: Patterns, language: str) -> tuple[str, ...]:
    """What was tried, and what came of it."""
    baskets = result.baskets
    if baskets is None:
        return (PHRASES.say("thin_baskets", language),)
    said = (_basket_figures(baskets, language),)
    if baskets.over == "customers":
        return (*said, PHRASES.say("customer_baskets", language))
    return said


def drift_paragraphs(result: Patterns, language: str) -> tuple[str, ...]:
    """How many features changed."""
    drift = result.drift
    if drift is None:
        return (PHRASES.say("thin_drift", language),)
    return (
        PHRASES.say(
            "drift_figures",
            language,
            since=_day(result.since, language),
            until=_day(result.as_of, language),
            before=drift.before,
            after=drift.after,
            flagged=len(drift.flagged),
            features=len(drift.shifts),
        ),
    )


def alarm_paragraphs(result: Patterns, language: str) -> tuple[str, ...]:
    """Whether somebody new is there."""
    alarm = result.alarm
    if alarm is None:
        return (PHRASES.say("thin_alarm", language),)
    values: dict[str, object] = {
        "beyond": alarm.beyond,
        "customers": alarm.customers,
        "share": said_value(alarm.share, "share", language),
        "segments": alarm.segments,
    }
    return (_alarm_said(alarm, values, language),)


def subgroup_paragraphs(result: Patterns, language: str) -> tuple[str, ...]:
    """What was tested; nothing where no outcome was named."""
    found = result.subgroups
    if found is None:
        return (PHRASES.say("thin_subgroups", language),) if "subgroups" in result.reasons else ()
    return (
        PHRASES.say(
            "subgroup_figures",
            language,
            outcome=found.outcome.text,
            overall=said_outcome(found.overall, language, is_share=found.outcome.is_share),
            tested=found.tested,
            n=found.n,
            found=len(found.rows),
        ),
    )


def need_paragraphs(result: Patterns, language: str) -> tuple[str, ...]:
    """How many groups were tested in how many wishes."""
    needs = result.needs
    if needs is None:
        return (PHRASES.say("thin_needs", language),)
    return (
        PHRASES.say(
            "need_figures",
            language,
            tested=needs.tested,
            demands=len(needs.demands),
            found=len(needs.rows),
        ),
    )


def demand_name(demand: Demand, language: str) -> str:
    """What they want: "asked about: delivery"."""
    if demand.topic:
        return PHRASES.say(demand.key, language, topic=demand.topic)
    return PHRASES.say(demand.key, language)


def said_outcome(value: float, language: str, *, is_share: bool) -> str:
    """A share in percent, a mean as a number."""
    return said_value(value, "share" if is_share else "", language)


def where_more(shift: Shift, language: str, *, more: bool) -> str:
    """The bin that grew most, or shrank most, with its share before and after."""
    name, before, after = max(shift.bins, key=lambda each: (each[2] - each[1]) * (1 if more else -1))
    shares = " → ".join(said_value(share, "share", language) for share in (before, after))
    return f"{name or PHRASES.say('missing', language)}: {shares}"


def said_lift(pattern: Pattern, language: str) -> str:
    """ "1.8 (1.6 – 2.0)"."""
    ends = " – ".join(said_number(each, ".0", language) for each in (pattern.lift_low, pattern.lift_high))
    return f"{said_number(pattern.lift, '.0', language)} ({ends})"


def _basket_figures(baskets: Baskets, language: str) -> str:
    return PHRASES.say(
        "basket_figures",
        language,
        several=baskets.several,
        count=baskets.count,
        over=PHRASES.say(baskets.over, language),
        tried=baskets.tried,
        found=len(baskets.patterns),
        least=baskets.least,
    )


def _alarm_said(alarm: Alarm, values: dict[str, object], language: str) -> str:
    if not alarm.rings:
        return PHRASES.say("alarm_quiet", language, None, **values)
    if not alarm.proposals:
        return PHRASES.say("alarm_vague", language, None, **values, least=alarm.least)
    return PHRASES.say("alarm_rings", language, None, **values, found=len(alarm.proposals))


def _day(instant: dt.datetime, language: str) -> str:
    said: str = format_date(instant.date(), "long", locale=language)
    return said
