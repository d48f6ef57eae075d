"""Work done in the background: each kind of it is a table, and the table is its own queue."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = dt.timedelta(minutes=2)


class State(models.TextChoices):
    """How far a piece of work has come."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """A piece of work: waiting, or held by one worker until its lease ends, or over.

    A worker that dies leaves its row running with a lease; when that ends, the next worker takes the row up.
    """

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    holder = models.CharField(max_length=32, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True, default="")
    error = models.TextField(blank=True, default="")
    cancel_asked = models.BooleanField(default=False)
    account = models.ForeignKey("control.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-pk"]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (State.DONE, State.FAILED, State.CANCELLED)

    @property
    def percent(self) -> int | None:
        """How much is done, where the total is known."""
        return min(100, 100 * self.done // self.total) if self.total else None

    @classmethod
    def claim(cls) -> Self | None:
        """The oldest piece of work that nobody holds, now held by the caller; None when there is none."""
        at = timezone.now()
        free = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=at)
        for pk in cls._base_manager.filter(free).order_by("pk").values_list("pk", flat=True)[:10]:
            taken = cls._base_manager.filter(free, pk=pk).update(
                state=State.RUNNING,
                holder=(holder := uuid4().hex),
                lease_until=at + LEASE,
                attempts=models.F("attempts") + 1,
                started_at=Coalesce("started_at", at),
            )
            if taken:
                return cls._base_manager.get(pk=pk, holder=holder)
        return None

    @classmethod
    def release_all(cls) -> None:
        """End every lease: for the start of the one process that does this work."""
        cls._base_manager.filter(state=State.RUNNING).update(lease_until=timezone.now())

    def report(self, done: int, total: int, doing: str = "") -> bool:
        """Tell how far it has come, and keep the lease.

        False where the row is no longer ours, or is to be cancelled.
        """
        held = type(self)._base_manager.filter(pk=self.pk, holder=self.holder, state=State.RUNNING)
        kept = held.filter(cancel_asked=False).update(
            done=done, total=total, doing=doing[:200], lease_until=timezone.now() + LEASE
        )
        return bool(kept)

    def put_off(self, error: str, pause: dt.timedelta, most_tries: int) -> None:
        """It failed for a reason that may pass: once more after a pause that grows, or never again.

        The lease is when it is taken up again. Does nothing where another worker has taken the row up.
        """
        if self.attempts >= most_tries:
            self.finish(State.FAILED, error)
            return
        held = type(self)._base_manager.filter(pk=self.pk, holder=self.holder, state=State.RUNNING)
        held.update(lease_until=timezone.now() + pause * self.attempts, error=error)

    def finish(self, state: str, error: str = "") -> None:
        """Say how it ended; does nothing where another worker has taken the row up."""
        type(self)._base_manager.filter(pk=self.pk, holder=self.holder, state=State.RUNNING).update(
            state=state, error=error, finished_at=timezone.now(), lease_until=None
        )
        self.refresh_from_db()
