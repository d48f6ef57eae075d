"""Backups asked for in the browser."""

from __future__ import annotations

from django.db import models

from clientela_web.models.job import Job


class BackupRun(Job):
    """One backup, and where it lies below the workspace's folder."""

    path = models.CharField(max_length=400, blank=True, default="")
    size_bytes = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.path
