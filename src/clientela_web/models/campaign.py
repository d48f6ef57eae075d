"""Campaigns: one message to the audience of some segments."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela_web.models.job import Job


class CampaignState(models.TextChoices):
    """How far a campaign has come."""

    DRAFT = "draft", _("Draft")
    CHECKED = "checked", _("Checked")
    APPROVED = "approved", _("Approved")
    SENDING = "sending", _("Sending")
    PAUSED = "paused", _("Paused")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Cancelled")


class AfterCrash(models.TextChoices):
    """What becomes of a message of which a crash left unknown whether it went out."""

    MARK_UNKNOWN = "mark_unknown", _("Never send it twice")
    RETRY = "retry", _("Never lose it")


class Campaign(models.Model):
    """What is sent to whom; one fingerprint is of what was frozen, the other of what was approved."""

    name = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT)
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=60)
    consent_channel = models.CharField(max_length=20, blank=True, default="")
    segments = models.JSONField(default=list)
    without = models.JSONField(default=list)
    salt = models.CharField(max_length=80)
    holdout_percent = models.FloatField(default=0.0)
    universal_percent = models.FloatField(default=0.0)
    variants = models.JSONField(default=list)  # [{"name": …, "percent": …}]
    writing = models.JSONField(default=dict)  # what is said, as the writing room keeps it
    sender_name = models.CharField(max_length=120, blank=True, default="")
    sender_address = models.CharField(max_length=254, blank=True, default="")
    reply_to = models.CharField(max_length=254, blank=True, default="")
    provider = models.ForeignKey("control.Provider", null=True, on_delete=models.PROTECT, related_name="+")
    after_crash = models.CharField(max_length=12, choices=AfterCrash.choices, default=AfterCrash.MARK_UNKNOWN)
    scheduled_at = models.DateTimeField(null=True)
    quiet_hours = models.JSONField(default=dict, blank=True)  # {"from": "21:00", "until": "08:00"}
    time_zone = models.CharField(max_length=60, blank=True, default="UTC")  # of whoever has none of her own
    value_types = models.JSONField(default=dict)  # of the values frozen with the audience
    known_names = models.JSONField(default=dict)  # fields and segments of the firm that its messages name
    track_opens = models.BooleanField(default=True)
    track_clicks = models.BooleanField(default=True)
    coupon_code = models.CharField(max_length=60, blank=True, default="")  # the same for everybody
    coupon_list = models.ForeignKey(
        "control.CouponList", null=True, on_delete=models.PROTECT, related_name="campaigns"
    )  # one of its codes for each
    coupons_short = models.PositiveIntegerField(default=0)  # how many of those frozen got none
    goal = models.CharField(max_length=60, default="order_completed")  # the kind of event that counts
    window_days = models.PositiveSmallIntegerField(default=14)  # how long after its beginning one counts
    message_cost = models.FloatField(null=True)  # null: by the provider's price
    margin_percent = models.FloatField(null=True)  # of the sales, what the firm keeps
    links = models.JSONField(
        default=dict
    )  # by variant: where its counted links lead, frozen with the audience
    proof = models.JSONField(default=dict, blank=True)  # what the check found out about what was frozen
    as_of = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=96, blank=True, default="")
    approved_fingerprint = models.CharField(max_length=96, blank=True, default="")
    approved_by = models.ForeignKey("control.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    account = models.ForeignKey("control.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")  # why it stands still

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.name


class AudienceFreeze(Job):
    """The audience of a campaign going into the ledger: how far, and the fingerprint so far."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="freezes")
    as_of = models.DateTimeField()
    after = models.BigIntegerField(default=0)  # the last customer whose row is in the ledger
    fingerprint = models.CharField(max_length=96, default="0-0")

    def __str__(self) -> str:
        return f"audience of {self.campaign_id}"
