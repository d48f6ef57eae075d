"""What stands before every page: the first start, and the second factor where everybody must have one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from clientela_web.accounts.domain.starting import is_started
from clientela_web.accounts.sessions import notice
from clientela_web.models.account import Account
from clientela_web.models.safety_rules import SafetyRules

Respond = Callable[[HttpRequest], HttpResponseBase]
ALWAYS_OPEN = ("/static/", "/assets/", "/health", "/language/")


def middleware(respond: Respond) -> Respond:
    """Lead to the first start while there is no account, and to the second factor who has none and must."""

    def responded(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(ALWAYS_OPEN):
            return respond(request)
        if not is_started():
            here = reverse("accounts:start")
            return respond(request) if request.path == here else redirect(here)
        if isinstance(request.user, Account):
            notice(request)
            if _must_set_up(request.user) and request.path not in _way_out():
                return redirect("accounts:second_factor")
        return respond(request)

    return responded


def _must_set_up(account: Account) -> bool:
    return not account.totp_secret and SafetyRules.objects.filter(second_factor_required=True).exists()


def _way_out() -> tuple[str, str]:
    return reverse("accounts:second_factor"), reverse("accounts:log_out")
