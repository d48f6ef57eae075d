"""`reply`: mail that people wrote back."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import say, say_json


def register(app: typer.Typer) -> None:
    """Add `reply`."""
    app.command(epilog=example("clientela reply answer.eml"))(reply)


def reply(
    message: Annotated[
        Path | None, typer.Argument(help="The mail as a file; by default what is piped in.")
    ] = None,
    *,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read one mail that answers a message of a campaign, and note on the customer's card that she replied.

    Have the mail server of the address that replies go to pipe each mail into it. What it says is not kept;
    anything else, and what programs answer by themselves, is left alone.
    """
    from clientela.workspace import find_folder

    os.environ["CLIENTELA_WORKSPACE"] = str((workspace or find_folder(Path.cwd())).resolve())
    from clientela_web.database import prepare

    prepare()
    from clientela_web.channels.email.answers import answered_by
    from clientela_web.ledger.hits import note_word
    from clientela_web.models import HitKind

    found = answered_by(message.read_bytes() if message else sys.stdin.buffer.read())
    if found is not None:
        note_word(found, HitKind.REPLY)
    if as_json:
        say_json({"delivery": found})
    else:
        say("It answers no message of ours." if found is None else f"Message {found} was replied to.")
