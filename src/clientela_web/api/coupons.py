"""Lists of codes that campaigns hand out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from clientela_web.api.keys import Key, asking
from clientela_web.api.shapes import Name, Number, Text
from clientela_web.auditing import record
from clientela_web.coupons import domain, queries
from clientela_web.coupons.reading import checked
from clientela_web.models import CouponList, Permission

router = Router(tags=["coupons"], auth=Key(Permission.EDIT_CAMPAIGNS))


class Codes(Schema):
    """Codes as the shop knows them; those that are there already stay as they are."""

    codes: list[Text]


class NewList(Codes):
    name: Name


class Coupons(Schema):
    """A list: how many codes it has, how many campaigns have taken, how many are left."""

    list_id: int
    name: str
    codes: int
    given: int
    left: int
    campaigns: list[str]


class Added(Coupons):
    added: int


@router.get("", response=list[Coupons], summary="List the lists of codes, the newest first")
def listed(request: HttpRequest) -> list[dict[str, Any]]:
    return [each.as_json() for each in queries.counted()]


@router.post("", response={201: Added}, summary="Begin a list of codes")
def begun(request: HttpRequest, wanted: NewList) -> Status[dict[str, Any]]:
    made, added = domain.begin(wanted.name, checked(wanted.codes), asking(request).created_by)
    record(request, "made", "coupons", made.name, codes=added)
    return Status(201, {**queries.counted_one(made).as_json(), "added": added})


@router.get("/{list_id}", response=Coupons, summary="Show how many codes of a list are left")
def shown(request: HttpRequest, list_id: Number) -> dict[str, Any]:
    return queries.counted_one(_found(list_id)).as_json()


@router.post("/{list_id}/codes", response=Added, summary="Add codes to a list")
def added(request: HttpRequest, list_id: Number, wanted: Codes) -> dict[str, Any]:
    coupons = _found(list_id)
    new = domain.add(coupons, checked(wanted.codes))
    record(request, "changed", "coupons", coupons.name, codes=new)
    return {**queries.counted_one(coupons).as_json(), "added": new}


@router.delete("/{list_id}", response={204: None}, summary="Remove a list that no campaign hands out")
def removed(request: HttpRequest, list_id: Number) -> Status[None]:
    coupons = _found(list_id)
    domain.remove(coupons)
    record(request, "removed", "coupons", coupons.name)
    return Status(204, None)


def _found(list_id: int) -> CouponList:
    found = CouponList.objects.filter(pk=list_id).first()
    if found is None:
        raise Http404(f"there is no list of coupons {list_id}")
    return found
