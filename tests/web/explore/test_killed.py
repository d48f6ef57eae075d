"""A search whose server is killed in its middle is taken up again by the next one."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.serving import start, stop
from tests.prepared import copy_of, prepared_workspace

pytestmark = pytest.mark.own_site
SECONDS = 300
_ASKED = """
from clientela_web.database import prepare
prepare()
from clientela.workspace import now
from clientela_web.models import DiscoveryRun
DiscoveryRun.objects.create(search="clusters", parameters={"k": 3}, as_of=now())
"""


def row(folder: Path) -> tuple[str, int, int, str]:
    with sqlite3.connect(folder / "control.sqlite3", timeout=20) as control:
        found = control.execute("SELECT state, done, attempts, as_of FROM control_discoveryrun").fetchone()
    return (str(found[0]), int(found[1]), int(found[2]), str(found[3]))


def until(folder: Path, *, state: str, done: int) -> tuple[str, int, int, str]:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        found = row(folder)
        if found[0] == state and found[1] >= done:
            return found
        time.sleep(0.1)
    raise AssertionError(f"still {row(folder)}")


def test_a_killed_search_is_taken_up_again(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = copy_of(prepared_workspace(tmp_path_factory), tmp_path / "data")
    environment = {**os.environ, "CLIENTELA_WORKSPACE": str(folder)}
    environment.pop("CLIENTELA_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", _ASKED], check=True, env=environment)
    first = start(folder, tmp_path / "first.log")
    try:
        _, _, attempts, as_of = until(folder, state="running", done=1)
    finally:
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait(20)
    assert attempts == 1
    assert row(folder)[0] == "running"
    second = start(folder, tmp_path / "second.log")
    try:
        assert until(folder, state="done", done=0)[2:] == (2, as_of)
    finally:
        stop(second)
    with sqlite3.connect(folder / "control.sqlite3") as control:
        (pages,) = control.execute("SELECT count(*) FROM control_discoverypage").fetchone()
    assert pages == 6
