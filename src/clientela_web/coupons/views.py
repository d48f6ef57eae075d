from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.coupons.forms import CodesForm, ListForm
from clientela_web.ledger.coupons import add_codes
from clientela_web.models import Campaign, CouponList
from clientela_web.ui.pages import page
from clientela_web.ui.writing import number


@dataclass(frozen=True, slots=True)
class Counted:
    """A list, how many codes it has, and how many nobody has yet."""

    coupons: CouponList
    codes: int
    left: int

    @property
    def given(self) -> int:
        return self.codes - self.left


def _counted(pk: int | None = None) -> list[Counted]:
    found = CouponList.objects.filter(pk=pk) if pk else CouponList.objects.all()
    told = found.annotate(all=Count("codes"), left=Count("codes", filter=Q(codes__campaign=None)))
    return [Counted(each, each.all, each.left) for each in told]


@allowed(Permission.EDIT_CAMPAIGNS)
def listed(request: Asked) -> HttpResponse:
    return page(request, "coupons/list.html", {"lists": _counted()})


@allowed(Permission.EDIT_CAMPAIGNS)
def new(request: Asked) -> HttpResponse:
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = CouponList.objects.create(name=form.cleaned_data["name"], account=request.account)
            added = add_codes(made, form.cleaned_data["read"])
        record(request, "made", "coupons", made.name, codes=added)
        _say_added(request, added)
        return redirect("coupons:shown", made.pk)
    return page(request, "coupons/new.html", {"form": form}, status=422 if form.is_bound else 200)


@allowed(Permission.EDIT_CAMPAIGNS)
def shown(request: Asked, pk: int) -> HttpResponse:
    coupons = get_object_or_404(CouponList, pk=pk)
    form = CodesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            added = add_codes(coupons, form.cleaned_data["read"])
        record(request, "changed", "coupons", coupons.name, codes=added)
        _say_added(request, added)
        return redirect("coupons:shown", pk)
    (counted,) = _counted(pk)
    campaigns = Campaign.objects.filter(coupon_list=coupons)
    context = {"counted": counted, "form": form, "campaigns": campaigns}
    return page(request, "coupons/list_of_codes.html", context, status=422 if form.is_bound else 200)


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def remove(request: Asked, pk: int) -> HttpResponse:
    coupons = get_object_or_404(CouponList, pk=pk)
    if Campaign.objects.filter(coupon_list=coupons).exists():
        messages.error(request, _("A campaign hands these codes out; the list stays."))
        return redirect("coupons:shown", pk)
    coupons.delete()
    record(request, "removed", "coupons", coupons.name)
    messages.success(request, _("The list is gone."))
    return redirect("coupons:list")


def _say_added(request: HttpRequest, added: int) -> None:
    told = ngettext("%(count)s new code.", "%(count)s new codes.", added)
    messages.success(request, told % {"count": number(added)})
