"""Running commands the way a terminal would: inside the process, or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from clientela.cli import app

COMMAND = (sys.executable, "-c", "from clientela.cli import main; main()")
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
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


def finished(*words: str | Path, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        input=typed,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        timeout=120,
    )


def answer(*words: str | Path, typed: str | None = None) -> Any:
    """The JSON document of a command that must succeed."""
    ran = run(*words, "--json", typed=typed)
    assert ran.code == 0, ran.err
    return ran.json
