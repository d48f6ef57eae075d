"""Who may come in, and as what."""

from __future__ import annotations

from django.db import transaction

from clientela_web.accounts.domain.ending import end_sessions
from clientela_web.accounts.domain.second_factor import switch_off
from clientela_web.accounts.domain.starting import check_password
from clientela_web.accounts.domain.throttle import forgive
from clientela_web.models.account import Account
from clientela_web.models.permission import Role
from clientela_web.models.safety_rules import SafetyRules


class LastAdministratorError(Exception):
    """Without this administrator nobody could administer."""


@transaction.atomic
def change_role(account: Account, role: str) -> None:
    """Give the account another role, at once; raises LastAdministratorError."""
    if role != Role.ADMINISTRATOR:
        _keep_one_administrator(account)
    account.role = role
    account.save(update_fields=["role"])


@transaction.atomic
def deactivate(account: Account) -> None:
    """Shut the account out and end its sessions; raises LastAdministratorError."""
    _keep_one_administrator(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account)


def activate(account: Account) -> None:
    """Let the account in again."""
    account.is_active = True
    account.save(update_fields=["is_active"])


@transaction.atomic
def reset_second_factor(account: Account) -> None:
    """For who lost telephone and recovery codes: the password alone again, and no session goes on."""
    switch_off(account)
    end_sessions(account)


def require_second_factor(*, required: bool) -> None:
    """Whether everybody must have a second factor; who has none sets it up before anything else."""
    SafetyRules.objects.update_or_create(pk=1, defaults={"second_factor_required": required})


def change_password(account: Account, password: str, *, keep: str | None) -> None:
    """Set a password, and end every session but the one with the key `keep`."""
    account.set_password(password)
    account.save(update_fields=["password"])
    end_sessions(account, but=keep)


@transaction.atomic
def let_back_in(account: Account, password: str) -> None:
    """For who is locked out: a new password, no second factor, no pause, and no session goes on.

    Raises ClientelaError for a password that is too easily guessed.
    """
    check_password(password, account)
    switch_off(account)
    account.set_password(password)
    account.is_active = True
    account.save(update_fields=["password", "is_active"])
    forgive(account.email)
    end_sessions(account)


def _keep_one_administrator(account: Account) -> None:
    administrators = Account.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    held = {each.pk for each in administrators}  # locked in one order, so that two cannot remove each other
    if held == {account.pk}:
        raise LastAdministratorError
