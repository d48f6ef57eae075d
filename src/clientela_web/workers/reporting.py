"""Reports go out by mail when they are due, one by one."""

from __future__ import annotations

import datetime as dt
import time

from django.utils import timezone

from clientela.errors import ClientelaError
from clientela_web.channels.email.server import ServerError
from clientela_web.models import ReportMail
from clientela_web.models.job import State
from clientela_web.reports.mailing import ask_due, send
from clientela_web.workers.imports import UNEXPECTED

LOOK_SECONDS = 30.0
MOST_TRIES = 8
PAUSE = dt.timedelta(minutes=5)

_looked_at: list[float] = []


def begin() -> None:
    """Let what a killed process was at be taken up: a report may come twice, and never not at all."""
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
    except ServerError as error:
        _put_off(job, str(error))
    except ClientelaError as error:
        job.finish(State.FAILED, str(error))
    except Exception:
        job.finish(State.FAILED, UNEXPECTED)
        raise
    else:
        job.finish(State.DONE)
    return True


def _put_off(job: ReportMail, told: str) -> None:
    """Try again later, or give up; the lease is when it is taken up again."""
    if job.attempts >= MOST_TRIES:
        job.finish(State.FAILED, told)
        return
    held = ReportMail.objects.filter(pk=job.pk, holder=job.holder)
    held.update(lease_until=timezone.now() + PAUSE * job.attempts, error=told)


def _is_time_to_look() -> bool:
    at = time.monotonic()
    if _looked_at and at - _looked_at[-1] < LOOK_SECONDS:
        return False
    _looked_at[:] = [at]
    return True
