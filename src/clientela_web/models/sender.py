"""Processes that send."""

from __future__ import annotations

from django.db import models


class Sender(models.Model):
    """A process that sends: what it has claimed is its own until its lease ends.

    One row is renewed, not one a message. `place` names the machine and its process numbers, so that a
    neighbour can see at once that it has died.
    """

    place = models.CharField(max_length=120)
    pid = models.IntegerField()
    lease_until = models.DateTimeField()
    started_at = models.DateTimeField(auto_now_add=True)
    handed_over = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"sender {self.pk}"
