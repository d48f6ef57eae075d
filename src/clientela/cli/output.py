"""What commands print: tables for people, one JSON document for machines, progress on standard error."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from rich.table import Table

BETWEEN = 2  # letters between columns
LONGEST_WORD = 40  # longer ones, such as addresses of pages, are folded


class Advance(Protocol):
    """Told how much is done, of how much, and what it is."""

    def __call__(self, done: float, total: float, text: str = "") -> None: ...


def say_json(document: object) -> None:
    """Print a document on one line; dataclasses, instants and decimals are understood."""
    import msgspec

    encoded = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode(document)
    typer.echo(msgspec.json.format(encoded, indent=0).decode())


def say(text: str = "") -> None:
    """Print a line for a person."""
    typer.echo(text)


def note(text: str) -> None:
    """Print a line beside the result, on standard error."""
    typer.echo(text, err=True)


def show_table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], zone: ZoneInfo | None = None
) -> None:
    """Print a table; a heading that begins with > is of numbers. Words are never broken."""
    from rich.console import Console

    cells = [[shown(cell, zone) for cell in row] for row in rows]
    console = Console(file=sys.stdout, highlight=False)
    widths = _widths(headings, cells, console.width - BETWEEN * len(headings))
    width = max(console.width, sum(widths) + BETWEEN * len(headings))
    console = Console(file=sys.stdout, highlight=False, width=width)
    with console.capture() as captured:
        console.print(_table(headings, cells, widths))
    for line in captured.get().splitlines():
        typer.echo(line.rstrip())


def _widths(headings: Sequence[str], cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Each column as wide as its texts, or narrower so that all fit in the room; never below its words."""
    columns = [
        [heading.lstrip(">"), *(row[place] for row in cells)] for place, heading in enumerate(headings)
    ]
    least = [
        min(LONGEST_WORD, max(len(word) for text in texts for word in text.split(" "))) for texts in columns
    ]
    wanted = [max(1, *map(len, texts)) for texts in columns]
    while sum(wanted) > room and (
        loose := [place for place, most in enumerate(least) if wanted[place] > most]
    ):
        wanted[max(loose, key=wanted.__getitem__)] -= 1
    return wanted


def _table(headings: Sequence[str], cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for heading, width in zip(headings, widths, strict=True):
        table.add_column(
            heading.lstrip(">"),
            justify="right" if heading.startswith(">") else "left",
            header_style="bold",
            width=width,
            overflow="fold",
        )
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def shown(value: object, zone: ZoneInfo | None = None) -> str:
    """A value as a person reads it: numbers in groups, instants in the workspace's time zone."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case Decimal() | float():
            return f"{value:,.4f}".rstrip("0").rstrip(".")
        case dt.datetime():
            return f"{value.astimezone(zone or dt.UTC):%Y-%m-%d %H:%M}"
        case list() | tuple():
            return ", ".join(shown(each, zone) for each in value)
    # Control characters in data could move the cursor or recolour the terminal.
    return "".join(letter if letter.isprintable() else " " for letter in str(value))


def _silent(done: float, total: float, text: str = "") -> None:
    """Nobody watches."""


@contextmanager
def progress(text: str) -> Iterator[Advance]:
    """A bar on standard error while the block runs; silent where that is no terminal."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(text, total=None)

        def advance(done: float, total: float, text: str = "") -> None:
            bars.update(task, completed=done, total=total)
            if text:
                bars.update(task, description=text)

        yield advance
