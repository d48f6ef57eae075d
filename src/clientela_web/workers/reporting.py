"""Reports go out by mail when they are due, one by one."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from clientela_web.channels.lines import ProviderError
from clientela_web.models import ReportMail
from clientela_web.reports.mailing import ask_due, not_taken, send
from clientela_web.workers.ending import ending
from clientela_web.workers.pacing import Pace

MOST_TRIES = 8
PAUSE = dt.timedelta(minutes=5)

_looking = Pace(30.0)


def begin() -> None:
    """Let what a killed process was at be taken up; what was on the wire then is not sent again."""
    ReportMail.release_all()
    _looking.forget()


def work() -> bool:
    """Send the report that waits longest; whether there was one."""
    if _looking.is_due():
        _looking.done()
        ask_due(timezone.now())
    job = ReportMail.claim()
    if job is None:
        return False
    try:
        with ending(job, passing=(ProviderError,)):
            send(job)
    except ProviderError as error:
        not_taken(job)
        job.put_off(str(error), PAUSE, MOST_TRIES)
    return True
