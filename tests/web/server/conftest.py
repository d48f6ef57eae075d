"""A server on a small shop, with a key for programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.shop import make_shop
from tests.web.server.running import Server, free_port

MAKE_KEY = """
from clientela_web.database import prepare
prepare()
from clientela_web.accounts.domain.keys import make_key
from clientela_web.models import Account
owner = Account.objects.create_account("owner@example.com", "a long enough pass phrase", role="administrator")
print(make_key("tests", "administrator", by=owner)[1])
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Not started yet; whatever was started is gone after the test."""
    if not Path("/proc/self/task").is_dir():
        pytest.skip("finds the worker by /proc, which this system has not")
    make_shop(tmp_path / "shop").close()
    made = Server(tmp_path / "shop", free_port(), tmp_path / "server.log")
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def key(server: Server) -> str:
    """A key of an administrator."""
    environment = {**os.environ, "CLIENTELA_WORKSPACE": str(server.folder)}
    environment.pop("CLIENTELA_DATABASE_URL", None)
    made = subprocess.run(
        [sys.executable, "-c", MAKE_KEY], env=environment, capture_output=True, text=True, check=True
    )
    return made.stdout.strip().splitlines()[-1]
