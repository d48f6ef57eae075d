"""Somebody who logs in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela_web.models.permission import PERMISSIONS, Permission, Role


class Accounts(BaseUserManager["Account"]):
    """Accounts by their e-mail."""

    def create_account(self, email: str, password: str, *, role: str, **fields: str | bool) -> Account:
        """Make an account; the e-mail is compared without regard to case."""
        account = self.model(email=email.strip().lower(), role=role, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Theme(models.TextChoices):
    """How the pages look."""

    SYSTEM = "system", _("Like the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class _May:
    """`account.may_export` and so on, for templates."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __get__(self, account: Account | None, owner: type[Account]) -> bool:
        return account is not None and account.may(self.permission)


class Account(AbstractBaseUser):
    """Somebody with a role; the e-mail is who they are."""

    may_look = _May(Permission.LOOK)
    may_see_persons = _May(Permission.SEE_PERSONS)
    may_export = _May(Permission.EXPORT)
    may_import = _May(Permission.IMPORT)
    may_edit_segments = _May(Permission.EDIT_SEGMENTS)
    may_edit_customers = _May(Permission.EDIT_CUSTOMERS)
    may_edit_strategies = _May(Permission.EDIT_STRATEGIES)
    may_edit_campaigns = _May(Permission.EDIT_CAMPAIGNS)
    may_approve_campaigns = _May(Permission.APPROVE_CAMPAIGNS)
    may_erase = _May(Permission.ERASE)
    may_administer = _May(Permission.ADMINISTER)

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.VIEWER)
    language = models.CharField(max_length=5, blank=True, default="")
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    preferences = models.JSONField(default=dict, blank=True)  # columns chosen, and the like
    totp_secret = models.CharField(max_length=64, blank=True, default="")
    totp_used_at = models.BigIntegerField(default=0)  # the time step of the last code: none is taken twice
    recovery_codes = models.JSONField(default=list, blank=True)  # hashed

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "email"]

    def __str__(self) -> str:
        return self.name or self.email

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return self.is_active and permission in PERMISSIONS[self.role]
