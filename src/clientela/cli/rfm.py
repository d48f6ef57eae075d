"""`rfm`: recency, frequency, money and lifecycle; their cut-points fitted, set, edited and listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.opening import opened, read_text
from clientela.cli.options import (
    AsOfOption,
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    checked_language,
    example,
    instant,
    saved_as,
)
from clientela.cli.output import note, progress, say, say_json
from clientela.cli.results import ChartOption, OutOption, checked_files, write_output, write_picture

if TYPE_CHECKING:
    import datetime as dt

    from clientela.catalog.cut_points import CutPoints
    from clientela.discover.rfm.grid import Rfm
    from clientela.discover.rfm.versions import PublishedCutPoints
    from clientela.workspace import Workspace

FitOption = Annotated[
    bool, typer.Option("--fit", help="Fit the cut-points to these customers, and publish them.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Publish a changed cut-point, such as active_days=60 or recency_days=30,90,180; repeat it"
        " for more. With --fit: what the fit begins with.",
    ),
]
EditOption = Annotated[
    str | None, typer.Option("--edit", metavar="FILE", help="Publish the cut-points of a YAML file.")
]
ExportOption = Annotated[
    Path | None, typer.Option("--export", metavar="FILE", help="Write the cut-points in force as YAML.")
]
VersionsOption = Annotated[bool, typer.Option("--versions", help="List the published cut-points.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Only show who would change band; publish nothing.")
]
NoteOption = Annotated[str | None, typer.Option("--note", help="Why, kept with the version.")]
SaveOption = Annotated[
    list[str] | None,
    typer.Option(
        "--save-as",
        metavar="PART=NAME",
        help="Save a cell (R5F4), group (champions) or stage (cooling) as a segment; repeat it for more.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add `rfm`."""
    app.command(
        epilog=example(
            "clientela rfm",
            "clientela rfm --fit --dry-run",
            "clientela rfm --set active_days=60 --set recency_days=30,90,180 --note 'fast goods'",
            "clientela rfm --versions",
            "clientela rfm --save-as champions=Champions --json",
            "clientela rfm -o rfm.html --language ca",
        )
    )(rfm)


def rfm(
    *,
    fit: FitOption = False,
    set_: SetOption = None,
    edit: EditOption = None,
    export: ExportOption = None,
    versions: VersionsOption = False,
    dry_run: DryRunOption = False,
    note_: NoteOption = None,
    save_as: SaveOption = None,
    output: OutOption = None,
    chart: ChartOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Band customers by recency, frequency and money, and by lifecycle.

    Every cell, group and stage is a rule with explicit numbers. The numbers are cut-points: they stay as
    they are until somebody publishes others, and before that you see who would change band.
    """
    checked_language(language)
    checked_files(output, chart)
    with opened(workspace) as firm:
        when = instant(as_of, firm.zone)
        if versions or export is not None:
            _show_cut_points(firm, export, as_json=as_json)
        elif fit or set_ or edit is not None:
            wanted = _wanted(firm, when, set_ or [], edit, fit=fit, language=language, quiet=as_json)
            _publish(firm, wanted, when, note_, dry_run=dry_run, as_json=as_json)
        else:
            _ask(firm, when, save_as or [], (output, chart), language=language, as_json=as_json)


def _show_cut_points(firm: Workspace, export: Path | None, *, as_json: bool) -> None:
    from clientela.cli.rfm_view import show_versions
    from clientela.discover.rfm.versions import write_yaml

    if export is not None:
        export.write_text(write_yaml(firm.cut_points()), encoding="utf-8")
        note(f"wrote {export}")
    found = firm.cut_point_versions()
    if as_json:
        current = firm.cut_points().as_json()
        say_json({"in_force": current, "versions": [_version(each) for each in found]})
    else:
        show_versions(firm.cut_points(), found, firm.zone)


def _version(published: PublishedCutPoints) -> dict[str, object]:
    return {
        "version": published.version,
        "created_at": published.created_at,
        "note": published.note,
        "cut_points": published.cut_points.as_json(),
    }


def _wanted(
    firm: Workspace,
    when: dt.datetime | None,
    settings: list[str],
    edit: str | None,
    *,
    fit: bool,
    language: str,
    quiet: bool,
) -> CutPoints:
    from clientela.catalog.cut_points import changed
    from clientela.cli.rfm_view import show_fit
    from clientela.discover.rfm.versions import read_yaml

    start = firm.cut_points()
    if edit is not None:
        start = read_yaml(read_text(edit), start)
    changes = dict(_setting(each) for each in settings)
    if not fit:
        return changed(start, changes)
    with progress("fitting") as advance:
        found = firm.fit_cut_points(when, start=changed(start, changes), progress=advance)
    if not quiet:
        show_fit(found, language)
    return found.cut_points


def _setting(text: str) -> tuple[str, object]:
    """A name and its value: numbers between commas, true, false, or null for all time."""
    import yaml

    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(f"{text!r} is not NAME=VALUE, such as active_days=60", param_hint="--set")
    read = yaml.safe_load(f"[{value}]")
    return name, read[0] if len(read) == 1 else read


def _publish(
    firm: Workspace,
    wanted: CutPoints,
    when: dt.datetime | None,
    why: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    from clientela.cli.rfm_view import show_change

    change = firm.compare_cut_points(wanted, when)
    version = None if dry_run else firm.set_cut_points(wanted, note=why).version
    if as_json:
        say_json(change.as_json() | {"version": version})
        return
    show_change(change)
    say("\nNothing was published." if version is None else f"\nPublished as version {version}.")


def _ask(
    firm: Workspace,
    when: dt.datetime | None,
    save_as: list[str],
    files: tuple[Path | None, Path | None],
    *,
    language: str,
    as_json: bool,
) -> None:
    from clientela.cli.rfm_view import show_grid

    with progress("counting") as advance:
        found = firm.rfm(when, progress=advance)
    for key, name in saved_as(save_as, "champions=Champions"):
        _save(firm, found, key, name)
    _write(found, *files, language)
    if as_json:
        say_json(found.as_json())
    else:
        show_grid(found, language)


def _save(firm: Workspace, found: Rfm, key: str, name: str) -> None:
    part = found.part(key)
    if part.rule is None:
        raise typer.BadParameter(f"nobody can be in {part.key}", param_hint="--save-as")
    saved = firm.save_segment(name, part.rule)
    note(f"saved {saved.name!r}, version {saved.version}")


def _write(found: Rfm, output: Path | None, chart: Path | None, language: str) -> None:
    from clientela.charts.rfm import rfm_chart
    from clientela.reports.rfm import report_title, sections

    title = report_title(language)
    write_picture(chart, lambda: rfm_chart(found, title, language))
    write_output(output, language, lambda: (title, sections(found, language)), lambda: found.frame().reader())
