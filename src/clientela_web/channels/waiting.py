"""How long the other side asks to be left alone (`Retry-After`, RFC 9110, 10.2.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from django.utils import timezone

LONGEST = dt.timedelta(hours=4)


def asked_pause(headers: Mapping[str, str]) -> dt.timedelta | None:
    """The pause, at most four hours; None where none is asked for, or what is written is neither."""
    written = headers.get("retry-after", "").strip()
    if not written:
        return None
    if written.isdecimal():
        return min(dt.timedelta(seconds=min(int(written), 10**6)), LONGEST)
    try:
        until = parsedate_to_datetime(written)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return min(max(until - timezone.now(), dt.timedelta()), LONGEST)
