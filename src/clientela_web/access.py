"""Who may do what."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from clientela_web.models.account import Account
from clientela_web.models.permission import Permission

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

__all__ = ["Asked", "Permission", "allowed"]

P = ParamSpec("P")


class Asked(HttpRequest):
    """A request of somebody who is logged in."""

    account: Account
    htmx: HtmxDetails
    LANGUAGE_CODE: str


View = Callable[Concatenate[Asked, P], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def allowed(permission: Permission) -> Callable[[View[P]], Guarded[P]]:
    """Let a view be seen by accounts with that permission; others are asked to log in, or refused."""

    def guard(view: View[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            account = request.user
            if not isinstance(account, Account):
                return redirect_to_login(request.get_full_path())
            if not account.may(permission):
                raise PermissionDenied
            request.account = account  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        guarded.permission = permission  # type: ignore[attr-defined]  # for the test that lists who may do what
        return guarded

    return guard
