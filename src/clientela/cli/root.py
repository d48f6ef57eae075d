"""The root of the commands: errors become one sentence on standard error, and an exit code."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

from clientela.errors import ClientelaError, RuleCheckError

if TYPE_CHECKING:
    from typer._click import Context  # typer names the type of its contexts nowhere else

FAILED, INTERRUPTED = 1, 130
ORDER = (
    "init",
    "sample",
    "demo",
    "import",
    "imports",
    "quality",
    "variables",
    "distribution",
    "customers",
    "segment",
    "strategy",
    "campaign",
    "coupons",
    "discover",
    "rfm",
    "lifetime",
    "patterns",
    "voice",
    "report",
    "events",
    "serve",
    "users",
    "worker",
    "bounce",
    "reply",
    "mailbox",
    "backup",
    "restore",
)


class Commands(TyperGroup):
    """Runs a command; whatever Clientela raises on purpose ends it with its sentence and no traceback."""

    def list_commands(self, ctx: Context) -> list[str]:
        """In the order a person meets them."""
        return sorted(super().list_commands(ctx), key=_place)

    def invoke(self, ctx: Context) -> object:
        try:
            return super().invoke(ctx)
        except ClientelaError as error:
            _complain(sentence_of(error))
            raise typer.Exit(FAILED) from None
        except KeyboardInterrupt:
            _complain("stopped; what was finished is kept, and nothing is left half done", head="")
            raise typer.Exit(INTERRUPTED) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            _complain(f"{error.filename or 'a file'}: {(error.strerror or str(error)).lower()}")
            raise typer.Exit(FAILED) from None


def _place(command: str) -> int:
    return ORDER.index(command) if command in ORDER else len(ORDER)


def sentence_of(error: ClientelaError) -> str:
    """What a person is told; of several problems, all of them."""
    if isinstance(error, RuleCheckError) and len(error.problems) > 1:
        listed = "".join(f"\n  {problem}" for problem in error.problems)
        return f"the rule has {len(error.problems)} problems:{listed}"
    return str(error)


def _complain(message: str, head: str = "error: ") -> None:
    typer.echo(f"{head}{message}", err=True)
