"""Audiences going into the ledger, one after the other; and what the store hears of consents since."""

from __future__ import annotations

from clientela.workspace import now
from clientela_web.channels.preparing import prepare
from clientela_web.ledger.freezing import FreezeEndedError
from clientela_web.ledger.rechecking import recheck_consents
from clientela_web.models import AudienceFreeze
from clientela_web.workers.ending import ending
from clientela_web.workspace import firm

_rechecked: list[int] = []  # the state of the data that consents were last read in


def begin() -> None:
    """Let what a killed process was at be taken up."""
    AudienceFreeze.release_all()
    _rechecked.clear()


def work() -> bool:
    """Freeze the audience that was asked for first; whether there was one."""
    job = AudienceFreeze.claim()
    if job is None:
        _recheck()
        return False
    with ending(job, given_up=(FreezeEndedError,)):
        prepare(job, firm())
    return True


def _recheck() -> None:
    """Whenever the data have changed, look who does not consent any more."""
    changes = firm().store.engine.changes
    if _rechecked != [changes]:
        recheck_consents(firm().base, now())
        _rechecked[:] = [changes]
