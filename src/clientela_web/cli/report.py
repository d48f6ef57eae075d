"""`report campaign` and `report segment`: what came of what the ledger says went out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from clientela.cli.options import (
    AsOfOption,
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    checked_language,
    example,
    instant,
)
from clientela.cli.output import note, say, say_json, show_table
from clientela.errors import ClientelaError, UnknownNameError

if TYPE_CHECKING:
    import pyarrow as pa

    from clientela.reports.section import Section
    from clientela.workspace import Workspace

CampaignArgument = Annotated[str, typer.Argument(metavar="NAME", help="The campaign's name.")]
SegmentArgument = Annotated[str, typer.Argument(metavar="NAME", help="The saved segment's name.")]
DaysOption = Annotated[
    int | None, typer.Option("--days", min=1, max=366, help="How long after a message a conversion counts.")
]
GoalOption = Annotated[
    str | None, typer.Option("--goal", metavar="KIND", help="The kind of event that is a conversion.")
]
CostOption = Annotated[
    float | None, typer.Option("--cost", metavar="MONEY", min=0, help="What a message costs.")
]
MarginOption = Annotated[
    float | None,
    typer.Option("--margin", metavar="SHARE", help="What of the sales stays with you, such as 0.4."),
]
CsvOption = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write every figure as CSV.")]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write one page that needs nothing else.")
]
PdfOption = Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write it as PDF.")]


class Files(NamedTuple):
    """Where to write what."""

    csv: Path | None
    html: Path | None
    pdf: Path | None


def register(app: typer.Typer) -> None:
    """Add `campaign` and `segment` to the group of reports."""
    group = next(each.typer_instance for each in app.registered_groups if each.name == "report")
    if group is None:
        raise ClientelaError("there is no group of reports to add to")
    group.command(
        epilog=example(
            "clientela report campaign Spring",
            "clientela report campaign Spring --cost 0.05 --margin 0.4 --language ca --pdf spring.pdf",
            "clientela report campaign Spring --as-of 2026-06-30 --json",
        )
    )(campaign)
    group.command(
        epilog=example(
            "clientela report segment Families",
            "clientela report segment Families --days 30 --html families.html --json",
        )
    )(segment)


def campaign(
    name: CampaignArgument,
    *,
    days: DaysOption = None,
    goal: GoalOption = None,
    cost: CostOption = None,
    margin: MarginOption = None,
    as_of: AsOfOption = None,
    csv: CsvOption = None,
    html: HtmlOption = None,
    pdf: PdfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what came of a campaign: funnel, sales, lift over the holdout, credit, cost and return, advice.

    Everybody the ledger drew counts, reached or not. Machines' openings and clicks are left out. Goal,
    window, cost and margin are what the campaign named before it was sent; others are marked as chosen after.
    """
    checked_language(language)
    with _opened(workspace) as firm:
        from clientela.reports.campaign import report_title, sections
        from clientela_web.models import Campaign
        from clientela_web.reports.queries.campaigns import as_declared, measured, read_by

        found = Campaign.objects.filter(name=name).first()
        if found is None:
            raise UnknownNameError("campaign", name, Campaign.objects.values_list("name", flat=True))
        at, usual = instant(as_of, firm.zone), as_declared(found)
        results = measured(found, read_by(usual, at, days=days, goal=goal, cost=cost, margin=margin))
        told = report_title(results, language), sections(results, language)
        _write(Files(csv, html, pdf), told, results.rows(), language)
        if as_json:
            say_json(results.as_json(language))
        else:
            show_sections(*told)


def segment(
    name: SegmentArgument,
    *,
    days: DaysOption = None,
    goal: GoalOption = None,
    cost: CostOption = None,
    as_of: AsOfOption = None,
    csv: CsvOption = None,
    html: HtmlOption = None,
    pdf: PdfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a segment does, which messages its members got, what came after, and what to do next.

    Each campaign is judged by who was a member when it began.
    """
    checked_language(language)
    with _opened(workspace) as firm:
        from clientela.measure.campaigns import Reading
        from clientela.reports.segment import report_title, sections
        from clientela_web.reports.queries.campaigns import NOW, read_by
        from clientela_web.reports.queries.segments import measured_segment

        at = instant(as_of, firm.zone)
        reading = read_by(Reading(NOW), at, days=days, goal=goal, cost=cost)
        results = measured_segment(name, reading)
        told = report_title(results, language), sections(results, language)
        _write(Files(csv, html, pdf), told, results.rows(), language)
        if as_json:
            say_json(results.as_json(language))
        else:
            show_sections(*told)


def show_sections(title: str, parts: tuple[Section, ...]) -> None:
    """A report for the terminal: its paragraphs, and the table behind each picture."""
    say(title)
    _show(parts)


def _show(parts: tuple[Section, ...]) -> None:
    for part in parts:
        say(f"\n{part.title}")
        for text in part.paragraphs:
            say(f"  {text}")
        for table in (*(each.table for each in part.pictures), *part.tables):
            say()
            show_table(table.headings, table.rows)
        _show(part.sections)


def _write(files: Files, told: tuple[str, tuple[Section, ...]], rows: pa.Table, language: str) -> None:
    title, parts = told
    if files.csv is not None:
        from clientela.segments.exports import write_file

        write_file(rows.to_reader(), files.csv)
        note(f"wrote {files.csv}")
    if files.html is not None:
        from clientela.reports.page import write_report

        write_report(files.html, title, parts, language)
        note(f"wrote {files.html}")
    if files.pdf is not None:
        from clientela.reports.pdf import write_pdf

        write_pdf(files.pdf, title, parts, language)
        note(f"wrote {files.pdf}")


@contextmanager
def _opened(workspace: Path | None) -> Iterator[Workspace]:
    """The workspace with its control database: a process has one, so the first that was named."""
    from clientela.discover.extras import require_discovery
    from clientela.workspace import find_folder, open_workspace

    require_discovery("a report")
    folder = (workspace or find_folder(Path.cwd())).resolve()
    with open_workspace(folder) as firm:
        os.environ["CLIENTELA_WORKSPACE"] = str(folder)
        from clientela_web.database import prepare

        prepare()
        from clientela_web.workspace import using

        with using(firm):
            yield firm
