"""Recording who is in which segment: every hour, after every import, and when somebody asks for it.

`entered segment`, `left segment` and "member since" read that record, so it is made while time goes by.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from clientela.errors import ClientelaError
from clientela.workspace import now
from clientela_web.models.job import State
from clientela_web.models.segment_refresh import SegmentRefresh
from clientela_web.workers.pacing import Pace
from clientela_web.workspace import firm

SETTING = "refresh_minutes"
MINUTES = 60
_looking = Pace(10.0)


def begin() -> None:
    """Let what a killed process left be taken up again."""
    SegmentRefresh.release_all()
    _looking.forget()


def work() -> bool:
    """One round, where one is waiting or due."""
    if _looking.is_due():
        _looking.done()
        if is_due():
            SegmentRefresh.objects.create()
    job = SegmentRefresh.claim()
    if job is None:
        return False
    refresh(job)
    return True


def is_due() -> bool:
    """Whether the last round is older than the firm wants it to be, or than the last import."""
    if not firm().segments():
        return False
    last = SegmentRefresh.objects.first()
    if last is None:
        return True
    if not last.is_over or last.finished_at is None:
        return False
    began = last.started_at or last.created_at
    imported = _last_import()
    return timezone.now() - last.finished_at >= every() or (imported is not None and imported > began)


def every() -> dt.timedelta:
    """How long a round is good for: the firm's setting `refresh_minutes`, or an hour."""
    wanted = firm().store.settings().get(SETTING, "")
    return dt.timedelta(minutes=max(1, int(wanted)) if wanted.isdecimal() else MINUTES)


def refresh(job: SegmentRefresh) -> None:
    """Record segment after segment; one that cannot be asked is named, and the others go on."""
    names = [saved.name for saved in firm().segments()]
    faults: list[str] = []
    for place, name in enumerate(names):
        if not job.report(place, len(names), name):
            job.finish(State.CANCELLED)
            return
        try:
            _record(job, name)
        except ClientelaError as error:
            faults.append(f"{name}: {error}")
    job.report(len(names), len(names))
    job.finish(State.FAILED if faults else State.DONE, "\n".join(faults))


def _record(job: SegmentRefresh, name: str) -> None:
    """Record one segment, unless it was taken out of use or saved again since."""
    if name not in {saved.name for saved in firm().segments()}:
        return
    ((entered, left),) = firm().refresh_segments(name, as_of=now()).values()
    job.entered, job.left = job.entered + entered, job.left + left
    job.save(update_fields=["entered", "left"])


def _last_import() -> dt.datetime | None:
    ((last,),) = firm().store.engine.rows("SELECT max(finished_at) FROM imports")
    return last  # type: ignore[no-any-return]
