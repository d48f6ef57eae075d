"""Who asks: a key with a role, sent as `Authorization: Bearer …`."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from clientela_web.accounts.domain.keys import key_holder
from clientela_web.models import ApiKey, Permission

A_MINUTE = 600  # requests of one key


class Key(HttpBearer):
    """A key whose role allows what is asked."""

    def __init__(self, permission: Permission = Permission.LOOK) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = key_holder(token)
        if key is None:
            return None
        if not key.may(self.permission):
            raise HttpError(403, f"this key is a {key.role}'s, which may not {_said(self.permission)}")
        request.account = key  # type: ignore[attr-defined]  # for the audit log
        return key


class PerKey(SimpleRateThrottle):
    """So many requests a minute and key."""

    scope = "api"

    def __init__(self) -> None:
        super().__init__(f"{A_MINUTE}/m")

    def get_cache_key(self, request: HttpRequest) -> str | None:
        key = getattr(request, "auth", None)
        return f"api-throttle-{key.pk}" if isinstance(key, ApiKey) else None


def asking(request: HttpRequest) -> ApiKey:
    """The key of a request that has come this far."""
    return cast(ApiKey, request.auth)  # type: ignore[attr-defined]


def _said(permission: Permission) -> str:
    return permission.value.replace("_", " ")
