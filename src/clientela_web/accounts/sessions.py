"""What a session tells of itself."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from clientela_web.auditing import address_of
from clientela_web.models.session import ADDRESS, BEGUN, DEVICE, AccountSession

NOTICED_EVERY = dt.timedelta(minutes=1)


def remember(request: HttpRequest) -> None:
    """Write into the session that begins where it is and since when."""
    request.session[DEVICE] = request.headers.get("User-Agent", "")[:300]
    request.session[ADDRESS] = address_of(request)
    request.session[BEGUN] = timezone.now().timestamp()


def notice(request: HttpRequest) -> None:
    """Note that the session is in use, at most once a minute."""
    at = timezone.now()
    AccountSession.objects.filter(
        session_key=request.session.session_key, seen_at__lt=at - NOTICED_EVERY
    ).update(seen_at=at, address=address_of(request))
