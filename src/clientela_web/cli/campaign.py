"""`campaign`: the same words as on the pages, and the same functions behind them."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from clientela.cli.opening import read_text
from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import say, say_json, show_table
from clientela_web.cli.campaign_acting import approve, cancel, check, pause, resume, send, send_test
from clientela_web.cli.control import data_in, prepare_control
from clientela_web.cli.naming import NameArgument, named, print_json


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Campaigns: write, preview, check, approve, send.")
    for words, function in (
        ("new campaign.yaml", new),
        ("list", list_campaigns),
        ("copy Spring 'Spring again'", copy),
        ("preview 'Spring news' --customer '#1'", preview),
        ("test 'Spring news' --to me@shop.example", send_test),
        ("check 'Spring news'", check),
        ("approve 'Spring news' --yes", approve),
        ("send 'Spring news'", send),
        ("pause 'Spring news'", pause),
        ("resume 'Spring news'", resume),
        ("show 'Spring news' --json", show),
        ("recipients 'Spring news' --state pending", recipients),
        ("cancel 'Spring news'", cancel),
    ):
        name = words.split(" ", maxsplit=1)[0]
        group.command(name, epilog=example(f"clientela campaign {words}"))(function)
    app.add_typer(group, name="campaign")


def new(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The campaign as YAML or JSON; - is standard input.")
    ],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Change the campaign of that name; it must be checked anew.")
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a campaign, as a draft, from a small file: name, segments, subject, text or html."""
    folder = prepare_control(workspace)
    from clientela_web.auditing import record_at_terminal
    from clientela_web.campaigns import domain
    from clientela_web.campaigns.drafts import read_draft
    from clientela_web.campaigns.judging import readiness_of
    from clientela_web.cli.campaign_view import how_to_replace

    draft = read_draft(read_text(file))
    with data_in(folder) as firm, how_to_replace(replace=replace):
        campaign = domain.write(draft, firm, campaign=domain.named(draft.name) if replace else None)
        ready = readiness_of(campaign, firm, "en")
    record_at_terminal("changed" if replace else "made", "campaign", campaign.name)
    if as_json:
        print_json(campaign)
        return
    say(f"Campaign {campaign.name!r} is kept as a draft.")
    for lacking in (*ready.before_check, *ready.before_approval):
        say(f"  still needed: {lacking}")
    for warning in ready.warnings:
        say(f"  look again: {warning}")
    if ready.before_check or ready.before_approval:
        say(f"Change the file, then: clientela campaign new {shlex.quote(file)} --replace")
    else:
        say(f"Next: clientela campaign check {shlex.quote(campaign.name)}")


def copy(
    name: NameArgument,
    new_name: Annotated[str, typer.Argument(metavar="NEW_NAME", help="What the copy is called.")],
    *,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the same campaign once more, as a draft: without audience, approval and a time that is past."""
    prepare_control(workspace)
    from clientela_web.auditing import record_at_terminal
    from clientela_web.campaigns import domain

    original = named(name)
    made = domain.copy(original, new_name)
    record_at_terminal("duplicated", "campaign", made.name, of=original.name)
    if as_json:
        print_json(made)
        return
    say(f"Campaign {made.name!r} is a draft that says what {original.name!r} says.")
    say("Who is held out and who gets which variant is drawn anew.")
    say(f"Next: clientela campaign check {shlex.quote(made.name)}")


def list_campaigns(
    *,
    state: Annotated[
        str, typer.Option(help="Only those: draft, checked, approved, sending, paused, sent, cancelled.")
    ] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the campaigns, the newest first."""
    prepare_control(workspace)
    from clientela_web.campaigns.queries.listing import listed

    first = listed(state=state)
    rows = [row for page in range(1, first.pages + 1) for row in listed(state=state, page=page).rows]
    if as_json:
        say_json(
            [
                {
                    "name": row.campaign.name,
                    "state": row.campaign.state,
                    "segments": row.campaign.segments,
                    "targeted": row.targeted,
                    "delivered": row.delivered,
                    "at": row.at,
                }
                for row in rows
            ]
        )
    elif not rows:
        say("There is no campaign yet; clientela campaign new FILE writes one.")
    else:
        show_table(
            ("campaign", "state", "segments", ">targeted", ">delivered", "when"),
            [
                (row.campaign.name, row.campaign.state, row.segments, row.targeted, row.delivered, row.at)
                for row in rows
            ],
        )


def show(name: NameArgument, *, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Show a campaign: what it says, who is in and who is not, what became of each."""
    prepare_control(workspace)
    campaign = named(name)
    if as_json:
        print_json(campaign)
    else:
        from clientela_web.cli.campaign_view import describe

        describe(campaign)


def preview(
    name: NameArgument,
    *,
    customer: Annotated[
        str,
        typer.Option(metavar="ID", help="The firm's number, an e-mail, a phone, or #12 (our own number)."),
    ],
    variant: Annotated[str, typer.Option(help="Which of several messages; by default the first.")] = "",
    html: Annotated[bool, typer.Option("--html", help="Print the HTML instead of the text.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the message as a customer would get it."""
    folder = prepare_control(workspace)
    from clientela_web.campaigns.queries import preview as seeing

    campaign = named(name)
    with data_in(folder) as firm:
        number = firm.customer_id(customer)
        rendered = seeing.previewed(firm, campaign, seeing.writing_of(campaign, variant), number)
    seen = seeing.judged(campaign, rendered, "en")
    if as_json:
        say_json(seen.as_json())
        return
    if rendered.subject:
        say(f"Subject: {rendered.subject}\n")
    say((rendered.html if html and rendered.html is not None else rendered.text).rstrip())
    for each in seen.lacking:
        say(f"\nnot fit to be sent: {each}")
    if seen.sms:
        forced = f", because of {' '.join(seen.letters)}" if seen.letters else ""
        say(f"\n{seen.sms.segments} parts, {seen.sms.encoding}{forced}")
    if seen.cost is not None:
        say(f"cost: {seen.cost:f}")


def recipients(
    name: NameArgument,
    *,
    state: Annotated[str, typer.Option(help="Only those in it, such as delivered or skipped.")] = "",
    reason: Annotated[str, typer.Option(help="Only those for it, such as no_consent.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many are listed.")] = 50,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List recipient by recipient what became of each message."""
    prepare_control(workspace)
    from clientela_web.campaigns.queries.recipients import Wanted, rows_of
    from clientela_web.cli.campaign_view import list_rows

    list_rows(rows_of(named(name), Wanted(state=state, reason=reason))[:limit], as_json)
