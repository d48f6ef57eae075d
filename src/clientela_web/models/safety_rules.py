"""What the administrators ask of everybody."""

from __future__ import annotations

from django.db import models


class SafetyRules(models.Model):
    """The one row of rules; it is made with the first account, so that two firsts cannot both be."""

    second_factor_required = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "second factor for all" if self.second_factor_required else "second factor by choice"
