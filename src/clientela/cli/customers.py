"""`customers`: show the card of one, find some, take a merge back."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.cli.opening import opened
from clientela.cli.options import AsOfOption, JsonOption, WorkspaceOption, example, instant
from clientela.cli.output import say, say_json, show_table

CustomerArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The firm's number, an e-mail, a phone, or #12 (our own number).")
]


def register(app: typer.Typer) -> None:
    """Add `customers`."""
    group = typer.Typer(no_args_is_help=True, help="Show, find and take apart customers.")
    shows = ("clientela customers show C0000007", "clientela customers show '#3' --as-of 2026-03-01 --json")
    group.command(epilog=example(*shows))(show)
    group.command(
        epilog=example("clientela customers find garcia", "clientela customers find lukasz --json")
    )(find)
    group.command(epilog=example("clientela customers unmerge '#3'"))(unmerge)
    app.add_typer(group, name="customers")


def show(
    customer: CustomerArgument,
    *,
    as_of: AsOfOption = None,
    limit: Annotated[int, typer.Option(min=0, help="How many entries of the timeline.")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a customer's card.

    Attributes with their source and age, segments, deals, consents, and the timeline, newest first.
    """
    from clientela.cli.card_view import show_card

    with opened(workspace) as firm:
        card = firm.card(customer, as_of=instant(as_of, firm.zone), limit=limit)
        if as_json:
            say_json(card)
        else:
            show_card(card, firm.zone)


def find(
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="Words, or parts of words.")],
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many to list.")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find customers by name, e-mail, phone or company.

    Case and accents do not matter, and parts of words are found too.
    """
    with opened(workspace) as firm:
        matches = firm.find_customers(*words, limit=limit)
    if as_json:
        say_json(matches)
    elif not matches.total:
        say("Nobody is called so; try fewer words, or parts of them.")
    else:
        rows = [
            (f"#{each.customer_id}", each.external_id, each.name, each.email, each.phone, each.company)
            for each in matches.customers
        ]
        show_table(("", "number", "name", "e-mail", "phone", "company"), rows)
        say(f"\n{len(matches.customers):,} of {matches.total:,} found.")


def unmerge(
    customer: CustomerArgument, *, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Undo the latest merge into a customer.

    The other one is back, with everything that was hers.
    """
    with opened(workspace) as firm:
        kept = firm.customer_id(customer)
        back = firm.unmerge(kept)
    if as_json:
        say_json({"customer": kept, "back": back})
    else:
        say(f"Customer #{back} is apart from #{kept} again.")
