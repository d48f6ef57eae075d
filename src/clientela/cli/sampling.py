"""`sample`: the files of a clothing shop that never was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.options import JsonOption, WorkspaceOption, day, example
from clientela.cli.output import progress, say, say_json, show_table

if TYPE_CHECKING:
    from clientela.sample import SampleReport


def register(app: typer.Typer) -> None:
    """Add `sample`."""
    app.command(epilog=example("clientela sample files --customers 300 --seed 7"))(sample)


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or one of an older sample.")],
    *,
    customers: Annotated[int, typer.Option(min=1, help="How many customers.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = 7,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Everything happened before that day; by default today.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the files of a clothing shop that never was.

    They are as untidy as real ones. What was planted in them lies aside, in the folder truth.
    """
    report = written(folder, customers, seed, day(until, "--until") if until else today())
    commands = [_import_command(folder, entry.file, entry.kind, workspace) for entry in report.files]
    if as_json:
        facts = {"customers": customers, "seed": seed, "until": report.until, "rows": report.rows}
        say_json({"folder": str(folder), **facts, "files": report.files, "imports": commands})
        return
    show_table(
        ("file", "import as", ">rows"), [(entry.file, entry.kind, entry.rows) for entry in report.files]
    )
    say(f"\n{customers:,} customers in {len(report.files)} files in {folder}. Import them in this order:")
    for command in commands:
        say(f"  {command}")


def written(folder: Path, customers: int, seed: int, until: dt.date) -> SampleReport:
    """Write the sample with a bar of progress."""
    from clientela.sample import write_sample

    with progress("Writing files") as advance:
        return write_sample(folder, customers=customers, seed=seed, until=until, progress=advance)


def today() -> dt.date:
    """The day it is."""
    from clientela.workspace import now

    return now().date()


def _import_command(folder: Path, file: str, kind: str, workspace: Path | None) -> str:
    where = f" --workspace {workspace}" if workspace else ""
    return f"clientela import {folder / file} --as {kind}{where}"
