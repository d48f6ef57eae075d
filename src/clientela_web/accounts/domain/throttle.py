"""Slowing down who guesses passwords and codes: growing pauses, for an account and for an address."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db.models import QuerySet

from clientela_web.models.login_attempt import LoginAttempt

FREE_FOR_ACCOUNT, FREE_FOR_ADDRESS = 5, 20
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=15), dt.timedelta(minutes=15)
REMEMBERED = dt.timedelta(hours=24)


class TooManyTriesError(Exception):
    """The door is closed until `until`."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(f"closed until {until.isoformat()}")
        self.until = until


def begin_attempt(email: str, address: str, *, at: dt.datetime) -> LoginAttempt:
    """Note a try before it is judged, so that many at once are all seen; raises TooManyTriesError.

    It counts as failed until `forgive` takes it back. One that is refused here does not count.
    """
    attempt = LoginAttempt.objects.create(at=at, who=_who(email), address=address)
    until = _opens_at(attempt)
    if until > at:
        attempt.delete()
        raise TooManyTriesError(until)
    return attempt


def forgive(email: str) -> None:
    """Forget the failures of an account: its owner came in. What its address tried elsewhere stays."""
    LoginAttempt.objects.filter(who=_who(email)).delete()


def forget_old(*, at: dt.datetime) -> None:
    """Remove what no longer counts."""
    LoginAttempt.objects.filter(at__lt=at - REMEMBERED).delete()


def pause_after(failures: int, free: int) -> dt.timedelta:
    """How long the door stays closed after that many failures: not at first, then ever twice as long."""
    beyond = failures - free
    if beyond < 0:
        return dt.timedelta(0)
    return min(FIRST_PAUSE * (1 << min(beyond, 10)), LONGEST_PAUSE)


def _opens_at(attempt: LoginAttempt) -> dt.datetime:
    before = LoginAttempt.objects.exclude(pk=attempt.pk).filter(at__gt=attempt.at - REMEMBERED)
    return max(
        _opens(before.filter(who=attempt.who), FREE_FOR_ACCOUNT),
        _opens(before.filter(address=attempt.address), FREE_FOR_ADDRESS),
    )


def _opens(failures: QuerySet[LoginAttempt], free: int) -> dt.datetime:
    newest = failures.order_by("-at").values_list("at", flat=True).first()
    if newest is None:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return newest + pause_after(failures.count(), free)


def _who(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
