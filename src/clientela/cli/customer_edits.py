"""`customers note` and `customers set`: what somebody writes on a card."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from clientela.cli.opening import opened
from clientela.cli.options import CustomerArgument, JsonOption, WorkspaceOption, instant
from clientela.cli.output import say, say_json

WhenOption = Annotated[
    str | None,
    typer.Option("--at", metavar="WHEN", help="When it was, or since when it holds; by default now."),
]
ByOption = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who writes it.")]


class Logged(StrEnum):
    """What may be written on a card."""

    NOTE = "note"
    CALL = "call"
    VISIT = "visit"


KINDS = {Logged.NOTE: "note_added", Logged.CALL: "call_logged", Logged.VISIT: "visit_logged"}


def note(
    customer: CustomerArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was said or seen.")],
    *,
    kind: Annotated[Logged, typer.Option("--kind", help="A note, a call or a visit.")] = Logged.NOTE,
    outcome: Annotated[str | None, typer.Option(help="How a call or a visit ended.")] = None,
    minutes: Annotated[int | None, typer.Option(min=0, help="How long a call or a visit took.")] = None,
    at: WhenOption = None,
    by: ByOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a note, a call or a visit on a customer's card."""
    fields = {"text": text, "outcome": outcome, "duration": minutes}
    with opened(workspace) as firm:
        number, when = firm.customer_id(customer), instant(at, firm.zone, "--at")
        event = firm.log(number, KINDS[kind], fields, at=when, by=by)
    if as_json:
        say_json({"customer": number, "event": event, "kind": KINDS[kind]})
    else:
        say(f"The {kind} is on the card of customer #{number}.")


def set_attribute(
    customer: CustomerArgument,
    name: Annotated[str, typer.Argument(metavar="ATTRIBUTE", help="Such as city or birthday.")],
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="As it would stand in a file.")] = None,
    *,
    clear: Annotated[bool, typer.Option("--clear", help="It has no value any more.")] = False,
    at: WhenOption = None,
    by: ByOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set an attribute of a customer, or clear it.

    What held before stays in the history.
    """
    if (value is None) is not clear:
        raise typer.BadParameter("say the value, or --clear", param_hint="VALUE")
    with opened(workspace) as firm:
        number, when = firm.customer_id(customer), instant(at, firm.zone, "--at")
        changed = firm.set_attribute(number, name, value, at=when, by=by)
    if as_json:
        say_json({"customer": number, "attribute": name, "changed": changed})
    else:
        told = f"{name} of customer #{number}"
        say(
            f"{told} is set."
            if changed and value
            else f"{told} is cleared."
            if changed
            else f"{told} was so already."
        )
