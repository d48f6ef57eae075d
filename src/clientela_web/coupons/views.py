from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.coupons import domain, queries
from clientela_web.coupons.forms import CodesForm, ListForm
from clientela_web.models import CouponList
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.ui.writing import number


@allowed(Permission.EDIT_CAMPAIGNS)
def listed(request: Asked) -> HttpResponse:
    return page(request, "coupons/list.html", {"lists": queries.counted()})


@allowed(Permission.EDIT_CAMPAIGNS)
def new(request: Asked) -> HttpResponse:
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made, added = domain.begin(form.cleaned_data["name"], form.cleaned_data["read"], request.account)
        record(request, "made", "coupons", made.name, codes=added)
        _say_added(request, added)
        return redirect("coupons:shown", made.pk)
    return page(request, "coupons/new.html", {"form": form}, status=422 if form.is_bound else 200)


@allowed(Permission.EDIT_CAMPAIGNS)
def shown(request: Asked, pk: int) -> HttpResponse:
    coupons = get_object_or_404(CouponList, pk=pk)
    form = CodesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        added = domain.add(coupons, form.cleaned_data["read"])
        record(request, "changed", "coupons", coupons.name, codes=added)
        _say_added(request, added)
        return redirect("coupons:shown", pk)
    context = {"counted": queries.counted_one(coupons), "form": form, "campaigns": coupons.campaigns.all()}
    return page(request, "coupons/list_of_codes.html", context, status=422 if form.is_bound else 200)


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def remove(request: Asked, pk: int) -> HttpResponse:
    coupons = get_object_or_404(CouponList, pk=pk)
    try:
        domain.remove(coupons)
    except domain.CouponsError as error:
        messages.error(request, refusal(error))
        return redirect("coupons:shown", pk)
    record(request, "removed", "coupons", coupons.name)
    messages.success(request, _("The list is gone."))
    return redirect("coupons:list")


def _say_added(request: HttpRequest, added: int) -> None:
    told = ngettext("%(count)s new code.", "%(count)s new codes.", added)
    messages.success(request, told % {"count": number(added)})
