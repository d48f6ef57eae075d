"""A killed server starts again at once, holds nothing, and has lost nothing that it acknowledged."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

import clientela
from tests.web.server.running import Server, ask, is_gone

pytestmark = pytest.mark.own_site
AT_ONCE = 30.0  # seconds, on a machine that is busy with other tests; alone it is about one
RULE = "orders_total >= {number}"


class Writer:
    """Saves one segment after the other and remembers which were acknowledged."""

    def __init__(self, server: Server, key: str) -> None:
        self.server, self.key = server, key
        self.acknowledged: list[str] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Writer:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self._thread.join()

    def wait_for(self, more: int) -> None:
        wanted, end = len(self.acknowledged) + more, time.monotonic() + 60
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < end, self.server.log.read_text(errors="replace")
            time.sleep(0.01)

    def _write(self) -> None:
        number = 0
        while not self._ending.is_set():
            number += 1
            name = f"saved {number}"
            try:
                ask(self.server, "segments", self.key, {"name": name, "rule": RULE.format(number=number)})
            except OSError:  # under way when it was killed, or nobody there: not acknowledged
                time.sleep(0.02)
            else:
                self.acknowledged.append(name)


def _seconds(action: Callable[[], object]) -> float:
    start = time.monotonic()
    action()
    return time.monotonic() - start


def test_killed_worker_is_started_again_and_loses_nothing(server: Server, key: str) -> None:
    server.start()
    with Writer(server, key) as writer:
        for _round in range(4):
            writer.wait_for(3)
            before = server.worker()
            server.kill_worker()
            assert _seconds(lambda: writer.wait_for(1)) < AT_ONCE
            assert server.worker() != before
            assert is_gone(before)
    listed = {each["name"] for each in ask(server, "segments", key)}
    assert set(writer.acknowledged) <= listed
    assert server.end() == 0


def test_killed_server_leaves_no_worker_and_starts_again(server: Server, key: str) -> None:
    server.start()
    with Writer(server, key) as writer:
        for _round in range(3):
            writer.wait_for(3)
            worker = server.worker()
            server.kill_main()
            assert _seconds(server.start) < AT_ONCE  # opening the data waits for nobody to let go of them
            assert is_gone(worker)
            writer.wait_for(1)
    assert server.end() == 0
    with clientela.open(server.folder) as shop:
        saved = {each.name: each.rule for each in shop.segments()}
        assert set(writer.acknowledged) <= set(saved)
        for name in writer.acknowledged:
            assert shop.segment(name).text == RULE.format(number=name.split()[-1])


PARENT_AND_CHILD = """
import os, sys, time
from clientela_web.serving import watch
os.environ[watch.PARENT] = str(os.getpid())
if os.fork() == 0:
    if sys.argv[1] == "alone":
        watch._ask_the_system = lambda: None
    watch.end_with_parent()
    print(os.getpid(), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("help_of_the_system", ["alone", "helped"])
def test_child_ends_with_its_parent(help_of_the_system: str) -> None:
    """By the system where it can, by the watch where it cannot."""
    command = [sys.executable, "-c", PARENT_AND_CHILD, help_of_the_system]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert not is_gone(child)
        parent.kill()
        end = time.monotonic() + 10
        while not is_gone(child) and time.monotonic() < end:
            time.sleep(0.05)
        assert is_gone(child)
