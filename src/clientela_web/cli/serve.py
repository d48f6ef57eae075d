"""`serve`: the site in one process group, with no other server."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import say, say_json
from clientela.errors import ClientelaError, MissingExtraError


def register(app: typer.Typer) -> None:
    """Add `serve`."""
    lines = ("clientela serve", "clientela serve --port 8080 --workspace clientela-data")
    app.command(epilog=example(*lines))(serve)


def serve(
    *,
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 is all of them.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")] = 8000,
    threads: Annotated[int, typer.Option(min=1, help="How many requests are answered at once.")] = 8,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open the site in the browser: customers, segments, strategies, for everyone in the firm.

    It goes on until Ctrl-C. While it runs, it alone has the workspace open.
    """
    from clientela.workspace import find_folder

    folder = (workspace or find_folder(Path.cwd())).resolve()
    os.environ["CLIENTELA_WORKSPACE"] = str(folder)
    _answer_for(host)
    try:
        from clientela_web.serving.preparing import prepared
        from clientela_web.serving.server import Site
    except ImportError as error:
        raise MissingExtraError("the site", "web") from error
    ready = prepared(folder, host, port)
    site = Site(host, port, threads)
    if as_json:
        say_json({"address": ready.address, "first_start": ready.is_first_start, "workspace": str(folder)})
    else:
        say(f"Clientela is at {ready.address} (Ctrl-C ends it)")
        if ready.is_first_start:
            say("Nobody has an account yet: open that address now and make the owner's.")
    sys.stdout.flush()
    if site.serve() is not None:
        raise ClientelaError("the site ended by itself; what it said above tells why")


def _answer_for(host: str) -> None:
    """Answer requests that name the host it listens on, beside those the environment names."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104
        os.environ["CLIENTELA_HOSTS"] = f"{os.environ.get('CLIENTELA_HOSTS', '')} {host}".strip()
