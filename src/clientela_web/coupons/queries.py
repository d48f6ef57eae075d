"""Lists of codes, and how many of each are left."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from clientela.errors import UnknownNameError
from clientela_web.models import CouponList


@dataclass(frozen=True, slots=True)
class Counted:
    """A list, how many codes it has, and how many nobody has yet."""

    coupons: CouponList
    codes: int
    left: int

    @property
    def given(self) -> int:
        """How many belong to a campaign."""
        return self.codes - self.left

    def as_json(self) -> dict[str, object]:
        """The same as programs read it."""
        return {
            "list_id": self.coupons.pk,
            "name": self.coupons.name,
            "codes": self.codes,
            "given": self.given,
            "left": self.left,
            "campaigns": list(self.coupons.campaigns.values_list("name", flat=True)),
        }


def counted() -> list[Counted]:
    """All lists, the newest first."""
    told = CouponList.objects.annotate(
        all=Count("codes"), left=Count("codes", filter=Q(codes__campaign=None))
    )
    return [Counted(each, each.all, each.left) for each in told]


def counted_one(coupons: CouponList) -> Counted:
    """How many codes of one list there are."""
    return Counted(coupons, coupons.codes.count(), coupons.codes.filter(campaign=None).count())


def named(name: str) -> CouponList:
    """The list of that name; raises UnknownNameError, which suggests the nearest."""
    found = CouponList.objects.filter(name=name).first()
    if found is None:
        raise UnknownNameError("list of coupons", name, CouponList.objects.values_list("name", flat=True))
    return found
