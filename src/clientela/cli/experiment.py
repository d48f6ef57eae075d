"""`report experiment`: what came of any experiment whose rows lie in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.options import JsonOption, LanguageOption, checked_language, example, listed
from clientela.cli.output import note, say_json

if TYPE_CHECKING:
    from clientela.measure import CampaignReport, Columns, Design, Worth

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="The rows: CSV, XLSX, JSON lines or Parquet, one a customer.")
]
ArmOption = Annotated[
    str, typer.Option("--arm", metavar="COL", help="The column that says which group a customer was in.")
]
OutcomeOption = Annotated[
    str,
    typer.Option(
        "--outcome",
        metavar="COL,…",
        help="What came of it: yes and no, counts or sums. The first is what the verdict is about.",
    ),
]
HoldoutOption = Annotated[
    str | None,
    typer.Option("--holdout", metavar="NAME", help="The group that got nothing; else told by its name."),
]
SegmentOption = Annotated[
    str | None, typer.Option("--segment", metavar="COL", help="Also by the segments in this column.")
]
BeforeOption = Annotated[
    str | None,
    typer.Option(
        "--before",
        metavar="COL,…",
        help="The first outcome in the period before, which makes intervals narrower; of another outcome:"
        " OUTCOME=COL.",
    ),
]
TraitOption = Annotated[
    str | None,
    typer.Option("--trait", metavar="COL,…", help="What else differed: channel, hour, offer."),
]
DrawnOption = Annotated[
    bool, typer.Option("--drawn", help="The traits were drawn by lot too: then they may be called a cause.")
]
KnownOption = Annotated[
    str | None,
    typer.Option("--known", metavar="COL,…", help="What was known before: by it a segment may be split."),
]
SharesOption = Annotated[
    str | None,
    typer.Option("--shares", metavar="NAME=PART,…", help="The planned sizes of the groups, checked first."),
]
CustomerOption = Annotated[
    str | None,
    typer.Option("--customer", metavar="COL", help="Who she is: then nobody may be there more than once."),
]
CostOption = Annotated[
    str | None, typer.Option("--cost", metavar="COL", help="What each customer's message cost.")
]
WorthOption = Annotated[
    float | None,
    typer.Option("--worth", metavar="MONEY", min=0, help="What one unit of the first outcome leaves you."),
]
ObservedOption = Annotated[
    bool, typer.Option("--observed", help="The groups were not drawn by lot: then nothing is called a cause.")
]
RunningOption = Annotated[
    bool, typer.Option("--running", help="Customers still answer: only what may be read at any time is told.")
]
RowsOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write every line: .csv, .parquet, .json or .arrow."),
]
ChartOption = Annotated[
    Path | None, typer.Option("--chart", metavar="FILE", help="Draw it: .svg, .png or .json (Vega-Lite).")
]
_ROWS, _PICTURES = (".csv", ".parquet", ".json", ".arrow"), (".svg", ".png", ".json")


def register(group: typer.Typer) -> None:
    """Add `experiment` to the group of reports."""
    group.command(
        epilog=example(
            "clientela report experiment experiment.csv --arm group --outcome bought",
            "clientela report experiment experiment.csv --arm group --outcome bought,spent --segment city"
            " --before bought_before,spent=spent_before --language ca",
            "clientela report experiment experiment.csv --arm group --outcome spent --worth 0.4 --json",
        )
    )(experiment)


def experiment(
    file: FileArgument,
    *,
    arm: ArmOption,
    outcome: OutcomeOption,
    holdout: HoldoutOption = None,
    segment: SegmentOption = None,
    before: BeforeOption = None,
    trait: TraitOption = None,
    drawn: DrawnOption = False,
    known: KnownOption = None,
    shares: SharesOption = None,
    customer: CustomerOption = None,
    cost: CostOption = None,
    worth: WorthOption = None,
    observed: ObservedOption = False,
    running: RunningOption = False,
    output: RowsOption = None,
    chart: ChartOption = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say what came of any experiment: a file with a row a customer is enough, no workspace is needed.

    Every group is held against the holdout, everybody in it counted. Differences come with 95 % intervals,
    and with advice only where the evidence carries it.
    """
    from clientela.discover.extras import require_discovery

    checked_language(language)
    _checked_endings(output, chart)
    require_discovery("a report")
    from clientela.measure import Columns, Design, Worth

    outcomes = listed(outcome)
    columns = Columns(
        arm=arm,
        outcomes=outcomes,
        segment=segment,
        before=_before(before, outcomes),
        traits=listed(trait),
        known=listed(known),
        cost=cost,
        customer=customer,
    )
    design = Design(
        holdout=holdout or "",
        assigned="observed" if observed else "random",
        shares=_shares(shares),
        running=running,
        drawn=listed(trait) if drawn else (),
    )
    found = _measured(file, columns, design, Worth(outcomes[0], worth) if worth and outcomes else None)
    _write(found, output, chart, language)
    if as_json:
        say_json(found.as_json(language))
    else:
        from clientela.cli.experiment_view import show_report

        show_report(found, language)


def _measured(file: Path, columns: Columns, design: Design, worth: Worth | None) -> CampaignReport:
    from clientela.measure import measure, read_outcomes

    return measure(read_outcomes(file, columns, design), name=file.name.split(".")[0], worth=worth)


def _before(text: str | None, outcomes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The earlier columns by outcome: those alone are of the first."""
    found: dict[str, tuple[str, ...]] = {}
    for name in listed(text):
        outcome, equals, column = (part.strip() for part in name.partition("="))
        key = outcome if equals else outcomes[0]
        found[key] = (*found.get(key, ()), column if equals else outcome)
    return found


def _shares(text: str | None) -> dict[str, float]:
    found = {}
    for each in listed(text):
        name, _, part = (word.strip() for word in each.rpartition("="))
        try:
            found[name] = float(part)
        except ValueError:
            found[name] = 0.0
        if not name or not found[name] > 0:
            raise typer.BadParameter(f"{each!r} is not NAME=PART, such as holdout=0.1", param_hint="--shares")
    return found


def _checked_endings(output: Path | None, chart: Path | None) -> None:
    for path, endings, option in ((output, _ROWS, "--output"), (chart, _PICTURES, "--chart")):
        if path is not None and path.suffix.lower() not in endings:
            wanted = f"{', '.join(endings[:-1])} or {endings[-1]}"
            raise typer.BadParameter(f"{path.name} must end in {wanted}", param_hint=option)


def _write(found: CampaignReport, output: Path | None, chart: Path | None, language: str) -> None:
    if output is not None:
        from clientela.segments.exports import write_file

        write_file(found.rows().to_reader(), output)
        note(f"wrote {output}")
    if chart is not None:
        from clientela.charts import write_chart
        from clientela.charts.lift import lift_chart

        write_chart(lift_chart(found, found.name, language), chart)
        note(f"wrote {chart}")
