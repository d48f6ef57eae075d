"""The end of the demonstration: an account of every role, and where the site will be."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from clientela.errors import ClientelaError, MissingExtraError

ROLES = {"administrator": "Ada", "marketer": "Marek", "analyst": "Ana", "viewer": "Vera"}
ADDRESS = "http://127.0.0.1:8000/"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


def ready(folder: Path) -> tuple[dict[str, object], list[str]]:
    """Make the accounts of a new demonstration; what to tell machines, and people.

    The password is made now and kept nowhere: who loses it resets it by `clientela users reset`.
    """
    if not all(find_spec(needed) for needed in ("django", "granian")):
        return {}, [str(MissingExtraError("The site", "web"))]
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
    emails = _made(folder, password)
    command = f"clientela serve --workspace {folder}"
    document: dict[str, object] = {
        "address": ADDRESS,
        "command": command,
        "accounts": emails,
        "password": password,
    }
    return document, [
        "Or in the browser:",
        f"  {command}",
        f"  then open {ADDRESS}",
        f"  and log in as {next(iter(emails.values()))} with the password {password}",
        f"  (the same password: {', '.join(list(emails.values())[1:])})",
        "To try a campaign out, let its mail come to you instead of anybody else:",
        f"  clientela mailbox --workspace {folder}",
    ]


def _made(folder: Path, password: str) -> dict[str, str]:
    """The e-mail of each role; in a process of its own, because a program has one site only."""
    environment = {**os.environ, "CLIENTELA_WORKSPACE": str(folder.resolve())}
    environment.pop("CLIENTELA_DATABASE_URL", None)  # the accounts of a demonstration stay beside its data
    made = subprocess.run(  # noqa: S603
        [sys.executable, "-m", __name__],
        env=environment,
        input=password,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise ClientelaError(f"the accounts of the demonstration could not be made: {made.stderr.strip()}")
    return dict(json.loads(made.stdout))


def _make() -> None:
    from clientela_web.database import prepare

    prepare()
    from clientela_web.accounts.domain.starting import add_account

    password = sys.stdin.read()
    emails = {role: f"{role}@demo.example" for role in ROLES}
    for role, email in emails.items():
        add_account(email, password, role=role, name=ROLES[role], language="")
    sys.stdout.write(json.dumps(emails))


if __name__ == "__main__":
    _make()
