"""`users`: accounts from the terminal, for the first one and for whoever is locked out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from clientela.cli.options import WorkspaceOption
from clientela.workspace import find_folder


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Accounts of the site: who may log in, and as what.")
    group.command()(add)
    app.add_typer(group, name="users")


def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="What they log in with.")],
    *,
    role: Annotated[str, typer.Option(help="viewer, analyst, marketer or administrator.")] = "viewer",
    name: Annotated[str | None, typer.Option(help="What they are called.")] = None,
    language: Annotated[str, typer.Option(help="The language of their pages.")] = "",
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for where not given.")
    ] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Make an account."""
    os.environ["CLIENTELA_WORKSPACE"] = str((workspace or find_folder(Path.cwd())).resolve())
    from clientela_web.database import prepare

    prepare()
    from clientela_web.models import Account

    Account.objects.create_account(email, password, role=role, name=name or email.split("@")[0], language=language)
    typer.echo(f"{email} may log in as {role}")
