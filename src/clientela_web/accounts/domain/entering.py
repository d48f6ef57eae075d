"""Coming in: password first, then the second factor where there is one."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils import timezone

from clientela_web.accounts.domain.second_factor import accept_code
from clientela_web.accounts.domain.throttle import begin_attempt, forget_old, forgive
from clientela_web.accounts.sessions import remember
from clientela_web.auditing import address_of
from clientela_web.models.account import Account

HALF_IN = "half_in"
TIME_FOR_THE_CODE = dt.timedelta(minutes=5)


class NotRecognisedError(Exception):
    """Nobody is known by that e-mail and password, or the code is wrong."""


def enter(request: HttpRequest, email: str, password: str) -> Account:
    """The account that e-mail and password open; logged in, unless it has a second factor still to ask for.

    Takes as long for an unknown e-mail as for a wrong password. Raises NotRecognisedError and
    TooManyTriesError.
    """
    begin_attempt(email, address_of(request), at=timezone.now())
    account = authenticate(request, username=email.strip().lower(), password=password)
    if not isinstance(account, Account):
        raise NotRecognisedError
    if account.totp_secret:
        _let_half_in(request, account)
    else:
        let_in(request, account)
    return account


def half_in(request: HttpRequest) -> Account | None:
    """Who has given the password and not yet the code; None after five minutes."""
    held = request.session.get(HALF_IN)
    if not held or timezone.now() - dt.datetime.fromisoformat(held["at"]) > TIME_FOR_THE_CODE:
        return None
    account = Account.objects.filter(pk=held["account"], is_active=True).first()
    # A password changed meanwhile, or a second factor taken away, makes the first step void.
    if account is None or not account.totp_secret or account.get_session_auth_hash() != held["hash"]:
        return None
    return account


def enter_code(request: HttpRequest, account: Account, code: str) -> None:
    """Log in whoever is half in; raises NotRecognisedError and TooManyTriesError."""
    at = timezone.now()
    begin_attempt(account.email, address_of(request), at=at)
    if not accept_code(account, code, at=at):
        raise NotRecognisedError
    let_in(request, account)


def let_in(request: HttpRequest, account: Account) -> None:
    """Log in; the session gets a new key, and failures before are forgotten."""
    request.session.pop(HALF_IN, None)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    remember(request)
    forgive(account.email)
    forget_old(at=timezone.now())


def _let_half_in(request: HttpRequest, account: Account) -> None:
    request.session.cycle_key()
    request.session[HALF_IN] = {
        "account": account.pk,
        "at": timezone.now().isoformat(),
        "hash": account.get_session_auth_hash(),
    }
