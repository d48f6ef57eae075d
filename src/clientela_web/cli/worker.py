"""`worker`: background work in a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import say, say_json
from clientela.errors import ClientelaError


def register(app: typer.Typer) -> None:
    """Add `worker`."""
    app.command(epilog=example("clientela worker --send --until-idle"))(worker)


def worker(
    *,
    send: Annotated[bool, typer.Option("--send", help="Send the messages of campaigns.")] = False,
    until_idle: Annotated[bool, typer.Option(help="End when there is nothing left to send.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send the messages of campaigns, beside the site and without opening its data.

    As many as you like share one send: on one machine, or on several with one PostgreSQL. Ctrl-C ends it
    when what is on its way is answered for.
    """
    from clientela.workspace import find_folder

    if not send:
        raise ClientelaError("say what the worker is to do: clientela worker --send")
    os.environ["CLIENTELA_WORKSPACE"] = str((workspace or find_folder(Path.cwd())).resolve())
    from clientela_web.database import prepare

    prepare()
    from clientela_web.workers.sending import send_until_told

    if not as_json:
        say("Sending whatever campaigns have to send (Ctrl-C ends it).")
        sys.stdout.flush()
    turns = send_until_told(until_idle=until_idle)
    if as_json:
        say_json({"turns": turns})
