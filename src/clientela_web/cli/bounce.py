"""`bounce`: mail that came back."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from clientela.cli.options import JsonOption, WorkspaceOption, example
from clientela.cli.output import say, say_json

SAID = {
    "bounced": "came back for good; its address gets no more",
    "soft_bounced": "came back; its address may get others",
    "complaint": "was called unwanted; its address gets no more",
    "unsubscribe": "was answered by unsubscribing; its address gets no more",
}


def register(app: typer.Typer) -> None:
    """Add `bounce`."""
    app.command(epilog=example("clientela bounce returned.eml"))(bounce)


def bounce(
    message: Annotated[
        Path | None, typer.Argument(help="The mail as a file; by default what is piped in.")
    ] = None,
    *,
    to: Annotated[str, typer.Option(help="The address it was delivered to, where it does not say so.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read one mail that came back (RFC 3464) or complains (RFC 5965), and write down what it says.

    Have the mail server of the return path pipe each mail into it. Anything else is left alone.
    """
    from clientela.workspace import find_folder

    os.environ["CLIENTELA_WORKSPACE"] = str((workspace or find_folder(Path.cwd())).resolve())
    from clientela_web.database import prepare

    prepare()
    from clientela_web.receipts.returned import record_returned

    found = record_returned(message.read_bytes() if message else sys.stdin.buffer.read(), to)
    if as_json:
        say_json({"delivery": found.delivery, "became": found.became, "said": found.said} if found else {})
    elif found is None:
        say("It tells nothing of a message of ours.")
    else:
        say(f"Message {found.delivery} {SAID[found.became]}. {found.said}".strip())
