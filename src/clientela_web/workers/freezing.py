"""Audiences going into the ledger, one after the other."""

from __future__ import annotations

from clientela.errors import ClientelaError
from clientela_web.channels.preparing import prepare
from clientela_web.ledger.freezing import FreezeEndedError
from clientela_web.models import AudienceFreeze
from clientela_web.models.job import State
from clientela_web.workers.imports import UNEXPECTED
from clientela_web.workspace import firm


def begin() -> None:
    """Let what a killed process was at be taken up."""
    AudienceFreeze.release_all()


def work() -> bool:
    """Freeze the audience that was asked for first; whether there was one."""
    job = AudienceFreeze.claim()
    if job is None:
        return False
    try:
        prepare(job, firm())
    except FreezeEndedError:
        job.finish(State.CANCELLED)
    except ClientelaError as error:
        job.finish(State.FAILED, str(error))
    except Exception:
        job.finish(State.FAILED, UNEXPECTED)
        raise
    return True
