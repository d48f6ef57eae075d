"""Discoveries asked for in the browser."""

from __future__ import annotations

from django.db import models

from clientela_web.models.job import Job


class DiscoveryRun(Job):
    """One search for segments, and what it found."""

    method = models.CharField(max_length=40, default="clusters")
    parameters = models.JSONField(default=dict)
    result = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.method} {self.pk}"
