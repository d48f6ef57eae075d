"""`serve`: the site in one process, with no other server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from clientela.cli.options import WorkspaceOption, example
from clientela.workspace import find_folder


def register(app: typer.Typer) -> None:
    """Add `serve`."""
    app.command(epilog=example("clientela serve --help"))(serve)


def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")] = 8000,
    threads: Annotated[int, typer.Option(min=1, help="How many requests are answered at once.")] = 8,
    workspace: WorkspaceOption = None,
) -> None:
    """Open the site in the browser: customers, segments, strategies, for everyone in the firm."""
    folder = (workspace or find_folder(Path.cwd())).resolve()
    os.environ["CLIENTELA_WORKSPACE"] = str(folder)
    from granian.constants import Interfaces
    from granian.server import Server

    from clientela_web.database import prepare

    prepare()
    typer.echo(f"Clientela is at http://{host}:{port}/")
    Server(
        "clientela_web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()
