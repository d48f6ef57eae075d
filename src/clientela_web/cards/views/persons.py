"""Two customers made one, a person's copy of her data, and her leaving for good."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.errors import ClientelaError
from clientela.segments.customers import Found
from clientela_web.access import Asked, Permission, allowed
from clientela_web.cards import domain, forms
from clientela_web.cards.queries import card as reading
from clientela_web.cards.queries import merging, saying
from clientela_web.cards.views.cards import card_or_404
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm

FILES = {"zip": "application/zip", "json": "application/json"}


@allowed(Permission.EDIT_CUSTOMERS)
@require_http_methods(["GET", "POST"])
def merge(request: Asked, customer_id: int) -> HttpResponse:
    found = card_or_404(customer_id)
    if request.method == "POST":
        other = request.POST.get("other", "")
        domain.merge(request, request.account, customer_id, int(other) if other.isdigit() else 0)
        messages.success(request, _("They are one customer now. This can be taken back on the card."))
        return redirect("cards:card", customer_id)
    words, other = request.GET.get("q", "").strip(), request.GET.get("other", "")
    context: dict[str, object] = {"who": reading.who_of(found, request.account), "words": words}
    if other.isdigit():
        context |= _compared(customer_id, int(other), request)
    elif words:
        context["matches"] = [each for each in _matches(words) if each.customer_id != customer_id]
    return page(request, "cards/merge.html", context, part="found")


def _compared(customer_id: int, other: int, request: Asked) -> dict[str, object]:
    try:
        compared = firm().compare_customers(customer_id, other)
    except ClientelaError as error:
        return {"problem": refusal(error)}
    return {
        "other": reading.who_of(card_or_404(other), request.account),
        "both": merging.both_said(compared, request.account),
        "moves": merging.moves_said(compared.moves),
    }


def _matches(words: str) -> list[Found]:
    return list(firm().find_customers(words, limit=12).customers)


@allowed(Permission.EDIT_CUSTOMERS)
@require_POST
def unmerge(request: Asked, customer_id: int) -> HttpResponse:
    back = domain.unmerge(request, customer_id)
    messages.success(request, _("Customer %(number)s is back.") % {"number": f"#{back}"})
    return redirect("cards:card", customer_id)


@allowed(Permission.EXPORT)
@require_POST
def copy(request: Asked, customer_id: int) -> HttpResponse:
    """Everything kept about her, for her."""
    card_or_404(customer_id)
    made = domain.copy_person(request, customer_id)
    ending = "json" if request.POST.get("format") == "json" else "zip"
    body = made.as_json() if ending == "json" else made.as_zip(request.LANGUAGE_CODE)
    response = HttpResponse(body, content_type=FILES[ending])
    response["Content-Disposition"] = f'attachment; filename="customer-{customer_id}.{ending}"'
    return response


@allowed(Permission.ERASE)
@require_http_methods(["GET", "POST"])
def erase(request: Asked, customer_id: int) -> HttpResponse:
    found = card_or_404(customer_id)
    form = forms.EraseForm(customer_id, forms.posted(request))
    if request.method == "POST" and form.is_valid():
        domain.erase(request, customer_id)
        messages.success(
            request, _("Everything about customer %(number)s is erased.") % {"number": f"#{customer_id}"}
        )
        return redirect("cards:list")
    plan = firm().plan_erasure(customer_id)
    context = {
        "who": reading.who_of(found, request.account),
        "form": form,
        "plan": plan,
        "rows": merging.moves_said(plan.rows),
        "others": [number for number in plan.customers if number != customer_id],
        "label": saying.label,
    }
    return page(request, "cards/erase.html", context, status=422 if form.is_bound else 200)
