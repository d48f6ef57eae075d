"""Lists of codes changed: begun, added to, thrown away. Pages, commands and the API do it here."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from clientela.errors import ClientelaError
from clientela_web.ledger.coupons import add_codes
from clientela_web.models import Account, CouponList

LONGEST_NAME = 120


class CouponsError(ClientelaError):
    """A list cannot be kept or removed; the sentence is for who asked, in her language."""


def checked_name(name: str) -> str:
    """The name of a new list; raises CouponsError for one that cannot be or is taken."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise CouponsError(_("A list needs a name of at most %(most)s letters.") % {"most": LONGEST_NAME})
    if CouponList.objects.filter(name=name).exists():
        told = _("There is a list of this name already; add the codes there, or choose another name.")
        raise CouponsError(told)
    return name


def begin(name: str, codes: Sequence[str], account: Account | None = None) -> tuple[CouponList, int]:
    """A new list with these codes, and how many they are; raises CouponsError."""
    with transaction.atomic():
        made = CouponList.objects.create(name=checked_name(name), account=account)
        return made, add_codes(made, codes)


def add(coupons: CouponList, codes: Sequence[str]) -> int:
    """Add codes to a list; how many were new."""
    with transaction.atomic():
        return add_codes(coupons, codes)


def remove(coupons: CouponList) -> None:
    """Throw a list and its codes away; raises CouponsError where a campaign hands them out."""
    if coupons.campaigns.exists():
        raise CouponsError(_("A campaign hands these codes out; the list stays."))
    coupons.delete()
