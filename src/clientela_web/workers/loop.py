"""Background work: one thread a kind of it, in the process that has the data open."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from django.db import close_old_connections

LOG = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0
Work = Callable[[], bool]


class Workers:
    """Threads that each go on calling their piece of work: it returns whether there was anything to do."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._go_on, args=(work,), name=work.__module__, daemon=True)
            for work in works
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Take nothing more up, and wait a little for what is under way; a later start takes it up again."""
        self._ending.set()
        for thread in self._threads:
            thread.join(seconds)

    def _go_on(self, work: Work) -> None:
        while not self._ending.is_set():
            if not self._did(work):
                self._ending.wait(PAUSE_SECONDS)

    def _did(self, work: Work) -> bool:
        """One piece of work; what goes wrong here is written down, and the loop goes on."""
        close_old_connections()
        try:
            return work()
        except Exception:
            LOG.exception("background work in %s failed", work.__module__)
            return False
        finally:
            close_old_connections()
