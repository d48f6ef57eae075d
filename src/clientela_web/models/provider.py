"""Who carries messages: a mail server, a gateway."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Provider(models.Model):
    """One way out for one channel, and how much of it may be used.

    `settings` are plain; what must stay secret is in `sealed`, readable with the site's key alone.
    `per_domain` maps a receiving domain (`*`: any other) to messages per minute.
    """

    name = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)  # smtp …
    settings = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    connections = models.PositiveSmallIntegerField(default=8)
    per_second = models.FloatField(null=True)  # null: as fast as it takes them
    per_domain = models.JSONField(default=dict, blank=True)
    # of a part of a text message, of any other message; in the firm's currency, null: not known
    price = models.DecimalField(max_digits=10, decimal_places=5, null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")  # why nothing goes out just now
    trouble_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name
