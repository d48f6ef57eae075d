"""Roles, and what each may do."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """Something an account may do."""

    LOOK = "look"
    SEE_PERSONS = "see_persons"
    EXPORT = "export"
    IMPORT = "import"
    EDIT_SEGMENTS = "edit_segments"
    EDIT_CUSTOMERS = "edit_customers"
    EDIT_STRATEGIES = "edit_strategies"
    EDIT_CAMPAIGNS = "edit_campaigns"
    APPROVE_CAMPAIGNS = "approve_campaigns"
    ERASE = "erase"
    ADMINISTER = "administer"


class Role(models.TextChoices):
    """What somebody is here for."""

    VIEWER = "viewer", _("Viewer")
    ANALYST = "analyst", _("Analyst")
    MARKETER = "marketer", _("Marketer")
    ADMINISTRATOR = "administrator", _("Administrator")


_VIEWER = frozenset({Permission.LOOK})
_ANALYST = _VIEWER | {
    Permission.SEE_PERSONS,
    Permission.EXPORT,
    Permission.IMPORT,
    Permission.EDIT_SEGMENTS,
}
_MARKETER = _ANALYST | {
    Permission.EDIT_CUSTOMERS,
    Permission.EDIT_STRATEGIES,
    Permission.EDIT_CAMPAIGNS,
    Permission.APPROVE_CAMPAIGNS,
}

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.ANALYST: _ANALYST,
    Role.MARKETER: _MARKETER,
    Role.ADMINISTRATOR: frozenset(Permission),
}
