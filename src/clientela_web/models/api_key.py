"""Keys of programs."""

from __future__ import annotations

from django.db import models

from clientela_web.models.permission import PERMISSIONS, Permission, Role


class ApiKey(models.Model):
    """A key acts with a role, like an account; it is shown once and kept as a digest."""

    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("control.Account", null=True, on_delete=models.SET_NULL)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return self.revoked_at is None and permission in PERMISSIONS[self.role]
