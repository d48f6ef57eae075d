"""Backups in the background."""

from __future__ import annotations

from clientela_web.firm.domain import GivenUpError, make_backup
from clientela_web.models import BackupRun
from clientela_web.workers.ending import ending


def begin() -> None:
    """Let what a killed process was at be taken up."""
    BackupRun.release_all()


def work() -> bool:
    """Make the oldest backup that was asked for; whether there was one."""
    run = BackupRun.claim()
    if run is None:
        return False
    with ending(run, given_up=(GivenUpError,)):
        make_backup(run)
    return True
