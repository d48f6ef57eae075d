"""The first account of all, and those made without an invitation."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from clientela.errors import ClientelaError
from clientela_web.models.account import Account
from clientela_web.models.permission import Role
from clientela_web.models.safety_rules import SafetyRules


class AlreadyStartedError(Exception):
    """There is an account; further ones are invited."""


_STARTED: list[bool] = []


def is_started() -> bool:
    """Whether there is an account. Accounts are never removed, so a yes is remembered."""
    if not _STARTED and Account.objects.exists():
        _STARTED.append(True)
    return bool(_STARTED)


def start(email: str, password: str, *, name: str, language: str = "") -> Account:
    """Make the owner's account; raises AlreadyStartedError once there is any, also for the second of two."""
    try:
        with transaction.atomic():
            # The row's key is the lock: of two at once, the database lets one through.
            SafetyRules.objects.create(pk=1)
            if Account.objects.exists():
                raise AlreadyStartedError
            return Account.objects.create_account(
                email, password, role=Role.ADMINISTRATOR, name=name, language=language
            )
    except IntegrityError as error:
        raise AlreadyStartedError from error


def add_account(email: str, password: str, *, role: str, name: str, language: str = "") -> Account:
    """Make an account without an invitation; raises ClientelaError with the cure for what is wrong."""
    if role not in Role.values:
        raise ClientelaError(f"no role {role!r}; take one of: {', '.join(Role.values)}")
    if language not in ("", *dict(settings.LANGUAGES)):
        raise ClientelaError(f"no language {language!r}; take one of: {', '.join(dict(settings.LANGUAGES))}")
    address = email.strip().lower()
    check_password(password, Account(email=address, name=name))
    with transaction.atomic():
        if Account.objects.filter(email=address).exists():
            raise ClientelaError(
                f"there is an account {address!r} already; clientela users reset lets it back in"
            )
        SafetyRules.objects.get_or_create(pk=1)
        return Account.objects.create_account(address, password, role=role, name=name, language=language)


def check_password(password: str, account: Account) -> None:
    """ClientelaError with everything that is wrong with a new password, or with the e-mail."""
    try:
        validate_email(account.email)
        validate_password(password, account)
    except ValidationError as error:
        raise ClientelaError(" ".join(error.messages)) from error
