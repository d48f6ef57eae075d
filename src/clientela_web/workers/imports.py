"""Imports in the background, one after the other."""

from __future__ import annotations

from clientela_web.imports.domain import GivenUpError, carry_out, tidy
from clientela_web.models import ImportRun
from clientela_web.workers.ending import ending
from clientela_web.workers.pacing import Pace

_tidying = Pace(3_600.0)


def begin() -> None:
    """Let what a killed process was at be taken up."""
    ImportRun.release_all()


def work() -> bool:
    """Carry out the oldest import that was asked for; whether there was one."""
    run = ImportRun.claim()
    if run is None:
        if _tidying.is_due():
            _tidying.done()
            tidy()
        return False
    with ending(run, given_up=(GivenUpError,)):
        carry_out(run)
    return True
