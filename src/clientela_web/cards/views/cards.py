"""The card, and the parts of it that are asked for one by one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from clientela.errors import ClientelaError, UnknownNameError
from clientela.segments.cards import Card, brief_card
from clientela.segments.explaining.telling import Told
from clientela.workspace import now
from clientela_web.access import Asked, Permission, allowed
from clientela_web.answers import asked
from clientela_web.auditing import record
from clientela_web.cards.queries import card as reading
from clientela_web.cards.queries import figures as telling
from clientela_web.cards.queries import timeline as happening
from clientela_web.privacy import MASK, check_may_ask, sees_persons
from clientela_web.ui.pages import page
from clientela_web.workspace import firm, saved_segment


def card_or_404(customer_id: int) -> Card:
    """The card without its segments and timeline; a page that says so where there is no such customer."""
    try:
        return brief_card(firm().base, firm().store.attributes, customer_id, now())
    except UnknownNameError as error:
        number_or_404(customer_id)  # says into whom she was merged
        raise Http404(str(error)) from error


def number_or_404(customer_id: int) -> int:
    """The number itself; a page that says so where there is no such customer."""
    try:
        return firm().customer_id(f"#{customer_id}")
    except ClientelaError as error:
        raise Http404(str(error)) from error


@allowed(Permission.LOOK)
@require_GET
def card(request: Asked, customer_id: int) -> HttpResponse:
    found = card_or_404(customer_id)
    only = happening.only_of(request.GET)
    if not request.GET.get("before"):
        record(request, "saw", "customer", f"#{customer_id}")
    kinds, channels = happening.choices_of(customer_id, only)
    context = {
        "who": reading.who_of(found, request.account),
        "groups": reading.groups_of(found, request.account),
        "consents": reading.consents_of(found),
        "unconfirmed": reading.pending_consents(customer_id),
        **_segments(customer_id),
        "deals": reading.deals_of(found, request.account),
        "shown": happening.page_of(customer_id, request.GET, request.account),
        "kinds": kinds,
        "channels": channels,
        "only": only,
        "merges": reading.standing_merges(customer_id),
        "mask": "" if sees_persons(request.account) else MASK,
        "figures_address": reverse("cards:figures", args=[customer_id]),
    }
    return page(request, "cards/card.html", context)


@allowed(Permission.LOOK)
@require_GET
def timeline(request: Asked, customer_id: int) -> HttpResponse:
    """The next page of the timeline for htmx; anybody else sees the card there."""
    if not request.htmx:
        return redirect(f"{reverse('cards:card', args=[customer_id])}?{request.GET.urlencode()}")
    context = {
        "who": {"customer_id": customer_id},
        "shown": happening.page_of(customer_id, request.GET, request.account),
    }
    return page(request, "cards/timeline.html", context, part="entries")


@allowed(Permission.LOOK)
@require_GET
def segments(request: Asked, customer_id: int) -> HttpResponse:
    """The segments she is in, once they are worked out."""
    number = number_or_404(customer_id)
    context = {"who": {"customer_id": number}, **_segments(number, wait=1.0)}
    return page(request, "cards/segments.html", context, part="segments")


def _segments(customer_id: int, wait: float = 0.03) -> dict[str, object]:
    found = reading.memberships_of(customer_id, wait=wait)
    return {
        "inside": found[0] if found else [],
        "outside": found[1] if found else [],
        "pending": found is None,
    }


@allowed(Permission.LOOK)
@require_GET
def figures(request: Asked, customer_id: int) -> HttpResponse:
    """The key figures with their past; worked out once, awaited by the card."""
    found = telling.figures_of(customer_id, request.account)
    context = {
        "figures": found[0] if found else None,
        "at": found[1] if found else None,
        "waiting": found is None,
    }
    return page(request, "cards/figures.html", {**context, "customer_id": customer_id}, part="figures")


@allowed(Permission.LOOK)
@require_GET
def why_any(request: Asked, customer_id: int) -> HttpResponse:
    """The same for a segment picked from a list."""
    chosen = request.GET.get("segment", "")
    if not chosen.isdigit():
        return redirect("cards:card", customer_id)
    return redirect("cards:why", customer_id, int(chosen))


@allowed(Permission.LOOK)
@require_GET
def why(request: Asked, customer_id: int, segment_id: int) -> HttpResponse:
    found, saved = card_or_404(customer_id), saved_segment(segment_id)
    check_may_ask(request.account, saved.rule)
    segment, language = firm().segment(saved.rule), request.LANGUAGE_CODE
    answer = asked(
        ("cards.why", customer_id, segment_id, saved.version, language),
        lambda: segment.explain(customer_id, language=language),
        wait=3,
    )
    told = Told(answer.value, language) if answer else None
    context = {
        "who": reading.who_of(found, request.account),
        "saved": saved,
        "name": saved.name_in(language),
        "inside": bool(answer and answer.value.exists and answer.value.truth),
        "sentence": segment.sentence(language),
        "tree": told.tree() if told else None,
        "flip": told.flip() if told else "",
        "at": answer.at if answer else None,
        "waiting": answer is None,
        "sees_persons": sees_persons(request.account),
    }
    return page(request, "cards/why.html", context, part="why")
