"""The message as any customer would get it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from clientela.act.messages import MessageError
from clientela.errors import ClientelaError
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.campaigns.queries import preview
from clientela_web.campaigns.views.pages import around
from clientela_web.models import Campaign
from clientela_web.ui.framing import framed
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm

PICTURES = "https: data:"  # a letter shows as its reader will see it


@dataclass(frozen=True, slots=True)
class Look:
    """How the message is looked at."""

    variant: str
    is_dark: bool
    is_narrow: bool


@allowed(Permission.SEE_PERSONS)
def message(request: Asked, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.select_related("provider"), pk=pk)
    look, words = _look(request, campaign), request.GET.get("q", "").strip()[:200]
    found = preview.found(words)
    asked = _customer(request)
    place = preview.place_of(campaign, found[0].customer_id if found and asked is None else asked)
    context = {
        **around(request, campaign),
        "look": look,
        "currency": firm().settings().currency,
        "words": words,
        "found": found,
        "place": place,
        "variants": [each["name"] for each in campaign.variants],
        **_seen(request, campaign, look, place),
    }
    return page(request, "campaigns/preview.html", context)


@allowed(Permission.SEE_PERSONS)
def frame(request: Asked, pk: int, customer_id: int) -> HttpResponse:
    """The HTML of the message alone, for a frame that may do nothing."""
    campaign = get_object_or_404(Campaign, pk=pk)
    look = _look(request, campaign)
    try:
        seen = preview.seen(campaign, look.variant, customer_id, request.LANGUAGE_CODE)
    except ClientelaError as error:
        raise Http404(str(error)) from error
    if seen.rendered.html is None:
        raise Http404("the message has no HTML")
    return framed(preview.as_seen(seen.rendered.html, dark=look.is_dark), pictures=PICTURES)


def _seen(request: Asked, campaign: Campaign, look: Look, place: preview.Place) -> dict[str, object]:
    """The message to show, or what is wrong with it as written."""
    if place.customer is None:
        return {}
    try:
        seen = preview.seen(campaign, look.variant, place.customer.customer_id, request.LANGUAGE_CODE)
    except MessageError as error:
        return {"problems": [each.say(request.LANGUAGE_CODE) for each in error.problems]}
    except ClientelaError as error:
        return {"problems": [refusal(error)]}
    record(request, "saw", "customer", place.customer.customer_id, campaign=campaign.name)
    return {"seen": seen}


def _look(request: Asked, campaign: Campaign) -> Look:
    names = [each["name"] for each in campaign.variants]
    asked = request.GET.get("variant", "")
    variant = asked if asked in names else next(iter(names), "")
    return Look(variant, request.GET.get("look") == "dark", request.GET.get("width") == "narrow")


def _customer(request: Asked) -> int | None:
    text = request.GET.get("customer", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None
