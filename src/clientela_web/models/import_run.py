"""Files brought to the browser, and the imports made of them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models

from clientela_web.models.job import Job

KEPT = dt.timedelta(days=7)


class Upload(models.Model):
    """One file, how it is to be read and what its columns mean; the file itself goes after a week."""

    file = models.CharField(max_length=300)  # as the person called it
    path = models.CharField(max_length=400)  # below the workspace's folder
    size_bytes = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=40, blank=True, default="")
    overrides = models.JSONField(default=dict)  # of the format that was detected
    mapping = models.TextField(blank=True, default="")  # as changed by hand; empty: as proposed
    country = models.CharField(max_length=2, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")
    account = models.ForeignKey("control.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.file

    @property
    def kept_until(self) -> dt.datetime:
        """When the file is removed."""
        return self.created_at + KEPT


class ImportRun(Job):
    """One import, or one trial of it, of an uploaded file as it was mapped then."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=40)
    mapping = models.TextField()
    overrides = models.JSONField(default=dict)
    country = models.CharField(max_length=2, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")
    dry_run = models.BooleanField(default=False)
    result = models.JSONField(null=True)  # of a trial; that of an import lies in the store
    import_id = models.BigIntegerField(null=True, db_index=True)  # in the store's own list

    def __str__(self) -> str:
        return self.upload.file
