"""The supervising process: one worker with threads, started again at once when it is killed."""

from __future__ import annotations

import os
from typing import Any  # what the server passes to itself is its own business

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from clientela_web.serving.watch import PARENT

GRACE_SECONDS = 10


class Site(MPServer):
    """One worker that holds the data; requests are answered by its threads."""

    def __init__(self, host: str, port: int, threads: int) -> None:
        super().__init__(
            "clientela_web.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=threads,
            respawn_failed_workers=True,
            respawn_interval=0.0,
            workers_kill_timeout=GRACE_SECONDS,
            log_access=False,
            log_level=LogLevels.error,
        )

    def serve(self, *args: Any, **kwargs: Any) -> int | None:  # noqa: ANN401
        """Serve until Ctrl-C or a signal; the exit code where it ended by itself."""
        os.environ[PARENT] = str(os.getpid())
        try:
            super().serve(*args, **kwargs)
        except SystemExit as ended:
            return int(ended.code or 0) or None
        return None

    def _respawn_workers(self, workers: list[int], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        killed = [index for index in workers if (self.wrks[index].inner.exitcode or 0) < 0]
        super()._respawn_workers(workers, *args, **kwargs)
        # A worker that fails by itself twice in a row is given up; one that was killed is not to blame.
        for index in killed:
            self.respawned_wrks.pop(index, None)
