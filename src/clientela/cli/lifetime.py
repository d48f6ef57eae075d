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
from clientela.cli.results import (
    ChartOption,
    OutOption,
    SeedOption,
    checked_files,
    write_output,
    write_picture,
)

if TYPE_CHECKING:
    from clientela.discover.lifetime.contracts import Contracts
    from clientela.discover.lifetime.result import Lifetime

HorizonOption = Annotated[
    int, typer.Option("--horizon", metavar="DAYS", help="How far to look ahead, 7 to 1095 days.")
]
CalibrationOption = Annotated[
    Path | None,
    typer.Option("--calibration", metavar="FILE", help="Draw how the chances came true, likewise."),
]
ContractsOption = Annotated[
    bool,
    typer.Option("--contracts", help="How long contracts last, and who may be lost, from their events."),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Only show it; keep no estimates for rules to ask.")
]


def register(app: typer.Typer) -> None:
    """Add `lifetime`."""
    app.command(
        epilog=example(
            "clientela lifetime --json",
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
    checked_files(output, chart, calibration)
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


def _write(
    run: Lifetime, output: Path | None, chart: Path | None, calibration: Path | None, language: str
) -> None:
    from clientela.charts.calibration import calibration_chart
    from clientela.charts.expected_orders import expected_orders_chart
    from clientela.discover.lifetime.result import PHRASES
    from clientela.reports.lifetime import report_title, sections

    tracking = PHRASES.say("section.tracking", language)
    days = run.trial.horizon_days if run.trial else run.horizon_days
    calibrated = PHRASES.say("chart.calibration", language, days)
    write_output(
        output,
        language,
        lambda: (report_title(language), sections(run, language)),
        lambda: run.frame().reader(),
    )
    write_picture(chart, lambda: expected_orders_chart(run.tracking, tracking, language))
    write_picture(calibration, lambda: calibration_chart(run.trial, calibrated, language))
