"""The funnel as a picture, and the figures of each arm, segment and channel as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.lift import funnel_chart
from clientela.measure.campaigns.naming import PHRASES
from clientela.measure.campaigns.results import By, CampaignResults, Group
from clientela.measure.figures import said, said_ends
from clientela.measure.funnel import STAGES, Funnel, FunnelStage
from clientela.measure.lines import Line
from clientela.measure.wording import PHRASES as MEASURED
from clientela.reports.section import Picture, Section, Table
from clientela.segments.profile_wording import NOTHING

_KINDS: tuple[By, ...] = ("arm", "segment", "channel")


def funnel_section(results: CampaignResults, language: str) -> Section | None:
    """The stages of all who were to get a message."""
    total = results.total
    if total is None:
        return None
    title = MEASURED.say("funnel", language)
    chart = funnel_chart(Funnel(None, total.targeted, total.stages), title, language)
    words = [PHRASES.say("machines", language)]
    if total.complained or total.unsubscribed:
        counts = {"complained": total.complained, "unsubscribed": total.unsubscribed}
        words.append(PHRASES.say("complaints_said", language, **counts))
    return Section(title, tuple(words), (Picture(chart, funnel_table(total, title, language)),))


def funnel_table(group: Group, title: str, language: str) -> Table:
    """A row a stage: how many, what share of all and of the stage before, and machines."""
    heads = [
        capital(MEASURED.say(key, language)) for key in ("stage", "customers", "of_targeted", "interval")
    ]
    heads += [capital(PHRASES.say("head_previous", language)), capital(MEASURED.say("by_machine", language))]
    rows = [
        (
            capital(MEASURED.say(each.stage, language)),
            said(each.count, "count", language),
            _share(each.of_targeted, language),
            _ends(each.of_targeted if each.stage != STAGES[0] else None, language),
            _share(each.of_previous, language),
            said(each.by_machine, "count", language) if each.by_machine else NOTHING,
        )
        for each in group.stages
    ]
    return Table(_numeric(heads), rows, title)


def group_sections(results: CampaignResults, language: str) -> Iterator[Section]:
    """A section each for arms, segments and channels, where there is more than one of them."""
    for by in _KINDS:
        groups = results.by(by)
        if len(groups) > 1:
            title = capital(PHRASES.say(f"by_{by}", language))
            tables = stages_table(groups, language), sales_table(groups, title, language)
            yield Section(title, tables=tables)


def stages_table(groups: Sequence[Group], language: str) -> Table:
    """A row a group: how many reached each stage."""
    stages = [capital(MEASURED.say(stage, language)) for stage in STAGES]
    heads = [capital(PHRASES.say("head_name", language)), *stages]
    rows = [
        (each.name or NOTHING, *(_count(each.stage(stage), language) for stage in STAGES)) for each in groups
    ]
    return Table(_numeric(heads), rows)


def sales_table(groups: Sequence[Group], title: str, language: str) -> Table:
    """A row a group: its conversion and its sales with their intervals, and what it cost."""
    interval = MEASURED.say("interval", language)
    said_ = {
        key: PHRASES.say(f"head_{key}", language) for key in ("name", "converted", "each", "sales", "cost")
    }
    heads = [
        said_["name"],
        said_["converted"],
        interval,
        said_["each"],
        interval,
        said_["sales"],
        said_["cost"],
    ]
    rows = [_sales(each, language) for each in groups]
    return Table(_numeric([capital(head) for head in heads]), rows, f"{title}: {said_['sales']}")


def ledger_section(results: CampaignResults, language: str) -> Section:
    """The ledger's sum: every row is in one state."""
    heads = (PHRASES.say("head_state", language), MEASURED.say("customers", language))
    share = PHRASES.say("head_share", language)
    rows = [
        (
            capital(PHRASES.say(f"state_{state}", language)),
            said(count, "count", language),
            said(count / results.targeted, "share", language),
        )
        for state, count in sorted(results.states.items(), key=lambda each: -each[1])
    ]
    title = PHRASES.say("ledger", language)
    words = (PHRASES.say("in_ledger", language, results.targeted),)
    return Section(title, words, tables=(Table(_numeric([capital(each) for each in (*heads, share)]), rows),))


def _sales(group: Group, language: str) -> tuple[str, ...]:
    each = group.per_customer
    return (
        group.name or NOTHING,
        _share(group.converted.of_targeted, language),
        _ends(group.converted.of_targeted, language),
        said(each.value, "money", language) if each else NOTHING,
        said_ends(each, "money", language) if each else NOTHING,
        said(group.sales, "money", language),
        said(group.cost, "money", language),
    )


def _count(stage: FunnelStage | None, language: str) -> str:
    return said(stage.count, "count", language) if stage else NOTHING


def _numeric(heads: Sequence[str]) -> tuple[str, ...]:
    """All columns but the first hold numbers."""
    return (heads[0], *(f">{each}" for each in heads[1:]))


def _share(line: Line | None, language: str) -> str:
    return said(line.value, "share", language) if line else NOTHING


def _ends(line: Line | None, language: str) -> str:
    return said_ends(line, "share", language) if line else NOTHING
