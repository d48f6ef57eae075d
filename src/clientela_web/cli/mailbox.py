"""`mailbox`: a mail server for trying things out."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import say, say_json
from clientela.errors import MissingExtraError


def register(app: typer.Typer) -> None:
    """Add `mailbox`."""
    lines = ("clientela mailbox --port 2526 --seconds 1",)
    app.command(epilog=example(*lines))(mailbox)


def mailbox(
    *,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")] = 2525,
    keep: Annotated[int, typer.Option(min=1, help="How many messages are kept, the newest.")] = 2_000,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="End after so many seconds; by default with Ctrl-C.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take mail on this machine and show it in the site, for trying campaigns out: nothing goes any further.

    Campaigns choose the provider "Mailbox", which is made here. The site shows what came under "Mailbox".
    """
    from clientela.workspace import find_folder

    folder = (workspace or find_folder(Path.cwd())).resolve()
    os.environ["CLIENTELA_WORKSPACE"] = str(folder)
    from clientela_web.database import prepare

    prepare()
    from clientela_web.serving.preparing import try_port

    try:
        from clientela_web.mailbox.server import HOST, provider_at, running
    except ImportError as error:
        raise MissingExtraError("the mailbox", "mail") from error
    try_port(HOST, port)
    with running(port, keep):
        provider = provider_at(port)
        if as_json:
            say_json({"host": HOST, "port": port, "provider": provider.name, "workspace": str(folder)})
        else:
            say(f'The mailbox is at {HOST}:{port}; campaigns reach it by the provider "{provider.name}".')
            say("What comes is shown in the site under Mailbox (Ctrl-C ends it).")
        sys.stdout.flush()
        _wait(seconds)


def _wait(seconds: float | None) -> None:
    """Until a signal, or so long."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    ending.wait(seconds)
