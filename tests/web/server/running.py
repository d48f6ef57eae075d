"""Real server processes, started and ended as a person would, or killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).with_name("clientela"))
PATIENCE = 180.0  # seconds; alone it takes three, beside other tests on few cores it may be long


@dataclass
class Server:
    """`clientela serve` on a workspace and a port; `log` is what it said."""

    folder: Path
    port: int
    log: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def main(self) -> int:
        """The process that was started."""
        return self.started[-1].pid

    def start(self) -> Server:
        """Start it and wait until it answers."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTELA_")}
        command = [COMMAND, "serve", "--workspace", str(self.folder), "--port", str(self.port)]
        with self.log.open("ab") as stream:
            self.started.append(
                subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT, env=environment)
            )
        self.wait_until_it_answers()
        return self

    def wait_until_it_answers(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.started[-1].poll() is None, self.log.read_text(errors="replace")
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"no answer:\n{self.log.read_text(errors='replace')}")

    def worker(self) -> int:
        """The process that answers."""
        children = Path(f"/proc/{self.main}/task/{self.main}/children").read_text().split()
        return max(int(each) for each in children if _state(int(each)) not in {"Z", None})

    def kill_main(self) -> None:
        os.kill(self.main, signal.SIGKILL)
        self.started[-1].wait(PATIENCE)

    def kill_worker(self) -> None:
        os.kill(self.worker(), signal.SIGKILL)

    def end(self, how: int = signal.SIGINT) -> int:
        """End it cleanly; its exit code."""
        self.started[-1].send_signal(how)
        return self.started[-1].wait(PATIENCE)


def ask(server: Server, address: str, key: str = "", body: object = None) -> Any:
    """What the API says; raises OSError where nobody is there, HTTPError where it refuses."""
    data = json.dumps(body).encode() if body is not None else None
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.address}/api/v1/{address}", data, headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def is_gone(pid: int) -> bool:
    """Whether the process has ended; one that nobody has asked after yet counts."""
    return _state(pid) in {"Z", None}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A command of the terminal, to its end."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def _state(pid: int) -> str | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return None
