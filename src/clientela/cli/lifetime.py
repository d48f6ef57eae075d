"""`lifetime`: who will buy and how much, who is being lost and who is overdue; kept as estimates."""

from __future__ import annotations

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
)
from clientela.cli.output import note, progress, say, say_json, show_table

if TYPE_CHECKING:
    from clientela.discover.lifetime.contracts import Contracts
    from clientela.discover.lifetime.result import Lifetime

HorizonOption = Annotated[
    int, typer.Option("--horizon", metavar="DAYS", help="How far to look ahead, 7 to 1095 days.")
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write a report (.html) or a row a customer (.csv, .parquet, .json, .arrow).",
    ),
]
ChartOption = Annotated[
    Path | None,
    typer.Option(
        "--chart", metavar="FILE", help="Draw the orders expected: .svg, .png or .json (Vega-Lite)."
    ),
]
CalibrationOption = Annotated[
    Path | None,
    typer.Option("--calibration", metavar="FILE", help="Draw how the chances came true, likewise."),
]
ContractsOption = Annotated[
    bool,
    typer.Option("--contracts", help="How long contracts last, and who may be lost, from their events."),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Of what is drawn by chance; the same, the same.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Only show it; keep no estimates for rules to ask.")
]


def register(app: typer.Typer) -> None:
    """Add `lifetime`."""
    app.command(
        epilog=example(
            "clientela lifetime --json",
            "clientela segment count 'estimate churn_risk >= 0.6'",
            "clientela lifetime --horizon 180 --dry-run -o lifetime.html --language es",
        )
    )(lifetime)


def lifetime(
    *,
    horizon: HorizonOption = 365,
    output: OutOption = None,
    chart: ChartOption = None,
    calibration: CalibrationOption = None,
    contracts: ContractsOption = False,
    seed: SeedOption = 0,
    dry_run: DryRunOption = False,
    as_of: AsOfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Estimate who will buy, how much, and who is being lost.

    Models of repeat purchases are tested on days they have not seen, and the best one scores everybody who
    has bought. The scores are kept as estimates: rules can ask them, with their bounds.
    """
    checked_language(language)
    with opened(workspace) as firm, progress("lifetime") as watched:
        when = instant(as_of, firm.zone)
        if contracts:
            found = firm.contract_survival(horizon, seed=seed, as_of=when, save=not dry_run)
            _tell_contracts(found, output, language, as_json=as_json)
            return
        run = firm.lifetime(horizon, seed=seed, as_of=when, save=not dry_run, progress=watched)
    _write(run, output, chart, calibration, language)
    if as_json:
        say_json(run.as_json())
    else:
        _show(run, language, kept=not dry_run)


def _tell_contracts(found: Contracts, output: Path | None, language: str, *, as_json: bool) -> None:
    from clientela.discover.lifetime.result import PHRASES
    from clientela.discover.lifetime.wording import contract_sentences, percent
    from clientela.segments.exports import write_file

    if output is not None:
        write_file(found.frame().reader(), output)
        note(f"wrote {output}")
    if as_json:
        say_json(found.as_json())
        return
    for sentence in contract_sentences(found, language):
        say(sentence)
    headings = [f">{PHRASES.say(key, language)}" for key in ("contracts.days", "contracts.share")]
    headings.append(f">{PHRASES.say('head.interval', language)}")
    rows = []
    for each in found.lasting:
        share, low, high = (percent(part, language, 1) for part in (each.share, each.low, each.high))
        rows.append((each.days, share, f"{low}–{high}"))
    say()
    show_table(headings, rows)


def _write(
    run: Lifetime, output: Path | None, chart: Path | None, calibration: Path | None, language: str
) -> None:
    from clientela.charts import write_chart
    from clientela.charts.calibration import calibration_chart
    from clientela.charts.expected_orders import expected_orders_chart
    from clientela.discover.lifetime.result import PHRASES

    if output is not None:
        _write_output(run, output, language)
    if chart is not None:
        title = PHRASES.say("section.tracking", language)
        write_chart(expected_orders_chart(run.tracking, title, language), chart)
    if calibration is not None:
        days = run.trial.horizon_days if run.trial else run.horizon_days
        title = PHRASES.say("chart.calibration", language, days)
        write_chart(calibration_chart(run.trial, title, language), calibration)


def _write_output(run: Lifetime, output: Path, language: str) -> None:
    if output.suffix.lower() in (".html", ".htm"):
        from clientela.reports.lifetime import report_title, sections
        from clientela.reports.page import write_report

        write_report(output, report_title(language), sections(run, language), language)
    else:
        from clientela.segments.exports import write_file

        write_file(run.frame().reader(), output)
    note(f"wrote {output}")


def _show(run: Lifetime, language: str, *, kept: bool) -> None:
    from clientela.reports.lifetime import candidates_table, summary, trial_sentence

    for sentence in summary(run, language):
        say(sentence)
    for trial in run.trials:
        table = candidates_table(trial, language)
        say(f"\n{trial_sentence(trial, language)}")
        show_table(table.headings, table.rows)
    if run.notes:
        say()
    for each in run.notes:
        say(f"! {each.say(language)}")
    if kept:
        note(f"kept as estimates: {', '.join(run.estimates)}")
