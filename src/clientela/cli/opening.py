"""Opening what a command works on: the workspace, and the rule it was given."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from clientela.errors import ClientelaError

if TYPE_CHECKING:
    from clientela.workspace import Segment, Workspace


@contextmanager
def opened(folder: Path | None) -> Iterator[Workspace]:
    """The workspace in the folder, or the nearest one."""
    from clientela.workspace import find_folder, open_workspace

    with open_workspace(folder or find_folder(Path.cwd())) as workspace:
        yield workspace


def rule_text(text: str | None, file: str | None) -> str:
    """The rule as it was typed or lies in a file; a usage error where it is given twice or not at all."""
    if (text is None) == (file is None):
        raise typer.BadParameter("say the rule as TEXT, or give a file with --file", param_hint="TEXT")
    return text if text is not None else read_text(str(file))


def read_text(file: str) -> str:
    """The text of a file; - is standard input."""
    try:
        if file == "-":
            return sys.stdin.read()
        return Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ClientelaError(f"{file} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise ClientelaError(f"{file} is not text in UTF-8; save it as UTF-8") from error


def asked(workspace: Workspace, text: str | None, file: str | None) -> Segment:
    """The segment that a command was given: rule text, JSON, a file or a saved one's name."""
    return workspace.segment(rule_text(text, file))
