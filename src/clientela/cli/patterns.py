"""`patterns`: what is bought together, what changed, who is new, who differs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.opening import opened
from clientela.cli.options import (
    AsOfOption,
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    checked_language,
    example,
    instant,
    listed,
    saved_as,
)
from clientela.cli.output import note, progress, say_json
from clientela.cli.results import ChartOption, SeedOption, checked_files, write_output, write_picture

if TYPE_CHECKING:
    from clientela.discover.patterns.asking import Patterns


class Thing(StrEnum):
    """What lies in a basket."""

    CATEGORY = "category"
    ITEM = "item"


class Basket(StrEnum):
    """What a basket is."""

    ORDERS = "orders"
    CUSTOMERS = "customers"


OutcomeOption = Annotated[
    str | None,
    typer.Option(
        "--outcome", metavar="RULE|VARIABLE", help="Also: who differs in this rule or number? Its text."
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="WHEN", help="What changed, and who is new, since then; by default 90 days."
    ),
]
ThingsOption = Annotated[Thing, typer.Option("--things", help="What lies in a basket.")]
OverOption = Annotated[
    Basket | None, typer.Option("--over", help="What a basket is; by default orders, if enough hold several.")
]
VariablesOption = Annotated[
    str | None, typer.Option("--variables", metavar="A,B,…", help="Only these; by default the telling ones.")
]
SaveOption = Annotated[
    list[str] | None,
    typer.Option(
        "--save-as", metavar="KEY=NAME", help="Save a pattern's rule as a segment, such as b1=Shoes only."
    ),
]
ReportOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write a report (.html).")
]


def register(app: typer.Typer) -> None:
    """Add `patterns`."""
    app.command(
        epilog=example(
            "clientela patterns --variables orders_365d,revenue_365d,age,country",
            "clientela patterns --things item --since 2026-01-01 --variables orders_365d --json",
            "clientela patterns --outcome 'did order_completed in last 90 days'"
            " --variables orders_365d,age,country",
        )
    )(patterns)


def patterns(
    *,
    outcome: OutcomeOption = None,
    since: SinceOption = None,
    things: ThingsOption = Thing.CATEGORY,
    over: OverOption = None,
    variables: VariablesOption = None,
    save_as: SaveOption = None,
    output: ReportOption = None,
    chart: ChartOption = None,
    seed: SeedOption = 0,
    as_of: AsOfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find what goes together, what changed and who is new.

    Each pattern becomes a rule: bought this and not yet that; a new kind of customer; a group in whom the
    outcome differs. What is too thin for an answer says so.
    """
    from clientela.cli.patterns_view import show_patterns

    checked_language(language)
    checked_files(output, chart, rows=False)
    wanted = saved_as(save_as, "b1=Shoes only")
    with opened(workspace) as firm, progress("reading") as advance:
        found = firm.patterns(
            instant(as_of, firm.zone),
            since=instant(since, firm.zone, "--since"),
            things=things.value,
            over=None if over is None else over.value,
            outcome=outcome,
            variables=listed(variables) or None,
            seed=seed,
            progress=advance,
        )
        for key, name in wanted:
            saved = firm.save_segment(name, found.rule(key))
            note(f"saved {saved.name!r}, version {saved.version}")
    _write(found, output, chart, language)
    if as_json:
        say_json(found.as_json())
    else:
        show_patterns(found, language)


def _write(found: Patterns, output: Path | None, chart: Path | None, language: str) -> None:
    from clientela.charts.patterns import baskets_chart
    from clientela.reports.patterns import report_title, sections

    title = report_title(language)
    write_picture(chart, lambda: baskets_chart(found, title, language))
    write_output(output, language, lambda: (title, sections(found, language)))
