"""A firm that begins: a workspace, its site, a mailbox and a sender, each a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.outside import Processes
from tests.web.server.running import COMMAND, free_port


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Processes]:
    """The firm's processes, running; whatever is left of them ends with the test."""
    assert Path(COMMAND).exists()
    made = Processes(tmp_path / "firm", tmp_path)
    made.run("init", "--time-zone", "Europe/Bucharest", "--country", "RO", "--language", "ro")
    try:
        made.start("serve", "--port", str(made.port), ready="Clientela is at")
        made.start("mailbox", "--port", str(free_port()), ready="The mailbox is at")
        made.start("worker", "--send", ready="Sending")
        yield made
    finally:
        made.end_all()
