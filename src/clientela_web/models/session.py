"""Sessions that can be listed and ended, and the engine that keeps them here."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

DEVICE, ADDRESS, BEGUN = "device", "address", "begun"


class AccountSession(AbstractBaseSession):
    """A browser that is, or was, logged in."""

    account = models.ForeignKey(
        "control.Account", null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    device = models.CharField(max_length=300, blank=True, default="")
    address = models.CharField(max_length=45, blank=True, default="")
    created_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    @property
    def name(self) -> str:
        """What pages call it: the key itself would let in whoever reads the page."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:24]

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore


class SessionStore(DatabaseStore):
    """Django's own, each row telling beside its data whose it is, on which device, from where."""

    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        return AccountSession

    def create_model_instance(self, data: dict[str, Any]) -> AccountSession:
        begun = data.setdefault(BEGUN, timezone.now().timestamp())
        session: AccountSession = super().create_model_instance(data)  # type: ignore[assignment]
        account = data.get(SESSION_KEY)
        session.account_id = int(account) if account else None
        session.device = str(data.get(DEVICE, ""))[:300]
        session.address = str(data.get(ADDRESS, ""))[:45]
        session.created_at = dt.datetime.fromtimestamp(begun, dt.UTC)
        session.seen_at = timezone.now()
        return session
