"""`events`: what happened, listed or counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientela.cli.opening import opened
from clientela.cli.options import JsonOption, WorkspaceOption, example, instant, last_instant
from clientela.cli.output import say, say_json, show_table

if TYPE_CHECKING:
    from clientela.segments.histories import EventFilter
    from clientela.workspace import Workspace

FIRST = ("ref", "item", "category", "campaign", "amount", "currency", "quantity", "score", "text")


def register(app: typer.Typer) -> None:
    """Add `events`."""
    lines = (
        "clientela events --summary",
        "clientela events --kind order_completed --customer C0000007 --limit 5",
        "clientela events --since 2026-01-01 --until 2026-01-31 --summary --json",
    )
    app.command(epilog=example(*lines))(events)


def events(
    *,
    kind: Annotated[
        list[str] | None, typer.Option(metavar="KIND", help="Only this kind; may be repeated.")
    ] = None,
    customer: Annotated[str | None, typer.Option(metavar="ID", help="Only this customer's.")] = None,
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="From this day or instant on.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Up to this instant, or to the end of this day.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to list.")] = 20,
    summary: Annotated[bool, typer.Option("--summary", help="Count them by kind instead.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List events, or count them by kind."""
    from clientela.segments.histories import EventFilter

    with opened(workspace) as firm:
        number = firm.customer_id(customer) if customer else None
        wanted = EventFilter(
            _known(firm, kind or []),
            number,
            instant(since, firm.zone, "--since"),
            last_instant(until, firm.zone, "--until"),
        )
        if summary:
            _count(firm, wanted, as_json=as_json)
        else:
            _list(firm, wanted, limit, as_json=as_json)


def _known(firm: Workspace, kinds: list[str]) -> tuple[str, ...]:
    from clientela.errors import UnknownNameError

    known = list(firm.catalog.event_kind_names())
    for kind in kinds:
        if kind not in known:
            raise UnknownNameError("event kind", kind, known)
    return tuple(kinds)


def _count(firm: Workspace, wanted: EventFilter, *, as_json: bool) -> None:
    counts = firm.event_counts(wanted)
    if as_json:
        say_json({"events": sum(each.events for each in counts), "kinds": counts})
        return
    rows = [(each.kind, each.events, each.customers, each.first, each.last) for each in counts]
    show_table(("kind", ">events", ">customers", "first", "last"), rows, firm.zone)
    say(f"\n{sum(each.events for each in counts):,} events.")


def _list(firm: Workspace, wanted: EventFilter, limit: int, *, as_json: bool) -> None:
    found = firm.events(wanted, limit=limit).to_pylist()
    if as_json:
        say_json([{name: value for name, value in each.items() if value is not None} for each in found])
        return
    rows = [(each["at"], f"#{each['customer_id']}", each["kind"], details(each)) for each in found]
    show_table(("when", "customer", "kind", "details"), rows, firm.zone)
    if len(found) == limit:
        say(f"\nThe newest {limit:,}; --limit shows more.")


def details(event: dict[str, Any]) -> str:
    """The fields of an event that say most, on one line."""
    from clientela.cli.output import shown

    named = [(name, event[name]) for name in FIRST if event.get(name) is not None]
    parts = [
        shown(value) if name in {"item", "category", "text"} else f"{name} {shown(value)}"
        for name, value in named
    ]
    line = ", ".join(parts).replace(", currency ", " ").replace("amount ", "")
    return line if len(line) <= 120 else line[:119] + "…"
