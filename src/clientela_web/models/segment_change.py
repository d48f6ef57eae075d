"""Who changed a segment."""

from __future__ import annotations

from django.db import models


class SegmentChange(models.Model):
    """One version saved, renamed or taken out of use, and by whom."""

    segment_id = models.BigIntegerField(db_index=True)
    version = models.PositiveIntegerField(null=True)
    action = models.CharField(max_length=40)
    account = models.ForeignKey("control.Account", null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.action} {self.segment_id}"
