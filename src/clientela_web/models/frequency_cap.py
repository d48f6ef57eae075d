"""How many messages a person gets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class FrequencyCap(models.Model):
    """At most so many messages by a channel in so many days, over all campaigns; what is too many waits."""

    channel = models.CharField(max_length=10)
    most = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["channel", "days"], name="one_cap_a_span")
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.most} in {self.days} days"
