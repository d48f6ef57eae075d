"""What became of messages, and what they brought about, goes onto the cards of customers, twice a minute.

Not sooner: every write to the data makes answers about them old, and has consents looked at again.
"""

from __future__ import annotations

from time import monotonic

from clientela.workspace import now
from clientela_web.tracking import conversions, outcomes, recording
from clientela_web.tracking.conversions import tell_conversions
from clientela_web.tracking.outcomes import tell_outcomes
from clientela_web.tracking.recording import record_hits
from clientela_web.workspace import firm

EVERY_SECONDS = 30.0
_looked = [float("-inf")]


def begin() -> None:
    """Nothing is left behind: what was not marked is written again, and is not there twice."""
    _looked[:] = [float("-inf")]


def work() -> bool:
    """One batch of each, where it is time; whether there is more at once."""
    if monotonic() - _looked[0] < EVERY_SECONDS:
        return False
    told, recorded = tell_outcomes(firm(), now()), record_hits(firm(), now())
    credited = tell_conversions(firm(), now())
    is_more = told == outcomes.BATCH or recorded == recording.BATCH or credited == conversions.BATCH
    if not is_more:
        _looked[:] = [monotonic()]
    return is_more
