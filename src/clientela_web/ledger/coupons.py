"""Codes handed out with an audience: frozen with each recipient, each once and for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from django.db import connection

from clientela_web.ledger.writing_rows import NewRow
from clientela_web.models import Campaign, Coupon, CouponList, Delivery, DeliveryState

NAME = "coupon"
"""The value that messages read."""
LONGEST = 60
_TABLE = Coupon._meta.db_table
_INSERT = f"INSERT INTO {_TABLE} (coupons_id, code) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def hands_out(campaign: Campaign) -> bool:
    """Whether the campaign has something to hand out."""
    return bool(campaign.coupon_code or campaign.coupon_list_id)


def with_coupons(campaign: Campaign, rows: Sequence[NewRow]) -> list[NewRow]:
    """The rows, each that is to be sent with its code; in the transaction that adds them.

    Where there are too few codes the last rows get none: the message cannot be written for them, and the
    campaign cannot be approved. A kill undoes rows and codes together.
    """
    codes = _codes(campaign, sum(row.state == DeliveryState.PENDING for row in rows))
    return [
        row._replace(merge_values=_with(row.merge_values, code))
        if row.state == DeliveryState.PENDING and (code := next(codes, None)) is not None
        else row
        for row in rows
    ]


def count_short(campaign: Campaign) -> int:
    """How many of those who wait for their message have no code."""
    waiting = Delivery.objects.filter(campaign=campaign, state=DeliveryState.PENDING)
    return waiting.exclude(merge_values__contains=f'"{NAME}":"').count()


def give_back(campaign: Campaign) -> None:
    """Free the codes of a campaign whose audience goes; nobody has got any of them."""
    Coupon.objects.filter(campaign=campaign).update(campaign=None)


def left(coupons: CouponList) -> int:
    """How many of its codes nobody has yet."""
    return Coupon.objects.filter(coupons=coupons, campaign=None).count()


def add_codes(coupons: CouponList, codes: Sequence[str]) -> int:
    """Add codes; how many were new. One that is there already stays as it is, given or not."""
    before = Coupon.objects.filter(coupons=coupons).count()
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [(coupons.pk, code) for code in codes])
    return Coupon.objects.filter(coupons=coupons).count() - before


def _codes(campaign: Campaign, most: int) -> Iterator[str]:
    """So many codes, or as many as there are; they are the campaign's from now on.

    Where the database can skip what another has locked, two freezes take side by side; otherwise they take
    turns.
    """
    if campaign.coupon_code:
        return iter([campaign.coupon_code] * most)
    free = Coupon.objects.filter(coupons=campaign.coupon_list_id, campaign=None).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=True)
    taken = list(free.values_list("pk", "code")[:most])
    Coupon.objects.filter(pk__in=[pk for pk, _ in taken]).update(campaign=campaign)
    return iter([code for _, code in taken])


def _with(values: str, code: str) -> str:
    """The kept values with the code among them."""
    member = f"{json.dumps(NAME)}:{json.dumps(code, ensure_ascii=False)}"
    return f"{{{member}}}" if values == "{}" else f"{values[:-1]},{member}}}"
