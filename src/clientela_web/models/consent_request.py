"""Consents that were asked for and are not given before she confirms them herself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clientela_web.models.job import Job


class ConsentRequest(Job):
    """One consent that waits for its confirmation; the job is the mail that asks for it.

    While it waits nothing else is sent on the strength of it: the data know nothing of it. `source` is who
    asked, `wording` what she agrees to. `address` is where the mail goes, and nobody else can confirm.
    """

    customer_id = models.BigIntegerField(db_index=True)
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=60)
    address = models.CharField(max_length=320)
    address_key = models.CharField(max_length=32, db_index=True)
    wording = models.TextField()
    source = models.CharField(max_length=120)
    language = models.CharField(max_length=5)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta(Job.Meta):
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.channel}, {self.purpose} of {self.customer_id}"


class ConfirmationRules(models.Model):
    """The one row that says how confirmations are asked for; without it none can be."""

    provider = models.ForeignKey("control.Provider", on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField(max_length=120, blank=True, default="")
    sender_address = models.CharField(max_length=254)
    days = models.PositiveSmallIntegerField(default=7)  # that a link is good for

    def __str__(self) -> str:
        return self.sender_address
