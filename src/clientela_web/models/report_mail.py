"""Reports that go out by mail: who gets which how often, and each mail on its way."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from clientela_web.models.job import Job


class Every(models.TextChoices):
    """How often a report goes out; what these are called stands with the form that offers them."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"  # four weeks: always the same day of the week


DAYS = {Every.DAY: 1, Every.WEEK: 7, Every.MONTH: 28}


class ReportSubscription(models.Model):
    """One report for one account: of a campaign, or of the segment with that number."""

    account = models.ForeignKey("control.Account", on_delete=models.CASCADE, related_name="subscriptions")
    campaign = models.ForeignKey("control.Campaign", null=True, on_delete=models.CASCADE, related_name="+")
    segment_id = models.BigIntegerField(null=True)
    every = models.CharField(max_length=5, choices=Every.choices, default=Every.WEEK)
    provider = models.ForeignKey("control.Provider", on_delete=models.PROTECT, related_name="+")
    sender_address = models.CharField(max_length=254)
    next_at = models.DateTimeField(db_index=True)
    created_by = models.ForeignKey("control.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(campaign__isnull=True) ^ Q(segment_id__isnull=True), name="one_report_each"
            ),
            models.UniqueConstraint(
                fields=["account", "campaign"],
                condition=Q(campaign__isnull=False),
                name="one_mail_a_campaign",
            ),
            models.UniqueConstraint(
                fields=["account", "segment_id"],
                condition=Q(segment_id__isnull=False),
                name="one_mail_a_segment",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.campaign_id or self.segment_id} to {self.account_id}"

    @property
    def step(self) -> dt.timedelta:
        """From one mail to the next."""
        return dt.timedelta(days=DAYS[Every(self.every)])


class ReportMail(Job):
    """One report to be mailed; the table is its own queue.

    `sending_at` is committed before the mail is on the wire, and taken back where it surely was not taken.
    """

    subscription = models.ForeignKey(ReportSubscription, on_delete=models.CASCADE, related_name="mails")
    sending_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"mail of {self.subscription_id}"
