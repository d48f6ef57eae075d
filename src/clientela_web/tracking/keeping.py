"""Raw openings, clicks and words are kept for a while; what was made of them is on cards for good."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from clientela_web.models import Hit

BATCH = 5_000


def forget_old_hits(at: dt.datetime) -> int:
    """Remove the oldest of what is judged, on cards, and older than the site keeps it; how many were removed.

    Reports and rules read events alone, so no figure changes. Numbers of hits are never given again, so what
    comes later is an event of its own.
    """
    until = at - dt.timedelta(days=settings.KEEP_HITS_DAYS)
    # they came in the order of their numbers, so the first ones tell without an index of their own
    oldest = Hit.objects.order_by("pk").values_list("pk", "at", "recorded_at")[:BATCH]
    gone = [pk for pk, came, recorded in oldest if recorded is not None and came < until]
    if gone:
        Hit.objects.filter(pk__in=gone).delete()
    return len(gone)
