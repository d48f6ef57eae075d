"""`users`: accounts from the terminal, for the first one and for whoever is locked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import say, say_json, show_table
from clientela.errors import UnknownNameError
from clientela_web.cli.control import prepare_control

if TYPE_CHECKING:
    from clientela_web.models import Account

EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help="What they log in with.")]
PasswordOption = Annotated[
    str,
    typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for where not given."),
]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Accounts of the site: who may log in, and as what.")
    group.command(
        epilog=example(
            "clientela users add ada@example.com --role administrator --password 'a long enough pass phrase'"
        )
    )(add)
    group.command("list", epilog=example("clientela users list", "clientela users list --json"))(list_users)
    group.command(
        epilog=example("clientela users reset ada@example.com --password 'another long enough phrase'")
    )(reset)
    app.add_typer(group, name="users")


def add(
    email: EmailArgument,
    *,
    role: Annotated[str, typer.Option(help="viewer, analyst, marketer or administrator.")] = "viewer",
    name: Annotated[str | None, typer.Option(help="What they are called.")] = None,
    language: Annotated[str, typer.Option(metavar="LANG", help="The language of their pages.")] = "",
    password: PasswordOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an account."""
    prepare_control(workspace)
    from clientela_web.accounts.domain.starting import add_account

    account = add_account(
        email, password, role=role, name=name or email.split("@", maxsplit=1)[0], language=language
    )
    if as_json:
        say_json(_told(account))
    else:
        say(f"{account.email} may log in as {account.role}.")


def list_users(*, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """List the accounts."""
    prepare_control(workspace)
    from clientela_web.models import Account

    accounts = list(Account.objects.order_by("email"))
    if as_json:
        say_json([_told(account) for account in accounts])
    elif not accounts:
        say("There are no accounts yet. Open the site and make the first, or: clientela users add EMAIL")
    else:
        show_table(
            ("e-mail", "name", "role", "may log in", "second factor"), [_row(each) for each in accounts]
        )


def reset(
    email: EmailArgument,
    *,
    password: PasswordOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an account a new password.

    It may log in again at once, without a second factor; all its sessions end.
    """
    prepare_control(workspace)
    from clientela_web.accounts.domain.people import let_back_in
    from clientela_web.models import Account

    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        raise UnknownNameError("account", email, Account.objects.values_list("email", flat=True))
    let_back_in(account, password)
    if as_json:
        say_json(_told(account))
    else:
        say(f"{account.email} may log in with the new password; the second factor is off.")


def _row(account: Account) -> tuple[str, str, str, str, str]:
    return (
        account.email,
        account.name,
        account.role,
        "yes" if account.is_active else "no",
        "on" if account.totp_secret else "off",
    )


def _told(account: Account) -> dict[str, object]:
    return {
        "email": account.email,
        "name": account.name,
        "role": account.role,
        "active": account.is_active,
        "second_factor": bool(account.totp_secret),
    }
