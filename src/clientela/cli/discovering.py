"""`discover`: segments proposed from the data, as rules, with how far to trust them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

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
    listed,
)
from clientela.cli.output import note, progress, say, say_json
from clientela.cli.results import (
    ChartOption,
    OutOption,
    SeedOption,
    checked_files,
    write_output,
    write_picture,
)

if TYPE_CHECKING:
    from clientela.discover.proposals import Discovery
    from clientela.segments.library import Saved
    from clientela.workspace import Workspace


class Method(StrEnum):
    """How clusters are found."""

    AUTO = "auto"
    K_MEANS = "k-means"
    LATENT_CLASS = "latent-class"


_METHODS: dict[Method, Literal["k-means", "latent class"]] = {
    Method.K_MEANS: "k-means",
    Method.LATENT_CLASS: "latent class",
}

VariablesOption = Annotated[
    str | None,
    typer.Option(
        "--variables",
        metavar="A,B,…",
        help="Cluster by these, spelled as in rules; by default by the most telling ones.",
    ),
]
KOption = Annotated[
    str,
    typer.Option(
        "--k", metavar="N", help="How many clusters, from 2; auto takes as many as are well supported."
    ),
]
WithinOption = Annotated[
    str | None,
    typer.Option("--within", metavar="SEGMENT", help="Look only at this segment: a saved one, or a rule."),
]
SaveOption = Annotated[
    str | None,
    typer.Option(
        "--save-as",
        metavar="NAME",
        help="Save the proposals as segments, each called NAME and what sets it apart.",
    ),
]
InOrderOption = Annotated[
    bool,
    typer.Option(
        "--in-order", help="Save rules that exclude those before them, so that no customer is in two."
    ),
]
MethodOption = Annotated[
    Method,
    typer.Option(
        "--method",
        help="k-means on a map of all features, or latent classes of yes-no and category features;"
        " auto takes what suits the features.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add `discover`."""
    app.command(
        epilog=example(
            "clientela discover --variables age,income,orders_365d,interests --k 2",
            "clientela discover --save-as 'Spring: ' --k 3 --seed 2 --json",
            "clientela discover --k 2 -o segments.html --chart map.svg --language ca",
        )
    )(discover)


def discover(
    *,
    variables: VariablesOption = None,
    within: WithinOption = None,
    k: KOption = "auto",
    method: MethodOption = Method.AUTO,
    save_as: SaveOption = None,
    in_order: InOrderOption = False,
    seed: SeedOption = 0,
    output: OutOption = None,
    chart: ChartOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose segments found in the data, each as a short rule.

    Says whether there are real groups or a continuum was cut, how well each rule agrees with its cluster, and
    whether other data would give the same rule. Nothing is saved without --save-as.
    """
    checked_language(language)
    number = _number(k)
    checked_files(output, chart)
    with opened(workspace) as firm:
        with progress("Discovering") as advance:
            found = firm.discover(
                listed(variables) or None,
                within=within,
                k=number,
                method=_METHODS.get(method),
                seed=seed,
                as_of=instant(as_of, firm.zone),
                progress=advance,
            )
        _write(firm, found, (output, chart), language)
        saved = _saved(firm, found, save_as, language=language, in_order=in_order)
        if as_json:
            say_json(found.as_json() | {"saved": [each.name for each in saved]})
            return
    _show(found, saved, language)


def _number(text: str) -> int | None:
    if text == "auto":
        return None
    if not text.isdigit() or int(text) < 2:
        raise typer.BadParameter(f"{text!r} is neither auto nor a number from 2", param_hint="--k")
    return int(text)


def _saved(
    firm: Workspace, found: Discovery, save_as: str | None, *, language: str, in_order: bool
) -> list[Saved]:
    if save_as is None:
        return []
    return firm.accept(found, prefix=save_as, language=language, in_order=in_order)


def _write(firm: Workspace, found: Discovery, files: tuple[Path | None, Path | None], language: str) -> None:
    from clientela.charts.clusters import map_chart
    from clientela.reports.discovery import report_title, sections

    output, chart = files
    write_picture(chart, lambda: map_chart(found, language, firm.catalog))
    write_output(
        output,
        language,
        lambda: (report_title(language), sections(found, language, firm.catalog)),
        lambda: found.frame().reader(),
    )


def _show(found: Discovery, saved: list[Saved], language: str) -> None:
    from clientela.cli.discovery_view import show_discovery

    show_discovery(found, language)
    if saved:
        say()
        for each in saved:
            say(f"Saved {each.name!r}, version {each.version}.")
    else:
        note("Nothing was saved; --save-as NAME does that.")
