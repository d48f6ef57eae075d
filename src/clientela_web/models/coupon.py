"""Codes that campaigns hand out, each to one recipient and never again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class CouponList(models.Model):
    """A list of codes that the firm's shop knows."""

    name = models.CharField(max_length=120, unique=True)
    account = models.ForeignKey("control.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Coupon(models.Model):
    """One code. It belongs to a campaign from the instant its audience is frozen; the ledger has who got it.

    A campaign that becomes a draft again has sent nothing, and gives its codes back.
    """

    coupons = models.ForeignKey(CouponList, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=60)
    campaign = models.ForeignKey(
        "control.Campaign", null=True, on_delete=models.SET_NULL, related_name="coupons"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["coupons", "code"], name="one_code_a_list")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["coupons", "id"], condition=Q(campaign__isnull=True), name="coupons_left")
        ]

    def __str__(self) -> str:
        return self.code
