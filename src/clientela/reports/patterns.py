"""What goes together, what changed, who is new and who differs, as a report."""

from __future__ import annotations

from clientela.catalog.phrasebook import capital
from clientela.charts.patterns import baskets_chart, drift_chart
from clientela.charts.subgroups import subgroups_chart
from clientela.discover.patterns.asking import MOST_SHOWN, Patterns
from clientela.discover.patterns.wording import (
    PHRASES,
    alarm_paragraphs,
    basket_paragraphs,
    demand_name,
    drift_paragraphs,
    feature_label,
    need_paragraphs,
    pattern_name,
    rule_sentence,
    said_lift,
    said_outcome,
    subgroup_paragraphs,
    where_more,
)
from clientela.reports.section import Picture, Section, Table
from clientela.segments.profile_wording import said_number, said_value


def report_title(language: str) -> str:
    """What the report is called."""
    return PHRASES.say("title", language)


def sections(result: Patterns, language: str) -> tuple[Section, ...]:
    """What is bought together, what changed, who is new and, where an outcome was named, who differs."""
    found = [
        _baskets(result, language),
        _drift(result, language),
        _alarm(result, language),
        _needs(result, language),
    ]
    if result.subgroups is not None or "subgroups" in result.reasons:
        found.append(_subgroups(result, language))
    return tuple(found)


def _baskets(result: Patterns, language: str) -> Section:
    title = _said("baskets", language)
    if result.baskets is None or not result.baskets.patterns:
        return Section(title, basket_paragraphs(result, language))
    patterns = result.baskets.patterns[:MOST_SHOWN]
    rows = [
        (
            pattern_name(each),
            said_number(each.together, "", language),
            said_value(each.confidence, "share", language),
            said_lift(each, language),
            said_number(result.members[f"b{place}"], "", language),
        )
        for place, each in enumerate(patterns, 1)
    ]
    keys = (">together", ">confidence", ">lift", ">not_yet")
    table = Table((_said("pattern", language), *_headings(keys, language)), rows)
    picture = Picture(baskets_chart(result, title, language), table)
    return Section(title, basket_paragraphs(result, language), (picture,), (table,))


def _drift(result: Patterns, language: str) -> Section:
    title = _said("drift", language)
    if result.drift is None:
        return Section(title, drift_paragraphs(result, language))
    rows = [
        (
            capital(feature_label(each.feature, result.catalog, language)),
            said_number(each.psi, ".000", language),
            said_number(each.cut, ".000", language),
            PHRASES.say(each.band, language),
            PHRASES.say("yes" if each.flagged else "no", language),
            where_more(each, language, more=True),
            where_more(each, language, more=False),
        )
        for each in result.drift.shifts
    ]
    keys = ("feature", ">psi", ">cut", "size", "flagged", "more", "fewer")
    table = Table(_headings(keys, language), rows)
    return Section(
        title, drift_paragraphs(result, language), (Picture(drift_chart(result, title, language), table),)
    )


def _alarm(result: Patterns, language: str) -> Section:
    title = _said("alarm", language)
    paragraphs = alarm_paragraphs(result, language)
    if result.alarm is None or not result.alarm.proposals:
        return Section(title, paragraphs)
    rows = [
        (
            rule_sentence(each.rule, result.catalog, language),
            said_number(each.members, "", language),
            said_value(each.precision, "share", language),
            said_number(each.jaccard, ".00", language),
        )
        for each in result.alarm.proposals
    ]
    table = Table(_headings(("rule", ">members", ">precision", ">jaccard"), language), rows)
    return Section(title, paragraphs, tables=(table,))


def _subgroups(result: Patterns, language: str) -> Section:
    title, paragraphs = _said("subgroups", language), subgroup_paragraphs(result, language)
    found = result.subgroups
    if found is None or not found.rows:
        return Section(title, paragraphs)
    is_share = found.outcome.is_share
    rows = [
        (
            rule_sentence(each.rule, result.catalog, language),
            said_number(each.n, "", language),
            said_outcome(each.inside, language, is_share=is_share),
            said_outcome(each.outside, language, is_share=is_share),
            " … ".join(said_outcome(end, language, is_share=is_share) for end in (each.low, each.high)),
        )
        for each in found.rows
    ]
    keys = ("rule", ">customers", ">inside", ">outside", ">interval")
    picture = subgroups_chart(found, result.catalog.labels, title, language)
    return Section(title, paragraphs, (Picture(picture, Table(_headings(keys, language), rows)),))


def _needs(result: Patterns, language: str) -> Section:
    title, paragraphs = _said("needs", language), need_paragraphs(result, language)
    if result.needs is None or not result.needs.rows:
        return Section(title, paragraphs)
    rows = [
        (
            demand_name(each.demand, language),
            rule_sentence(each.rule, result.catalog, language),
            said_number(each.n, "", language),
            said_number(each.importance, ".0", language),
            said_number(each.satisfaction, ".0", language),
            f"{said_number(each.opportunity, '.0', language)} ({said_number(each.low, '.0', language)} …"
            f" {said_number(each.high, '.0', language)})",
        )
        for each in result.needs.rows
    ]
    keys = ("wish", "rule", ">customers", ">importance", ">satisfaction", ">opportunity")
    return Section(title, paragraphs, tables=(Table(_headings(keys, language), rows),))


def _headings(keys: tuple[str, ...], language: str) -> tuple[str, ...]:
    return tuple(
        ">" + _said(key[1:], language) if key.startswith(">") else _said(key, language) for key in keys
    )


def _said(key: str, language: str) -> str:
    return capital(PHRASES.say(key, language))
