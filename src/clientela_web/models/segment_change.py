"""Who changed a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from clientela.segments.library import Saved
    from clientela_web.models.account import Account


class SegmentChange(models.Model):
    """One version saved, renamed or taken out of use, and by whom."""

    segment_id = models.BigIntegerField(db_index=True)
    version = models.PositiveIntegerField(null=True)
    action = models.CharField(max_length=40)
    account = models.ForeignKey("control.Account", null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(auto_now_add=True)

    @classmethod
    def keep(cls, saved: Saved, account: Account | None, action: str = "saved") -> SegmentChange:
        """Keep that the account saved this version, or did that to the segment."""
        return cls.objects.create(
            segment_id=saved.segment_id, version=saved.version, action=action, account=account
        )

    def __str__(self) -> str:
        return f"{self.action} {self.segment_id}"
