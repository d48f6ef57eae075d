"""`coupons`: lists of codes that campaigns hand out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import say, say_json, show_table
from clientela_web.cli.control import prepare_control

ListArgument = Annotated[str, typer.Argument(metavar="LIST", help="Name of a list of codes.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Coupons: lists of codes that campaigns hand out.")
    for words, function in (
        ("add Spring codes.csv", add),
        ("list", list_lists),
        ("show Spring --json", show),
    ):
        name = words.split(" ", maxsplit=1)[0]
        group.command(name, epilog=example(f"clientela coupons {words}"))(function)
    app.add_typer(group, name="coupons")


def add(
    name: ListArgument,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A code a line; of CSV the first column counts. - is standard input.",
        ),
    ],
    *,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add codes to a list, and begin it where there is none; codes that it has already stay as they are."""
    prepare_control(workspace)
    from clientela_web.auditing import record_at_terminal
    from clientela_web.coupons import domain, queries
    from clientela_web.coupons.reading import read_codes, text_of
    from clientela_web.models import CouponList

    codes = read_codes(text_of(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()))
    coupons = CouponList.objects.filter(name=name.strip()).first()
    if coupons is None:
        coupons, added = domain.begin(name, codes)
        record_at_terminal("made", "coupons", coupons.name, codes=added)
    else:
        added = domain.add(coupons, codes)
        record_at_terminal("changed", "coupons", coupons.name, codes=added)
    told = queries.counted_one(coupons)
    if as_json:
        say_json({**told.as_json(), "added": added})
        return
    say(f"{added:,} new codes in {coupons.name!r}; {told.left:,} of {told.codes:,} are left.")
    if not coupons.campaigns.exists():
        say(f"A campaign hands them out with `coupon_list: {coupons.name}` in its file.")


def list_lists(*, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """List the lists of codes, the newest first."""
    prepare_control(workspace)
    from clientela_web.coupons.queries import counted

    found = counted()
    if as_json:
        say_json([each.as_json() for each in found])
    elif not found:
        say("There is no list yet; clientela coupons add LIST FILE begins one.")
    else:
        rows = [(each.coupons.name, each.codes, each.given, each.left) for each in found]
        show_table(("list", ">codes", ">given", ">left"), rows)


def show(name: ListArgument, *, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Show how many codes of a list are left, and which campaigns hand them out."""
    prepare_control(workspace)
    from clientela_web.coupons.queries import counted_one, named

    told = counted_one(named(name))
    if as_json:
        say_json(told.as_json())
        return
    say(f"{name}: {told.left:,} of {told.codes:,} codes are left, {told.given:,} are given.")
    campaigns = ", ".join(told.coupons.campaigns.values_list("name", flat=True))
    say(f"  handed out by: {campaigns}" if campaigns else "  no campaign hands them out yet")
