"""The recording of who is in which segment."""

from __future__ import annotations

from django.db import models

from clientela_web.models.job import Job


class SegmentRefresh(Job):
    """One round through all segments: what entered and left, as far as it has come."""

    entered = models.BigIntegerField(default=0)
    left = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"refresh {self.pk}"
