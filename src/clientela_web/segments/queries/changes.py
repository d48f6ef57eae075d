"""Who changed a segment last, and who saved which of its versions."""

from __future__ import annotations

from django.db.models import Max

from clientela_web.models.segment_change import SegmentChange


def last_changes() -> dict[int, SegmentChange]:
    """The latest change of each segment that was changed on these pages."""
    latest = SegmentChange.objects.values("segment_id").annotate(last=Max("pk")).values("last")
    found = SegmentChange.objects.filter(pk__in=latest).select_related("account")
    return {change.segment_id: change for change in found}


def authors(segment_id: int) -> dict[int, str]:
    """Who saved each version, as far as that is known."""
    found = SegmentChange.objects.filter(segment_id=segment_id, version__isnull=False).select_related(
        "account"
    )
    return {
        change.version: str(change.account)
        for change in found.order_by("-pk")  # the first who saved a version counts
        if change.version is not None and change.account is not None
    }
