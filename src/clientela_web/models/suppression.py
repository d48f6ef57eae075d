"""Addresses nothing is sent to any more, consents taken back, and those that the data do not know of yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SuppressionReason(models.TextChoices):
    """Why nothing is sent there."""

    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Complained")
    BY_HAND = "by_hand", _("Entered by hand")


class Suppression(models.Model):
    """An address that gets nothing by this channel, known by its keyed hash alone; erasing keeps it."""

    channel = models.CharField(max_length=10)
    address_key = models.CharField(max_length=32)
    reason = models.CharField(max_length=12, choices=SuppressionReason.choices)
    campaign = models.ForeignKey("control.Campaign", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["channel", "address_key"], name="one_suppression_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reason}"


class Withdrawal(models.Model):
    """A customer does not want this channel for this purpose; a sender reads it without the store."""

    customer_id = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["customer_id", "channel", "purpose"], name="one_withdrawal")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel} {self.purpose}"


class LateWithdrawal(models.Model):
    """A no that was heard where the data could not be written; it goes there as soon as they can be.

    It is of whoever got that message: to one channel and purpose, or, where none is named, to all that she
    agreed to by the channel of the message.
    """

    delivery_id = models.BigIntegerField()
    channel = models.CharField(max_length=20, blank=True, default="")
    purpose = models.CharField(max_length=60, blank=True, default="")
    wording = models.TextField()
    way = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["delivery_id", "channel", "purpose"], name="one_late_withdrawal")
        ]

    def __str__(self) -> str:
        return f"{self.way} of {self.delivery_id}"
