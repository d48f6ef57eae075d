"""What is done with a campaign from the terminal: checked, approved, sent, stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.options import JsonOption, WorkspaceOption
from clientela.cli.output import say, say_json
from clientela_web.cli.control import data_if_free, data_in, prepare_control
from clientela_web.cli.naming import NameArgument, named, print_json

if TYPE_CHECKING:
    from clientela_web.models import Campaign


def check(name: NameArgument, *, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Freeze who gets it, write every message, and say what would be wrong.

    While the site has the data open, it is the site that carries the check out, and this waits for it.
    """
    folder = prepare_control(workspace)
    from clientela_web.cli.checking import check_here, check_there

    campaign = named(name)
    with data_if_free(folder) as firm:
        job = check_there(campaign) if firm is None else check_here(campaign, firm)
    _tell_check(campaign, as_json, job.error)


def send_test(
    name: NameArgument,
    *,
    to: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Your own address, or number for a text message.")
    ],
    customer: Annotated[
        str,
        typer.Option(
            "--as", metavar="ID", help="Whose values stand in it, as for preview; without it made-up ones."
        ),
    ] = "",
    variant: Annotated[str, typer.Option(help="Which of several messages; by default the first.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send the message to yourself, marked as a test: nothing is counted, and no coupon is taken."""
    folder = prepare_control(workspace)
    from clientela_web.auditing import record_at_terminal
    from clientela_web.campaigns.trying import Trial, send_trial

    campaign = named(name)
    with data_in(folder) as firm:
        trial = Trial(to, variant, firm.customer_id(customer) if customer else None)
        said = send_trial(campaign, trial, firm, language="en", note=record_at_terminal)
    if as_json:
        say_json({"campaign": campaign.name, "to": to, "said": said})
    else:
        say(f"The test to {to} was taken ({said}); look whether it arrives.")


def approve(
    name: NameArgument,
    *,
    fingerprint: Annotated[
        str | None, typer.Option(help="What `check` told: another audience is refused.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Approve the audience as it is, without asking.")
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve a checked campaign for exactly the audience that was shown."""
    prepare_control(workspace)
    from clientela_web.auditing import record_at_terminal
    from clientela_web.campaigns import domain
    from clientela_web.cli.campaign_view import describe

    campaign = named(name)
    if fingerprint is None and not yes:
        describe(campaign)
        typer.confirm("Approve this?", abort=True, err=True)
    domain.approve(campaign, campaign.fingerprint if fingerprint is None else fingerprint)
    record_at_terminal("approved", "campaign", campaign.name)
    _done(campaign, as_json)


def send(name: NameArgument, *, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Let an approved campaign begin now; the site or `clientela worker --send` sends it."""
    _act(name, workspace, "send", "sent", as_json, begins=True)


def pause(name: NameArgument, *, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Send nothing more for now; what is on the wire at this instant arrives."""
    _act(name, workspace, "pause", "paused", as_json)


def resume(name: NameArgument, *, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Go on with a paused campaign."""
    _act(name, workspace, "resume", "resumed", as_json)


def cancel(name: NameArgument, *, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Cancel a campaign for good: whoever has not got it yet is left out."""
    _act(name, workspace, "cancel", "cancelled", as_json)


def _act(
    name: str,
    workspace: Path | None,
    word: str,
    action: str,
    as_json: bool,  # noqa: FBT001
    *,
    begins: bool = False,
) -> None:
    prepare_control(workspace)
    from clientela_web.auditing import record_at_terminal
    from clientela_web.campaigns import domain

    campaign, act = named(name), getattr(domain, word)
    run: Callable[[Campaign], None] = act
    run(campaign)
    record_at_terminal(action, "campaign", campaign.name)
    _done(campaign, as_json, begins=begins)


def _tell_check(campaign: Campaign, as_json: bool, error: str) -> None:  # noqa: FBT001
    from clientela.errors import ClientelaError
    from clientela_web.cli.campaign_view import describe, what_is_next

    campaign.refresh_from_db()
    if error:
        raise ClientelaError(error)
    if as_json:
        print_json(campaign)
    else:
        describe(campaign)
        say(what_is_next(campaign))


def _done(campaign: Campaign, as_json: bool, *, begins: bool = False) -> None:  # noqa: FBT001
    """Where it stands now; `begins` that somebody has just let it begin."""
    from clientela_web.cli.campaign_view import what_is_next

    campaign.refresh_from_db()
    if as_json:
        print_json(campaign)
    else:
        say(what_is_next(campaign, begins=begins))
