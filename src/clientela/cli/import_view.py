"""What an import decided and did, on a terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.cli.output import say, show_table

if TYPE_CHECKING:
    from clientela.collect import ColumnMapping, FileFormat, ImportPlan, ImportReport, Mapping

PREVIEW_ROWS = 3
PREVIEW_WIDTH = 28
COMPLAINTS_SHOWN = 8
CONFLICTS_SHOWN = 3


def show_plan(path: Path, plan: ImportPlan) -> None:
    """Print how the file is read and where its columns go, with what stands in them."""
    from clientela.collect.files.description import decisions

    say(f"{path}")
    for name, value in decisions(plan.file_format):
        if name != "columns":
            say(f"  {name}: {value}")
    for warning in plan.file_format.warnings:
        say(f"  note: {warning}")
    say()
    show_table(
        ("column", "goes to", ">sure", "why", "first values"),
        [_column(c, plan) for c in plan.mapping.columns],
    )
    say()


def _column(column: ColumnMapping, plan: ImportPlan) -> tuple[str, str, str, str, str]:
    return (
        column.column,
        column.target,
        f"{column.confidence:.0%}",
        column.reason,
        _first_values(column, plan),
    )


def _first_values(column: ColumnMapping, plan: ImportPlan) -> str:
    if column.column not in plan.file_format.columns:
        return ""
    place = plan.file_format.columns.index(column.column)
    values = [
        row[place] for row in plan.file_format.preview[:PREVIEW_ROWS] if place < len(row) and row[place]
    ]
    line = " · ".join(str(value) for value in values)
    return line if len(line) <= PREVIEW_WIDTH else line[: PREVIEW_WIDTH - 1] + "…"


def show_report(report: ImportReport) -> None:
    """Print what came of it; every row is accounted for."""
    would = "would be " if report.dry_run else ""
    resumed = f", resumed behind row {report.resumed_at:,}" if report.resumed_at else ""
    say(
        f"  {report.read:,} rows: {report.imported:,} {would}imported, {report.unchanged:,} known already, "
        f"{report.rejected:,} {would}rejected{resumed}"
    )
    for heading, counts in (
        ("created", report.created),
        ("changed", report.changed),
        ("events", report.events),
    ):
        if counts:
            say(
                f"  {would}{heading}: "
                + ", ".join(f"{count:,} {name}" for name, count in counts.most_common())
            )
    if report.merges:
        say(f"  {would}merged: {len(report.merges):,} customers who were there twice")
    for name, words in (
        ("new fields", report.new_fields),
        ("quarantined (special categories of data)", report.quarantined),
        ("conflicts", _first_of(report.conflicts)),
        ("note", report.notes),
    ):
        if words:
            say(f"  {name}: {'; '.join(words)}")
    _show_complaints(report)


def _first_of(words: list[str]) -> list[str]:
    """The first few, each once, and how many more there are."""
    different = list(dict.fromkeys(words))
    more = len(different) - CONFLICTS_SHOWN
    return different[:CONFLICTS_SHOWN] + ([f"and {more:,} more"] if more > 0 else [])


def _show_complaints(report: ImportReport) -> None:
    """The commonest problems, a line a field, with the first as an example."""
    if not report.problems:
        return
    fields = Counter(problem.field for problem in report.problems)
    say(f"  values left out: {report.cells_left_out:,}; problems by field:")
    for field, count in fields.most_common(COMPLAINTS_SHOWN):
        first = next(problem for problem in report.problems if problem.field == field)
        say(f"    {field}: {count:,}, such as row {first.row}: {first.reason}; {first.cure}")
    if report.rejects_file:
        say(f"  all of them, with their cures, are in {report.rejects_file}")


def format_document(file_format: FileFormat) -> dict[str, object]:
    """The decisions for machines."""
    return {
        "container": file_format.container,
        "compression": file_format.compression,
        "encoding": file_format.encoding.name,
        "encoding_sure": file_format.encoding.sure,
        "delimiter": file_format.delimiter,
        "quote": file_format.quote,
        "header": file_format.header,
        "columns": file_format.columns,
        "decimal": file_format.decimal,
        "thousands": file_format.thousands,
        "date_order": file_format.date_order,
        "date_order_sure": file_format.date_order_sure,
        "currency": file_format.currency,
        "sheet": file_format.sheet,
        "warnings": file_format.warnings,
    }


def mapping_document(mapping: Mapping) -> list[dict[str, object]]:
    """Where the columns go, for machines."""
    return [
        {
            "column": c.column,
            "target": c.target,
            "type": c.type,
            "confidence": c.confidence,
            "reason": c.reason,
        }
        for c in mapping.columns
    ]
