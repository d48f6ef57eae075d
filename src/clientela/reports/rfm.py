"""Recency, frequency, money and lifecycle as a report."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.catalog.phrasebook import capital
from clientela.charts.rfm import lifecycle_chart, rfm_chart
from clientela.discover.rfm.grid import Part, Rfm
from clientela.discover.rfm.wording import (
    PHRASES,
    paragraphs,
    part_name,
    part_sentence,
    pause_paragraphs,
)
from clientela.reports.section import Picture, Section, Table
from clientela.segments.profile_wording import NOTHING, said_number, said_value

_FIGURES = ("customers", "share", "interval", "revenue", "revenue_share", "mean", "interval")


def report_title(language: str) -> str:
    """What the report is called."""
    return PHRASES.say("title", language)


def sections(result: Rfm, language: str) -> tuple[Section, ...]:
    """The grid, the groups, the stages, and the pauses they rest on."""
    grid, stages = (capital(PHRASES.say(key, language)) for key in ("grid", "stages"))
    first = Section(
        grid,
        paragraphs(result, language),
        (Picture(rfm_chart(result, grid, language), part_table(result.cells, "cell", language)),),
    )
    if not result.buyers:
        return (Section(grid, paragraphs(result, language)),)
    return (
        first,
        Section(
            capital(PHRASES.say("groups", language)),
            tables=(
                part_table(result.groups, "group", language),
                meaning_table(result.groups, "group", language),
            ),
        ),
        Section(
            stages,
            pictures=(
                Picture(
                    lifecycle_chart(result, stages, language), part_table(result.stages, "stage", language)
                ),
            ),
            tables=(meaning_table(result.stages, "stage", language),),
        ),
        Section(
            capital(PHRASES.say("pauses", language)),
            pause_paragraphs(result, language),
            tables=(_categories(result, language),) if result.categories else (),
        ),
    )


def part_table(parts: Sequence[Part], what: str, language: str) -> Table:
    """Cells, groups or stages with their figures."""
    headings = (
        capital(PHRASES.say(what, language)),
        *(">" + capital(PHRASES.say(key, language)) for key in _FIGURES),
    )
    return Table(headings, [_row(part, language) for part in parts])


def meaning_table(parts: Sequence[Part], what: str, language: str) -> Table:
    """What each rule says."""
    headings = tuple(capital(PHRASES.say(key, language)) for key in (what, "who"))
    return Table(
        headings,
        [(capital(part_name(part, language)), part_sentence(part, language)) for part in parts],
    )


def _row(part: Part, language: str) -> tuple[str, ...]:
    figures = part.figures
    means = (figures.mean_low, figures.mean_high)
    shares = (figures.share_low, figures.share_high)
    return (
        capital(part_name(part, language)),
        said_number(figures.customers, "", language),
        said_value(figures.share, "share", language),
        _ends(shares, "share", language),
        said_value(figures.revenue, "money", language),
        said_value(figures.revenue_share, "share", language),
        said_value(figures.mean, "money", language),
        _ends(means, "money", language),
    )


def _ends(ends: tuple[float | None, float | None], unit: str, language: str) -> str:
    if None in ends:
        return NOTHING
    return " … ".join(said_value(end, unit, language) for end in ends)


def _categories(result: Rfm, language: str) -> Table:
    keys = ("gaps", "customers", "half", "three_quarters", "nine_tenths")
    headings = (
        capital(PHRASES.say("category", language)),
        *(">" + capital(PHRASES.say(key, language)) for key in keys),
    )
    rows = [
        (
            name,
            said_number(each.gaps, "", language),
            said_number(each.customers, "", language),
            *(
                f"{said_number(one.days, '', language)} ({said_number(one.low, '', language)}–"
                f"{said_number(one.high, '', language)})"
                for one in each.quantiles
            ),
        )
        for name, each in result.categories
    ]
    return Table(headings, rows, capital(PHRASES.say("days", language)))
