"""The audit log."""

from __future__ import annotations

from typing import ClassVar, Never

from django.db import models


class CannotRewriteError(TypeError):
    """Somebody tried to change or remove an entry of the audit log."""

    def __init__(self) -> None:
        super().__init__("entries of the audit log are only ever added")


class Entries(models.QuerySet["AuditEntry"]):
    """Entries to read; none of the ways to change several rows works."""

    def update(self, **_kwargs: object) -> Never:
        raise CannotRewriteError

    def delete(self) -> Never:
        raise CannotRewriteError

    def bulk_update(self, *_args: object, **_kwargs: object) -> Never:
        raise CannotRewriteError


class AuditEntry(models.Model):
    """One thing somebody did; never changed, never removed."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    account = models.ForeignKey("control.Account", null=True, on_delete=models.PROTECT)
    actor = models.CharField(max_length=254)  # as they were called then: an e-mail, or the name of a key
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    what = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True, default="")

    objects = Entries.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.kind} {self.what}"

    def save(self, *_args: object, **_kwargs: object) -> None:
        """Add the entry; raises CannotRewriteError for one that is there already."""
        if not self._state.adding:
            raise CannotRewriteError
        super().save(force_insert=True)

    def delete(self, *_args: object, **_kwargs: object) -> Never:
        raise CannotRewriteError
