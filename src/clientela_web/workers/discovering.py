"""Carries out the searches of the data that were asked for in the browser, one after the other."""

from __future__ import annotations

import time

from clientela.errors import TooThinError
from clientela_web.explore.domain.searching import found_by
from clientela_web.models.discovery_run import DiscoveryRun
from clientela_web.models.job import State
from clientela_web.workers.ending import ending

STEPS = 1000
MOST_ATTEMPTS = 3
_EVERY_SECONDS = 0.5


class _Stopped(Exception):
    """Somebody cancelled it, or another worker has it."""


class _Watch:
    """Writes down how far a run is, twice a second at most; stops it where it is no longer wanted."""

    def __init__(self, run: DiscoveryRun) -> None:
        self.run, self._told = run, 0.0

    def __call__(self, done: float, total: float, text: str = "") -> None:
        if time.monotonic() - self._told < _EVERY_SECONDS:
            return
        self._told = time.monotonic()
        if not self.run.report(int(STEPS * done / total) if total else 0, STEPS, text):
            raise _Stopped


def begin() -> None:
    """Let what a killed server left behind be taken up again."""
    DiscoveryRun.release_all()


def work() -> bool:
    """Carry out one search; False where none is wanted."""
    run = DiscoveryRun.claim()
    if run is None:
        return False
    if run.cancel_asked:
        run.finish(State.CANCELLED)
    elif run.attempts > MOST_ATTEMPTS:
        run.finish(
            State.FAILED, f"it was interrupted {MOST_ATTEMPTS} times; ask for less, or for fewer customers"
        )
    else:
        _carry_out(run)
    return True


def _carry_out(run: DiscoveryRun) -> None:
    from clientela_web.explore.domain.telling import keep  # loads the statistics, which no page needs

    with ending(run, given_up=(_Stopped,)):
        try:
            keep(run, found_by(run, _Watch(run)))
        except TooThinError as error:
            thin = {"thin": error.key, "facts": error.facts}
            DiscoveryRun.objects.filter(pk=run.pk, holder=run.holder).update(is_too_thin=True, result=thin)
            raise
