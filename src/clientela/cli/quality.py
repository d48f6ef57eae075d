"""`quality`: what is filled, fresh, double and suspicious."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from clientela.cli.opening import opened
from clientela.cli.options import AsOfOption, JsonOption, WorkspaceOption, example, instant
from clientela.cli.output import say, say_json, show_table

if TYPE_CHECKING:
    from clientela.collect import QualityReport

DOUBLES_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add `quality`."""
    app.command(epilog=example("clientela quality", "clientela quality --json"))(quality)


def quality(
    *, as_of: AsOfOption = None, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Judge the data: full, fresh, double, suspicious?"""
    with opened(workspace) as firm:
        report = firm.quality(instant(as_of, firm.zone))
        if as_json:
            say_json(document(report))
        else:
            show_quality(report, firm.zone)


def document(report: QualityReport) -> dict[str, object]:
    """The report for machines."""
    import msgspec

    columns = [msgspec.to_builtins(each) | {"completeness": each.completeness} for each in report.columns]
    return {
        "as_of": report.as_of,
        "columns": columns,
        "freshness": report.freshness,
        "doubles": report.doubles,
        "suspicions": report.suspicions,
    }


def show_quality(report: QualityReport, zone: ZoneInfo) -> None:
    """The report for people."""
    say("What is filled")
    rows = report.table().to_pylist()
    show_table(
        ("entity", "column", ">filled", ">distinct", "suspicious"),
        [
            (r["entity"], r["column"], f"{r['completeness']:.1%}", r["distinct"], r["suspicious"])
            for r in rows
        ],
    )
    if report.suspicions:
        say("\nWhat looks wrong")
        show_table(
            ("where", "finding", ">values", "for example", "why"),
            [
                (f"{s.entity}.{s.column}", s.finding, s.count, ", ".join(s.examples), s.why)
                for s in report.suspicions
            ],
        )
    if report.freshness:
        say("\nWhen something was last heard")
        fresh = [(f.kind, f.events, f.last, f.days_since) for f in report.freshness]
        show_table(("kind", ">events", "last", ">days ago"), fresh, zone)
    _show_doubles(report)


def _show_doubles(report: QualityReport) -> None:
    if not report.doubles:
        say("\nNobody seems to be there twice.")
        return
    say(f"\nWho may be there twice ({len(report.doubles):,} cases)")
    show_table(
        ("same", "value", "customers"),
        [(d.key, d.value, ", ".join(f"#{n}" for n in d.customers)) for d in report.doubles[:DOUBLES_SHOWN]],
    )
