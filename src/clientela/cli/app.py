"""The `clientela` command: every group registered, in the order a person meets them."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Annotated

import typer

from clientela.cli import (
    customers,
    demo,
    discovering,
    distribution,
    events,
    experiment,
    importing,
    lifetime,
    past_imports,
    patterns,
    quality,
    rfm,
    sampling,
    segment_asking,
    segment_library,
    segment_members,
    strategy,
    variables,
    voice,
    workspaces,
)
from clientela.cli.root import Commands

app = typer.Typer(
    name="clientela",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(value: bool) -> None:  # noqa: FBT001
    if value:
        from importlib.metadata import version

        typer.echo(f"clientela {version('clientela')}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Customer segmentation: customers from files in, exact segments out."""


workspaces.register_init(app)
sampling.register(app)
demo.register(app)
importing.register(app)
past_imports.register(app)
quality.register(app)
variables.register(app)
distribution.register(app)
customers.register(app)
_segment = typer.Typer(no_args_is_help=True, help="Ask a rule: who is in, how many, why, since when.")
for _group in (segment_asking, segment_members, segment_library):
    _group.register(_segment)
app.add_typer(_segment, name="segment")
strategy.register(app)
discovering.register(app)
rfm.register(app)
patterns.register(app)
lifetime.register(app)
voice.register(app)
_report = typer.Typer(
    no_args_is_help=True, help="Say what came of it: differences with intervals, and advice."
)
experiment.register(_report)
app.add_typer(_report, name="report")
events.register(app)
workspaces.register_backup(app)
for _added in entry_points(group="clientela.commands"):
    _added.load()(app)


def main() -> None:
    """What the installed command runs."""
    app(prog_name="clientela")
