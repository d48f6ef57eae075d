"""Imports asked for in the browser."""

from __future__ import annotations

from django.db import models

from clientela_web.models.job import Job


class ImportRun(Job):
    """One file to import, as it was mapped."""

    file = models.CharField(max_length=300)  # as the person called it
    path = models.CharField(max_length=400)  # below the workspace's folder
    kind = models.CharField(max_length=40)
    mapping = models.JSONField(null=True)
    overrides = models.JSONField(default=dict)
    dry_run = models.BooleanField(default=False)
    report = models.JSONField(null=True)
    import_id = models.BigIntegerField(null=True)  # in the store's own list

    def __str__(self) -> str:
        return self.file
