"""`customers`: show the card of one, find some, merge two and take that back, copy and erase one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.cli.customer_edits import note, set_attribute
from clientela.cli.opening import opened
from clientela.cli.options import (
    AsOfOption,
    CustomerArgument,
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    checked_language,
    example,
    instant,
)
from clientela.cli.output import say, say_json, show_table


def register(app: typer.Typer) -> None:
    """Add `customers`."""
    group = typer.Typer(no_args_is_help=True, help="Show, find and take apart customers.")
    shows = ("clientela customers show C0000007", "clientela customers show '#3' --as-of 2026-03-01 --json")
    group.command(epilog=example(*shows))(show)
    group.command(
        epilog=example("clientela customers find garcia", "clientela customers find lukasz --json")
    )(find)
    notes = (
        "clientela customers note C0000012 'Asked about the winter coats'",
        "clientela customers note '#3' 'Will order in spring' --kind call --outcome reached --minutes 5",
    )
    group.command(epilog=example(*notes))(note)
    edits = (
        "clientela customers set C0000012 city Girona",
        "clientela customers set '#3' children_count --clear --json",
    )
    group.command("set", epilog=example(*edits))(set_attribute)
    merges = ("clientela customers merge '#5' '#6' --dry-run", "clientela customers merge '#5' '#6' --yes")
    group.command(epilog=example(*merges))(merge)
    group.command(epilog=example("clientela customers unmerge '#3'"))(unmerge)
    copies = ("clientela customers export '#3' -o person.zip", "clientela customers export '#3'")
    group.command(epilog=example(*copies))(export)
    erasures = ("clientela customers erase '#11' --dry-run", "clientela customers erase '#11' --yes")
    group.command(epilog=example(*erasures))(erase)
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


YesOption = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")]


def merge(
    winner: CustomerArgument,
    loser: CustomerArgument,
    *,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the second customer part of the first.

    Everything that happened moves over; `unmerge` takes it back.
    """
    with opened(workspace) as firm:
        compared = firm.compare_customers(winner, loser)
        if dry_run and as_json:
            say_json(compared)
            return
        if not as_json:
            rows = [(each.attribute, each.winner, each.loser, each.after) for each in compared.attributes]
            show_table(("attribute", f"#{compared.winner}", f"#{compared.loser}", "after"), rows)
            moves = ", ".join(f"{count:,} {table}" for table, count in compared.moves.items())
            say(f"\nMoves over: {moves or 'nothing'}.")
        if dry_run or not _sure(
            f"Merge #{compared.loser} into #{compared.winner}?", yes=yes, as_json=as_json
        ):
            return
        number = firm.merge(compared.winner, compared.loser)
    if as_json:
        say_json({"customer": compared.winner, "merged": compared.loser, "merge": number})
    else:
        say(f"Customer #{compared.loser} is part of #{compared.winner} now.")


def export(
    customer: CustomerArgument,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="A .json, .html or .zip file.")
    ] = None,
    language: LanguageOption = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give out everything that is kept about a customer.

    What a person may ask for: every row, as JSON or as a page to read.
    """
    with opened(workspace) as firm:
        copy = firm.copy_person(customer)
    if output is None:
        say(copy.as_json())
        return
    copy.write(output, checked_language(language))
    rows = sum(len(table) for table in copy.rows.values())
    if as_json:
        say_json({"customer": copy.customer, "file": str(output), "rows": rows})
    else:
        say(f"{rows:,} rows about customer #{copy.customer} are in {output}.")


def erase(
    customer: CustomerArgument,
    *,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove everything about a customer for ever.

    Deals with her company stay without her; backups made before are not touched.
    """
    with opened(workspace) as firm:
        number = firm.customer_id(customer)
        plan = firm.plan_erasure(number)
        if not as_json:
            show_table(("what", ">rows"), list(plan.rows.items()))
            say(f"\nDeals that go: {plan.deals_gone:,}; that stay with her company: {plan.deals_kept:,}.")
        if dry_run:
            if as_json:
                say_json(plan)
            return
        if not _sure(f"Erase customer #{number} for ever?", yes=yes, as_json=as_json):
            return
        firm.erase(number)
    if as_json:
        say_json({"erased": number, "rows": plan.rows})
    else:
        say(f"Customer #{number} is erased.")


def _sure(question: str, *, yes: bool, as_json: bool) -> bool:
    """Whether it is meant; machines are not asked, they say --yes."""
    if as_json and not yes:
        raise typer.BadParameter("with --json say --yes as well, or --dry-run", param_hint="--yes")
    return yes or typer.confirm(question)
