"""Reports go out by mail when they are due, one by one."""

from __future__ import annotations

import datetime as dt
import time

from django.utils import timezone

from clientela.errors import ClientelaError
from clientela_web.channels.lines import ProviderError
from clientela_web.models import ReportMail
from clientela_web.models.job import State
from clientela_web.reports.mailing import ask_due, not_taken, send
from clientela_web.workers.imports import UNEXPECTED

LOOK_SECONDS = 30.0
MOST_TRIES = 8
PAUSE = dt.timedelta(minutes=5)

_looked_at: list[float] = []


def begin() -> None:
    """Let what a killed process was at be taken up; what was on the wire then is not sent again."""
    ReportMail.release_all()
    _looked_at.clear()


def work() -> bool:
    """Send the report that waits longest; whether there was one."""
    if _is_time_to_look():
        ask_due(timezone.now())
    job = ReportMail.claim()
    if job is None:
        return False
    try:
        send(job)
    except ProviderError as error:
        not_taken(job)
        job.put_off(str(error), PAUSE, MOST_TRIES)
    except ClientelaError as error:
        job.finish(State.FAILED, str(error))
    except Exception:
        job.finish(State.FAILED, UNEXPECTED)
        raise
    else:
        job.finish(State.DONE)
    return True


def _is_time_to_look() -> bool:
    at = time.monotonic()
    if _looked_at and at - _looked_at[-1] < LOOK_SECONDS:
        return False
    _looked_at[:] = [at]
    return True
