"""Options that many commands share, and what their words stand for."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, TypeAlias
from zoneinfo import ZoneInfo

import typer

WorkspaceOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--workspace", metavar="DIR", help="The workspace; by default the nearest, else ./clientela-data."
    ),
]
JsonOption: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print one JSON document, for machines, and nothing else.")
]
AsOfOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="WHEN",
        help="The instant to ask for, such as 2026-03-01 (its first moment, in the workspace's time zone)"
        " or 2026-03-01T10:00+01:00; by default now. Nothing later is read.",
    ),
]
RuleArgument: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="TEXT", help="The rule as text or JSON, or a saved segment's name.")
]
RuleFileOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--file", metavar="FILE", help="Read the rule, text or JSON, from a file; - is standard input."
    ),
]
CustomerArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="The firm's number, an e-mail, a phone, or #12 (our own number).")
]
LanguageOption: TypeAlias = Annotated[
    str, typer.Option("--language", metavar="LANG", help="Language of texts: en, ca, es, pl, ru or ro.")
]
LANGUAGES = ("en", "ca", "es", "pl", "ru", "ro")


def example(*lines: str) -> str:
    """The end of a command's help: examples, which the tests run as they stand."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def checked_language(language: str) -> str:
    """The language itself; a usage error for one there are no texts in."""
    if language not in LANGUAGES:
        raise typer.BadParameter(
            f"{language!r} is not one of {', '.join(LANGUAGES)}", param_hint="--language"
        )
    return language


def instant(text: str | None, zone: ZoneInfo, option: str = "--as-of") -> dt.datetime | None:
    """The instant that a word means: a bare date is its first moment in the zone."""
    if text is None:
        return None
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no date such as 2026-03-01 and no instant such as 2026-03-01T10:00+01:00",
            param_hint=option,
        ) from None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(dt.UTC)


def last_instant(text: str | None, zone: ZoneInfo, option: str) -> dt.datetime | None:
    """The same, but a bare date is its last moment."""
    found = instant(text, zone, option)
    if found is None or text is None or not re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text.strip()):
        return found
    next_day = dt.date.fromisoformat(text.strip()) + dt.timedelta(days=1)
    midnight = dt.datetime.combine(next_day, dt.time(), zone).astimezone(dt.UTC)
    return midnight - dt.timedelta(microseconds=1)


def day(text: str, option: str) -> dt.date:
    """The day that `2025`, `2025-01` or `2025-01-15` begins with."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", text.strip())
    try:
        if parts is None:
            raise ValueError
        return dt.date(*(int(part or 1) for part in parts.groups()))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no day such as 2025-01-15, month such as 2025-01 or year", param_hint=option
        ) from None


def listed(text: str | None) -> tuple[str, ...]:
    """The names between commas."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def saved_as(texts: list[str] | None, such_as: str) -> list[tuple[str, str]]:
    """What is to be saved under which name, from `KEY=NAME`; a usage error for anything else."""
    found = []
    for text in texts or []:
        key, equals, name = (part.strip() for part in text.partition("="))
        if not (equals and key and name):
            raise typer.BadParameter(f"{text!r} is not KEY=NAME, such as {such_as}", param_hint="--save-as")
        found.append((key, name))
    return found
