"""Backups in the background."""

from __future__ import annotations

from clientela.errors import ClientelaError
from clientela_web.firm.domain import GivenUpError, make_backup
from clientela_web.models import BackupRun
from clientela_web.models.job import State


def begin() -> None:
    """Let what a killed process was at be taken up."""
    BackupRun.release_all()


def work() -> bool:
    """Make the oldest backup that was asked for; whether there was one."""
    run = BackupRun.claim()
    if run is None:
        return False
    try:
        make_backup(run)
    except GivenUpError:
        run.finish(State.CANCELLED)
    except (ClientelaError, OSError) as error:
        run.finish(State.FAILED, str(error))
    else:
        run.finish(State.DONE)
    return True
