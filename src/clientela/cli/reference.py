"""Writes docs/commands.md from the commands themselves, so that the two cannot differ.

`python -m clientela.cli.reference docs/commands.md` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer.main
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from clientela.cli.app import app
from clientela.cli.root import ORDER

_HEAD = """\
# Commands

Generated from the commands; edit `clientela.cli` instead.

Every command says what it can do with `--help`. Results go to standard output, progress and notes to
standard error. `--json` prints one JSON document and nothing else. A command that fails says why in one
sentence on standard error and exits with 1; one that was not called as its help says exits with 2; one that
was interrupted, with 130: what was finished is kept, and nothing is left half done. Colours are left out
where `NO_COLOR` is set or the output is no terminal.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command as its page shows it."""

    name: str
    help: str
    usage: str
    arguments: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str, str], ...]
    examples: tuple[str, ...]


def entries() -> tuple[Entry, ...]:
    """Every command, in the order of the help."""
    return tuple(_walk(typer.main.get_command(app), "clientela"))


def commands_page() -> str:
    """docs/commands.md."""
    contents = " · ".join(
        f"[{each.name.removeprefix('clientela ')}](#{_anchor(each.name)})" for each in entries()
    )
    return "\n".join([_HEAD, contents + "\n", *(_section(each) for each in entries())])


def _walk(command: object, name: str) -> Iterator[Entry]:
    if isinstance(command, TyperGroup):
        for word in sorted(command.commands, key=_place):
            yield from _walk(command.commands[word], f"{name} {word}")
    elif isinstance(command, TyperCommand):
        yield _entry(command, name)


def _place(word: str) -> int:
    return ORDER.index(word) if word in ORDER else 0


def _entry(command: TyperCommand, name: str) -> Entry:
    arguments = [each for each in command.params if isinstance(each, TyperArgument)]
    options = [each for each in command.params if isinstance(each, TyperOption)]
    words = [each.metavar if each.required else f"[{each.metavar}]" for each in arguments]
    return Entry(
        name,
        " ".join((command.help or "").split()),
        " ".join([name, *map(str, words), "[OPTIONS]"]),
        tuple((str(each.metavar), each.help or "") for each in arguments),
        tuple(map(_option, options)),
        _examples(command.epilog or ""),
    )


def _option(option: TyperOption) -> tuple[str, str, str]:
    names = ", ".join([*option.opts, *option.secondary_opts])
    if choices := getattr(getattr(option, "type", None), "choices", None):
        values = " `" + "|".join(str(getattr(each, "value", each)) for each in choices) + "`"
    else:
        values = f" `{option.metavar}`" if option.metavar else ""
    default = getattr(option.default, "value", option.default)
    is_said = default is not None and not isinstance(default, bool)
    required = "required" if option.required else ""
    return f"`{names}`{values}", option.help or "", f"`{default}`" if is_said else required


def _examples(epilog: str) -> tuple[str, ...]:
    lines = epilog.replace("\b", "").strip().splitlines()
    return tuple(line.strip() for line in lines if line.strip().startswith("clientela "))


def _section(each: Entry) -> str:
    parts = [f"## {each.name}\n", f"{each.help}\n", f"```\n{each.usage}\n```\n"]
    if each.arguments:
        parts.append("".join(f"- `{name}`: {text}\n" for name, text in each.arguments))
    parts.append("| option | means | default |\n| --- | --- | --- |")
    parts.extend("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in each.options)
    parts.append("\nExamples:\n\n```\n" + "\n".join(each.examples) + "\n```\n")
    return "\n".join(parts)


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(commands_page(), encoding="utf-8")
