"""Where commands put what they found: a report to open in a browser, rows, a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from clientela.cli.output import note

if TYPE_CHECKING:
    import pyarrow as pa

    from clientela.charts.theme import Spec
    from clientela.reports.section import Section

ChartOption: TypeAlias = Annotated[
    Path | None, typer.Option("--chart", metavar="FILE", help="Draw it: .svg, .png or .json (Vega-Lite).")
]
OutOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write a report (.html), or the rows (.csv, .parquet, .json, .arrow).",
    ),
]
SeedOption: TypeAlias = Annotated[
    int, typer.Option("--seed", min=0, help="Where chance decides; the same seed gives the same answer.")
]
_PAGES = (".html", ".htm")
_ROWS = (".csv", ".parquet", ".json", ".arrow")
_PICTURES = (".svg", ".png", ".json")


def checked_files(output: Path | None, *pictures: Path | None, rows: bool = True) -> None:
    """A usage error, before any work, for a file whose name does not say what to write."""
    _check(output, (*_PAGES, *_ROWS) if rows else _PAGES, "--output")
    for picture in pictures:
        _check(picture, _PICTURES, "--chart")


def write_output(
    output: Path | None,
    language: str,
    report: Callable[[], tuple[str, tuple[Section, ...]]],
    rows: Callable[[], pa.RecordBatchReader] | None = None,
) -> None:
    """Write the report, of which `report` gives title and sections, or the rows, as the file's name says."""
    if output is None:
        return
    if rows is not None and output.suffix.lower() in _ROWS:
        from clientela.segments.exports import write_file

        write_file(rows(), output)
    else:
        from clientela.reports.page import write_report

        title, sections = report()
        write_report(output, title, sections, language)
    note(f"wrote {output}")


def write_picture(chart: Path | None, draw: Callable[[], Spec]) -> None:
    """Draw the picture, where one is wanted."""
    if chart is None:
        return
    from clientela.charts import write_chart

    write_chart(draw(), chart)
    note(f"wrote {chart}")


def _check(file: Path | None, endings: tuple[str, ...], option: str) -> None:
    if file is not None and file.suffix.lower() not in endings:
        wanted = f"{', '.join(endings[:-1])} or {endings[-1]}"
        raise typer.BadParameter(f"{file.name} must end in {wanted}", param_hint=option)
