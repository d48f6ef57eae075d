"""A worker ends with the process that started it: else it would keep the data file locked."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

PARENT = "CLIENTELA_SERVER_PID"
PR_SET_PDEATHSIG = 1
PAUSE_SECONDS = 0.5


def end_with_parent() -> None:
    """Die as soon as the server that started this process is gone, however it ended.

    Does nothing where another program loaded the site. What was acknowledged is safe: both databases have
    written it to disk by then.
    """
    parent = int(os.environ.get(PARENT, "0"))
    if not parent or parent == os.getpid():
        return
    _ask_the_system()
    threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def _ask_the_system() -> None:
    """Linux kills us in the same moment; other systems leave it to the watch."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PAUSE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
