"""`distribution`: how one variable lies, in bars of which each is a rule."""

from __future__ import annotations

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
)
from clientela.cli.output import say, say_json, show_table
from clientela.cli.results import ChartOption, checked_files, write_picture

if TYPE_CHECKING:
    from clientela.segments.distributions import Distribution
    from clientela.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add `distribution`."""
    lines = (
        "clientela distribution age",
        "clientela distribution revenue_365d --within \"city = 'Barcelona'\" --language ca",
        "clientela distribution last_order --json",
    )
    app.command(epilog=example(*lines))(distribution)


def distribution(
    variable: Annotated[str, typer.Argument(metavar="VARIABLE", help="Spelled as in a rule.")],
    *,
    within: Annotated[
        str | None, typer.Option(metavar="SEGMENT", help="Beside everybody: a saved segment, or a rule.")
    ] = None,
    chart: ChartOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how a variable is distributed; every bar is a rule you can save."""
    checked_language(language)
    checked_files(None, chart)
    with opened(workspace) as firm:
        found = firm.distribution(variable, within=within, as_of=instant(as_of, firm.zone))
        from clientela.charts.distribution import distribution_chart

        write_picture(chart, lambda: distribution_chart(found, firm.catalog, language, segment=within or ""))
        if as_json:
            say_json(found.as_json())
            return
        _show(found, firm, language)


def _show(found: Distribution, firm: Workspace, language: str) -> None:
    from clientela.rules.text import write_rule
    from clientela.segments.distribution_wording import bar_label, known_said

    say(known_said(found, language))
    headings = ("value", "customers", "members") if found.segment is not None else ("value", "customers")
    rows = [
        (
            bar_label(bar, found, firm.catalog, language),
            f"{bar.count:,}",
            *([f"{bar.members:,}"] if bar.members is not None else []),
            write_rule(bar.rule),
        )
        for bar in found.bars
    ]
    show_table((*headings, "rule"), rows)
