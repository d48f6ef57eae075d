"""What came back from recipients: openings, clicks, and words of theirs; raw, before anybody judges it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class HitKind(models.TextChoices):
    """What somebody, or some machine, did with a message."""

    OPEN = "open"
    CLICK = "click"
    UNSUBSCRIBE = "unsubscribe"
    COMPLAINT = "complaint"
    REPLY = "reply"


class Hit(models.Model):
    """One thing that was done with one message.

    `delivery_id` is no foreign key: the ledger's rows are rewritten by the hundred thousand, and nothing
    shall be looked up for each. `network` is a keyed hash of the network it came from, no address.
    `recorded_at` is when it went onto the customer's card; `machine` is known by then.
    """

    campaign = models.ForeignKey("control.Campaign", on_delete=models.CASCADE, related_name="hits")
    delivery_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=12, choices=HitKind.choices)
    at = models.DateTimeField()
    link = models.PositiveIntegerField(default=0)
    destination = models.CharField(max_length=2_000, blank=True, default="")
    agent = models.CharField(max_length=300, blank=True, default="")
    network = models.CharField(max_length=16, blank=True, default="")
    method = models.CharField(max_length=8, blank=True, default="")
    prefetched = models.BooleanField(default=False)
    machine = models.BooleanField(null=True)
    reason = models.CharField(max_length=20, blank=True, default="")  # why a machine
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["delivery_id", "at"], name="hits_of_a_delivery"),
            models.Index(fields=["campaign", "kind"], name="hits_of_a_campaign"),
            models.Index(fields=["id"], condition=Q(recorded_at__isnull=True), name="hits_to_be_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.delivery_id}"
