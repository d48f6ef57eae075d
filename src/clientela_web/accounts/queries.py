"""What the pages about people read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet

from clientela_web.accounts.wording import device_name
from clientela_web.models.account import Account
from clientela_web.models.api_key import ApiKey
from clientela_web.models.audit_entry import AuditEntry
from clientela_web.models.safety_rules import SafetyRules
from clientela_web.models.session import AccountSession


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as its owner sees it."""

    name: str
    device: str
    address: str
    since: dt.datetime | None
    seen_at: dt.datetime | None
    is_this: bool


def sessions_of(account: Account, this: str | None, *, at: dt.datetime) -> list[SessionRow]:
    """The account's living sessions, the one with the key `this` first."""
    rows = AccountSession.objects.filter(account=account, expire_date__gt=at).order_by("-seen_at")
    found = [
        SessionRow(
            each.name, device_name(each.device), each.address, each.created_at, each.seen_at, each.pk == this
        )
        for each in rows
    ]
    return sorted(found, key=lambda row: not row.is_this)


def people(*, at: dt.datetime) -> QuerySet[Account]:
    """Every account, those that may log in first, with `last_seen` and how many `open_sessions`."""
    living = Q(sessions__expire_date__gt=at)
    return Account.objects.annotate(
        last_seen=Max("sessions__seen_at"), open_sessions=Count("sessions", filter=living)
    ).order_by("-is_active", "name", "email")


def keys() -> QuerySet[ApiKey]:
    """Every key, those that still open something first."""
    return ApiKey.objects.select_related("created_by").order_by(
        F("revoked_at").asc(nulls_first=True), "-created_at"
    )


def second_factor_required() -> bool:
    """Whether everybody must have one."""
    return SafetyRules.objects.filter(second_factor_required=True).exists()


def log_entries(
    person: str = "", action: str = "", first: dt.datetime | None = None, before: dt.datetime | None = None
) -> QuerySet[AuditEntry]:
    """The audit log, newest first: of one actor, of one action, from `first` to just before `before`."""
    found = AuditEntry.objects.select_related("account")
    if person:
        found = found.filter(actor=person)
    if action:
        found = found.filter(action=action)
    if first:
        found = found.filter(at__gte=first)
    return found.filter(at__lt=before) if before else found


def actors() -> list[str]:
    """Everybody who is in the audit log."""
    return list(
        AuditEntry.objects.exclude(actor="").order_by("actor").values_list("actor", flat=True).distinct()
    )


def actions() -> list[str]:
    """Everything that was ever done."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())
