"""The ledger: one row a campaign, customer and channel, with one final state."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    """Where a message is; the last five are final."""

    PENDING = "pending", _("Waiting")
    CLAIMED = "claimed", _("Being prepared")
    SENDING = "sending", _("On its way")
    SENT = "sent", _("Handed over")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")
    SKIPPED = "skipped", _("Left out")
    SUPPRESSED = "suppressed", _("Not allowed")
    UNKNOWN = "unknown", _("Unknown")


FINAL = (
    DeliveryState.DELIVERED,
    DeliveryState.FAILED,
    DeliveryState.SKIPPED,
    DeliveryState.SUPPRESSED,
    DeliveryState.UNKNOWN,
)
IN_HAND = (DeliveryState.CLAIMED, DeliveryState.SENDING)


class Delivery(models.Model):
    """One message to one customer.

    pending → claimed (by a sender whose lease lives in its own row) → sending (committed before the first
    byte of the message is on the wire) → a final state. `sent` is for providers that tell later what became
    of it. Address and values are frozen with the audience and go when the person is erased.
    """

    campaign = models.ForeignKey("control.Campaign", on_delete=models.CASCADE, related_name="deliveries")
    customer_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    reason = models.CharField(max_length=40, blank=True, default="")
    segment = models.CharField(max_length=200)
    variant = models.CharField(max_length=60, blank=True, default="")
    in_holdout = models.BooleanField(default=False)
    address = models.CharField(max_length=320, blank=True, default="")
    address_key = models.CharField(max_length=32, null=True)
    merge_values = models.TextField(blank=True, default="{}")
    holder = models.BigIntegerField(null=True)  # the sender that has it in hand
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    reply = models.CharField(max_length=300, blank=True, default="")  # what the other side said last
    provider_id = models.CharField(max_length=200, null=True)
    finished_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when the customer's card heard of how it ended

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "customer_id", "channel"], name="one_row_a_customer")
        ]
        # Conditions are about what is missing only: SQLite uses an index with any other for literals alone.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["campaign", "state", "id"], name="deliveries_by_state"),
            models.Index(fields=["holder"], condition=Q(holder__isnull=False), name="deliveries_in_hand"),
            models.Index(
                fields=["address_key"], condition=Q(address_key__isnull=False), name="deliveries_by_address"
            ),
            models.Index(fields=["customer_id", "finished_at"], name="deliveries_by_customer"),
            models.Index(
                fields=["provider_id"], condition=Q(provider_id__isnull=False), name="deliveries_by_provider"
            ),
            models.Index(
                fields=["id"],
                condition=Q(told_at__isnull=True, finished_at__isnull=False),
                name="deliveries_to_be_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} to {self.customer_id}: {self.state}"
