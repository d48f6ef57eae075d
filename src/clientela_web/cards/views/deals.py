"""Deals opened, moved, won and lost on the card."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.errors import ClientelaError
from clientela.segments.cards import Card, DealFacts
from clientela_web.access import Asked, Permission, allowed
from clientela_web.cards import domain, forms
from clientela_web.cards.queries import card as reading
from clientela_web.cards.views.cards import card_or_404
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm


@allowed(Permission.EDIT_CUSTOMERS)
@require_http_methods(["GET", "POST"])
def new(request: Asked, customer_id: int) -> HttpResponse:
    found = card_or_404(customer_id)
    currency = firm().store.settings().get("currency", "")
    form = forms.DealForm(
        forms.posted(request), initial={} if request.method == "POST" else {"currency": currency}
    )
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.told().items() if name != "title"}
        try:
            domain.open_deal(request, request.account, customer_id, form.cleaned_data["title"], told)
        except ClientelaError as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("Deal opened."))
            return redirect(f"{reverse('cards:card', args=[customer_id])}#deals")
    return _form(request, found, form, _("Open a deal"), reverse("cards:deal_new", args=[customer_id]))


@allowed(Permission.EDIT_CUSTOMERS)
@require_http_methods(["GET", "POST"])
def change(request: Asked, customer_id: int, deal_id: int) -> HttpResponse:
    found = card_or_404(customer_id)
    deal = _deal_or_404(found, deal_id)
    form = forms.DealForm(forms.posted(request), initial=_initial(deal))
    if request.method == "POST" and form.is_valid():
        told = form.told()
        if not told or _changed(request, form, deal_id, told):
            messages.success(request, _("Deal saved."))
            return redirect(f"{reverse('cards:card', args=[customer_id])}#deals")
    return _form(
        request, found, form, _("Change the deal"), reverse("cards:deal", args=[customer_id, deal_id])
    )


@allowed(Permission.EDIT_CUSTOMERS)
@require_http_methods(["GET", "POST"])
def lose(request: Asked, customer_id: int, deal_id: int) -> HttpResponse:
    found = card_or_404(customer_id)
    _deal_or_404(found, deal_id)
    form = forms.LoseForm(forms.posted(request))
    if request.method == "POST" and form.is_valid():
        told = {"status": "lost"} | {name: value for name, value in form.cleaned_data.items() if value}
        if _changed(request, form, deal_id, told):
            messages.success(request, _("Deal lost, with its reason."))
            return redirect(f"{reverse('cards:card', args=[customer_id])}#deals")
    address = reverse("cards:deal_lose", args=[customer_id, deal_id])
    return _form(request, found, form, _("The deal is lost"), address)


@allowed(Permission.EDIT_CUSTOMERS)
@require_POST
def status(request: Asked, customer_id: int, deal_id: int) -> HttpResponse:
    """Won, or open again."""
    _deal_or_404(card_or_404(customer_id), deal_id)
    wanted = request.POST.get("status")
    if wanted not in {"won", "open"}:
        raise Http404
    domain.change_deal(request, request.account, deal_id, {"status": wanted})
    messages.success(request, _("Deal won. Well done.") if wanted == "won" else _("The deal is open again."))
    return redirect(f"{reverse('cards:card', args=[customer_id])}#deals")


def _changed(request: Asked, form: Form, deal_id: int, told: Mapping[str, object]) -> bool:
    try:
        domain.change_deal(request, request.account, deal_id, told)
    except ClientelaError as error:
        form.add_error(None, refusal(error))
        return False
    return True


def _deal_or_404(found: Card, deal_id: int) -> DealFacts:
    for deal in found.deals:
        if deal.deal_id == deal_id:
            return deal
    raise Http404


def _initial(deal: DealFacts) -> dict[str, object]:
    names = forms.EDITABLE_OF_DEALS
    columns = ", ".join(names)
    (row,) = firm().store.engine.rows(f"SELECT {columns} FROM deals WHERE deal_id = ?", [deal.deal_id])
    held = dict(zip(names, row, strict=True))
    if held["amount"] is not None:
        text = f"{held['amount']:f}"
        held["amount"] = text.rstrip("0").rstrip(".") if "." in text else text
    return held


def _form(request: Asked, found: Card, form: Form, title: str, action: str) -> HttpResponse:
    context = {"who": reading.who_of(found, request.account), "form": form, "title": title, "action": action}
    return page(request, "cards/form.html", context, part="form", status=422 if form.is_bound else 200)
