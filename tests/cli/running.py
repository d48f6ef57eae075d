"""Running commands the way a terminal would, inside the process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from clientela.cli import app

_RUNNER = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"})


class Ran:
    """What a command printed and how it ended."""

    def __init__(self, code: int, out: str, err: str, raised: BaseException | None) -> None:
        self.code, self.out, self.err, self.raised = code, out, err, raised

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*words: str | Path, typed: str | None = None) -> Ran:
    """Run a command; anything but a planned end is raised."""
    result = _RUNNER.invoke(app, [str(word) for word in words], input=typed, prog_name="clientela")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr, result.exception)


def answer(*words: str | Path, typed: str | None = None) -> Any:
    """The JSON document of a command that must succeed."""
    ran = run(*words, "--json", typed=typed)
    assert ran.code == 0, ran.err
    return ran.json
