"""The audit log: who saw, exported, changed or sent what."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from clientela_web.models.account import Account
from clientela_web.models.api_key import ApiKey
from clientela_web.models.audit_entry import AuditEntry

TERMINAL = "clientela"  # the command, on the machine itself


def record(request: HttpRequest, action: str, kind: str, what: object, **facts: object) -> AuditEntry:
    """Write down that whoever asks did `action` (saw, exported …) to the `kind` of thing named `what`.

    A customer is named by our number, never by what would identify her once she is erased.
    """
    asking = getattr(request, "account", None) or request.user
    return AuditEntry.objects.create(
        account=asking if isinstance(asking, Account) else None,
        actor=_called(asking),
        action=action,
        kind=kind,
        what=str(what)[:300],
        facts=facts,
        address=address_of(request),
    )


def record_at_terminal(action: str, kind: str, what: object, **facts: object) -> AuditEntry:
    """The same for somebody who sits at the machine itself, whom no account tells apart."""
    return AuditEntry.objects.create(
        account=None, actor=TERMINAL, action=action, kind=kind, what=str(what)[:300], facts=facts
    )


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; what a header says of it is believed of the firm's own proxies only."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    passed = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    while address in settings.PROXIES and passed:
        address = passed.pop()
    return address[:45]


def _called(asking: object) -> str:
    match asking:
        case Account():
            return asking.email
        case ApiKey():
            return f"{asking.name} ({asking.prefix}…)"
    return ""
