"""A segment as a report: what its customers do, the messages they got, what worked best."""

from __future__ import annotations

from collections.abc import Iterator

from clientela.act.channels import channel_said
from clientela.catalog.phrasebook import Phrasebook, capital
from clientela.charts.lift import rates_chart
from clientela.discover.voice.wording import said_day
from clientela.measure.campaigns.naming import PHRASES as CAMPAIGNS
from clientela.measure.campaigns.naming import named_advice, named_effect
from clientela.measure.figures import Written, said, said_ends
from clientela.measure.funnel import STAGES
from clientela.measure.lines import Line
from clientela.measure.segments.results import Doing, Got, SegmentResults
from clientela.measure.wording import PHRASES as MEASURED
from clientela.reports.campaign_lift import effects_table
from clientela.reports.section import Picture, Section, Table
from clientela.segments.profile_wording import NOTHING

PHRASES = Phrasebook("clientela.measure.segments")


def report_title(results: SegmentResults, language: str, name: str = "") -> str:
    """What the report is called; `name` is the segment's in that language, where it has one."""
    return PHRASES.say("title", language, name=name or results.name)


def sections(results: SegmentResults, language: str) -> tuple[Section, ...]:
    """In short, advice, what its customers do, messages, lifts."""
    return (advice_section(results, language), *_sections(results, language))


def _sections(results: SegmentResults, language: str) -> Iterator[Section]:
    yield _doing_section(results, language)
    yield _campaigns_section(results, language)
    if results.lifts:
        effects = [named_effect(effect, language) for _, effect in results.lifts]
        yield Section(PHRASES.say("lifts", language), tables=(effects_table(tuple(effects), language),))


def advice_section(results: SegmentResults, language: str) -> Section:
    """What to do next, or that nothing is advised."""
    found = named_advice(results.recommendations, language)
    words = tuple(each.sentence(language) for each in found) or (MEASURED.say("no_advice", language),)
    return Section(capital(MEASURED.say("advice", language)), words)


def _doing_section(results: SegmentResults, language: str) -> Section:
    say = PHRASES.say
    day = said_day(results.as_of, language)
    words = [say("head", language, results.members.customers, population=results.population, as_of=day)]
    title = say("doing", language)
    if results.members.per_customer is None:
        return Section(title, (*words, say("few", language)))
    words += [say("period", language, results.days), say("reason", language)]
    if len(results.currencies) > 1:
        words.append(CAMPAIGNS.say("currencies", language, names=", ".join(results.currencies)))
    return Section(title, tuple(words), tables=(_doing_table(results, language),))


def _doing_table(results: SegmentResults, language: str) -> Table:
    heads = ("head_figure", ">head_members", ">head_others", ">head_difference")
    named = [_head(head, language) for head in heads]
    interval = f">{capital(MEASURED.say('interval', language))}"
    members, others = results.members, results.others
    counts = [said(each.customers, "count", language) for each in (members, others)]
    rows = [
        (capital(PHRASES.say("row_customers", language)), *counts, NOTHING, NOTHING),
        _row("bought", members, others, results.bought_more, language),
        _row("each", members, others, results.spent_more, language),
    ]
    return Table((*named, interval), rows)


def _row(key: str, members: Doing, others: Doing, difference: Line | None, language: str) -> tuple[str, ...]:
    of_share = key == "bought"
    lines = [each.bought if of_share else each.per_customer for each in (members, others)]
    level: Written = "share" if of_share else "money"
    unit: Written = "points" if of_share else "number"
    return (
        capital(PHRASES.say(f"row_{key}", language)),
        *(said(line.value, level, language) if line else NOTHING for line in lines),
        said(difference.value, unit, language) if difference else NOTHING,
        said_ends(difference, unit, language) if difference else NOTHING,
    )


def _campaigns_section(results: SegmentResults, language: str) -> Section:
    title = PHRASES.say("campaigns", language)
    if not results.campaigns:
        return Section(title, (PHRASES.say("no_messages", language),))
    words = [PHRASES.say("of_the_day", language, results.window_days)]
    words.append(PHRASES.say("judged", language, results.judged))
    table = _campaigns_table(results, language)
    rates = [
        (each.campaign, each.stages[-1].of_targeted, each.stages[0].count)
        for each in results.campaigns
        if each.stages[-1].of_targeted is not None and not each.is_open
    ]
    lines = [(name, line, n) for name, line, n in rates if line is not None]
    if not lines:
        return Section(title, tuple(words), tables=(table,))
    chart = rates_chart(lines, PHRASES.say("chart", language), language)
    return Section(title, tuple(words), (Picture(chart, table),))


def _campaigns_table(results: SegmentResults, language: str) -> Table:
    heads = [_head(head, language) for head in ("head_campaign", "head_channel", "head_from")]
    heads += [f">{capital(MEASURED.say(stage, language))}" for stage in STAGES]
    heads += [f">{capital(MEASURED.say('interval', language))}", _head(">row_sales", language)]
    return Table(tuple(heads), [_campaign(each, language) for each in results.campaigns])


def _campaign(each: Got, language: str) -> tuple[str, ...]:
    counts = {stage.stage: said(stage.count, "count", language) for stage in each.stages}
    name = PHRASES.say("still_open", language, name=each.campaign) if each.is_open else each.campaign
    share = each.stages[-1].of_targeted
    return (
        name,
        channel_said(each.channel, language) if each.channel else NOTHING,
        said_day(each.first, language),
        *(counts.get(stage, NOTHING) for stage in STAGES),
        said_ends(share, "share", language) if share else NOTHING,
        said(each.sales, "money", language),
    )


def _head(key: str, language: str) -> str:
    mark, name = (">", key[1:]) if key.startswith(">") else ("", key)
    return mark + capital(PHRASES.say(name, language))
