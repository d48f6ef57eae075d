"""The recording of who is in which segment."""

from __future__ import annotations

from django.db import models

from clientela_web.models.job import Job, State


class SegmentRefresh(Job):
    """One round through all segments: what entered and left, as far as it has come."""

    entered = models.BigIntegerField(default=0)
    left = models.BigIntegerField(default=0)

    @classmethod
    def ask(cls, account_id: int | None) -> SegmentRefresh:
        """A round as soon as possible; the one that waits or runs already, where there is one."""
        pending = cls.objects.filter(state__in=(State.WAITING, State.RUNNING)).first()
        return pending or cls.objects.create(account_id=account_id)

    def __str__(self) -> str:
        return f"refresh {self.pk}"
