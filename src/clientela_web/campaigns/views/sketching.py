"""How a message looks while it is being written, before anything is kept."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_GET, require_POST

from clientela.act.messages import MessageError
from clientela.errors import ClientelaError
from clientela_web.access import Asked, Permission, allowed
from clientela_web.campaigns.drafts import BODIES
from clientela_web.campaigns.forms.writing import MOST_ROWS, kind_of_body
from clientela_web.campaigns.queries import preview
from clientela_web.campaigns.views.previewing import PICTURES
from clientela_web.models import Campaign, Provider
from clientela_web.ui.framing import framed
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm

KEPT_SECONDS = 600
UNWRITTEN = "…"
"""Stands for a subject as long as nobody has thought of one."""


@require_POST
@allowed(Permission.EDIT_CAMPAIGNS)
def sketch(request: Asked) -> HttpResponse:
    """What is typed, as the first member of the segments would get it; nothing of it is kept."""
    campaign = _typed(request.POST)
    context: dict[str, object] = {"currency": firm().settings().currency, "campaign": campaign}
    if campaign.writing.keys() & set(BODIES[2:]):
        context |= _seen(request, campaign)
    return page(request, "campaigns/sketch.html", context)


@require_GET
@allowed(Permission.EDIT_CAMPAIGNS)
def sketched(request: Asked, digest: str) -> HttpResponse:
    """The HTML of it, for a frame that may do nothing."""
    html = cache.get(_key(request, digest))
    if html is None:
        raise Http404("what was typed then is not at hand any more")
    return framed(html, pictures=PICTURES)


def _typed(data: QueryDict) -> Campaign:
    """A campaign as far as its message goes, that stands in no table."""
    kind = kind_of_body(data.get("channel", ""), data.get("kind", ""))
    body = kind if kind in BODIES else "text"
    written = {
        "text": data.get("text", ""),
        **{part: data.get(part, "") for part in ("subject", "preheader")},
    }
    written[body] = data.get("body", "")
    written["subject"] = written["subject"].strip() or UNWRITTEN
    known = set(firm().catalog.segment_names())
    segments = [data.get(f"segment_{place}", "") for place in range(MOST_ROWS)]
    return Campaign(
        channel=data.get("channel", ""),
        segments=[name for name in segments if name in known],
        coupon_code=data.get("coupon_code", ""),
        provider=Provider.objects.filter(name=data.get("provider", "")).first(),
        writing={
            "language": data.get("language", ""),
            **{part: text for part, text in written.items() if text.strip()},
        },
    )


def _seen(request: Asked, campaign: Campaign) -> dict[str, object]:
    who = preview.place_of(campaign, None).customer
    try:
        if who is None:
            seen = preview.made_up(firm(), campaign, request.LANGUAGE_CODE)
        else:
            seen = preview.seen(campaign, "", who.customer_id, request.LANGUAGE_CODE)
    except MessageError as error:
        return {"problems": [each.say(request.LANGUAGE_CODE) for each in error.problems]}
    except ClientelaError as error:
        return {"problems": [refusal(error)]}
    html, digest = seen.rendered.html, ""
    if html is not None:
        digest = hashlib.sha256(html.encode()).hexdigest()[:32]
        cache.set(_key(request, digest), preview.as_seen(html, dark=False), KEPT_SECONDS)
    return {"seen": seen, "who": who, "digest": digest}


def _key(request: Asked, digest: str) -> str:
    """Whoever typed it alone sees it."""
    return f"campaigns.sketch.{request.account.pk}.{digest}"
