"""`segment members`: who is in, on the screen or in a file."""

from __future__ import annotations

import sys
import time
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.opening import asked, opened
from clientela.cli.options import (
    AsOfOption,
    JsonOption,
    RuleArgument,
    RuleFileOption,
    WorkspaceOption,
    example,
    instant,
    listed,
)
from clientela.cli.output import note, say, say_json, show_table

if TYPE_CHECKING:
    import datetime as dt

    from clientela.segments.exports import Format as ExportFormat
    from clientela.workspace import Segment

FIRST_COLUMNS = "external_id,full_name,first_name,last_name,email"


class Format(StrEnum):
    """What a file of members is."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JSON = "json"
    ARROW = "arrow"


def register(group: typer.Typer) -> None:
    """Add `members`."""
    lines = (
        "clientela segment members \"city = 'Barcelona'\" --columns external_id,email,revenue_365d",
        "clientela segment members \"city = 'Barcelona'\" --format csv -o barcelona.csv",
    )
    group.command(epilog=example(*lines))(members)


def members(
    text: RuleArgument = None,
    *,
    file: RuleFileOption = None,
    columns: Annotated[
        str, typer.Option("--columns", metavar="A,B,…", help="The variables to write.")
    ] = FIRST_COLUMNS,
    file_format: Annotated[
        Format | None, typer.Option("--format", help="Of the file; else as its name ends, else csv.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write all of them; - is standard output."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to print without a file.")] = 20,
    as_of: AsOfOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the members, or write them to a file."""
    with opened(workspace) as firm:
        segment, at = asked(firm, text, file), instant(as_of, firm.zone)
        names = listed(columns)
        if output is not None and output != "-":
            _write(segment, names, at, Path(output), file_format, as_json=as_json)
        elif as_json:
            _stream(segment, names, at, Format.JSON)
        elif output == "-" or file_format is not None:
            _stream(segment, names, at, file_format or Format.CSV)
        else:
            _show(segment, names, at, limit)


def _write(
    segment: Segment,
    names: tuple[str, ...],
    at: dt.datetime | None,
    path: Path,
    file_format: Format | None,
    *,
    as_json: bool,
) -> None:
    from clientela.segments.exports import FORMATS, write_file

    wanted = file_format.value if file_format else path.suffix.removeprefix(".").lower()
    chosen: ExportFormat = next((each for each in FORMATS if each == wanted), "csv")
    started = time.perf_counter()
    rows = write_file(segment.members(names, at).reader(), path, chosen)
    ms = round(1000 * (time.perf_counter() - started), 1)
    if as_json:
        say_json(
            {"file": str(path), "format": chosen, "count": rows, "columns": ["customer_id", *names], "ms": ms}
        )
    else:
        say(f"{rows:,} members are in {path}.")


def _stream(segment: Segment, names: tuple[str, ...], at: dt.datetime | None, chosen: Format) -> None:
    from clientela.errors import ClientelaError
    from clientela.segments.exports import write_stream

    if chosen in {Format.XLSX, Format.PARQUET, Format.ARROW} and sys.stdout.isatty():
        raise ClientelaError(f"{chosen} is not for a terminal; write it to a file with -o FILE")
    write_stream(segment.members(names, at).reader(), sys.stdout.buffer, chosen.value)


def _show(segment: Segment, names: tuple[str, ...], at: dt.datetime | None, limit: int) -> None:
    from clientela.workspace import now

    instant_asked = at or now()
    size = segment.count(instant_asked)
    batches = segment.members(names, instant_asked).batches()
    rows = list(islice((row for batch in batches for row in batch.to_pylist()), limit))
    kept = [name for name in names if any(row[name] is not None for row in rows)]
    if rows:
        lines = [(f"#{row['customer_id']}", *(row[name] for name in kept)) for row in rows]
        show_table(("", *kept), lines, segment.workspace.zone)
    say(f"{'' if not rows else chr(10)}{size.count:,} of {size.population:,} customers ({size.share:.1%}).")
    if size.count > len(rows):
        note(f"The first {len(rows):,} are shown; -o FILE writes all.")
