from __future__ import annotations

import email
import email.policy
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class RunningSink:
    """The mail server's process, and what it has written down."""

    process: subprocess.Popen[str]
    port: int
    log: Path
    kept: Path

    def taken(self) -> list[str]:
        """The recipients of all messages it has taken, in order."""
        return [line.split()[0] for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def messages(self) -> list[EmailMessage]:
        """The messages as the standard library reads them."""
        files = sorted(self.kept.glob("*.eml"))
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def start_sink(folder: Path, *options: str, module: str = "mail_sink") -> RunningSink:
    log, kept = folder / "taken.log", folder / "kept"
    kept.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", f"tests.web.channels.{module}", str(log), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return RunningSink(process, int(process.stdout.readline()), log, kept)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Callable[..., RunningSink]]:
    """Start a mail server on loopback."""
    running: list[RunningSink] = []

    def start(*options: str) -> RunningSink:
        folder = tmp_path / f"sink{len(running)}"
        running.append(start_sink(folder, "--keep", str(folder / "kept"), *options))
        return running[-1]

    yield start
    for each in running:
        each.process.kill()
        each.process.wait()
        each.process.stdout.close()
