"""What became of messages, and what they brought about, goes onto the cards of customers, twice a minute.

Not sooner: every write to the data makes answers about them old, and has consents looked at again.
"""

from __future__ import annotations

from clientela.workspace import now
from clientela_web.preferences.late import write_late
from clientela_web.tracking import conversions, outcomes, recording
from clientela_web.tracking.conversions import tell_conversions
from clientela_web.tracking.keeping import forget_old_hits
from clientela_web.tracking.outcomes import tell_outcomes
from clientela_web.tracking.recording import record_hits
from clientela_web.workers.pacing import Pace
from clientela_web.workspace import firm

_recording, _tidying = Pace(30.0), Pace(3_600.0)


def begin() -> None:
    """Nothing is left behind: what was not marked is written again, and is not there twice."""
    _recording.forget()


def work() -> bool:
    """One batch of each, where it is time; whether there is more at once."""
    if not _recording.is_due():
        return False
    write_late(firm())
    told, recorded = tell_outcomes(firm(), now()), record_hits(firm(), now())
    credited = tell_conversions(firm(), now())
    is_more = told == outcomes.BATCH or recorded == recording.BATCH or credited == conversions.BATCH
    if not is_more:
        _recording.done()
        is_more = _tidy()
    return is_more


def _tidy() -> bool:
    """A batch of what is kept no longer, once an hour; whether there is more."""
    if not _tidying.is_due():
        return False
    if forget_old_hits(now()):
        return True
    _tidying.done()
    return False
