from __future__ import annotations

from base64 import b64decode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from clientela_web.models import HitKind
from clientela_web.preferences.queries import firm_name, language_of
from clientela_web.preferences.views import HEADERS
from clientela_web.tracking import domain, queries

DOT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A picture of one place that shows nothing."""


@require_safe
def clicked(request: HttpRequest, token: str, link: int, turn: int = 0) -> HttpResponse:
    delivery = queries.delivery_behind(token)
    address = queries.destination(delivery, link, turn) if delivery else ""
    if delivery:
        domain.note(request, delivery, HitKind.CLICK, min(link, 2**31 - 1), address)
    return _with_headers(HttpResponseRedirect(address) if address else _nowhere(request))


@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    delivery = queries.delivery_behind(token)
    if delivery:
        domain.note(request, delivery, HitKind.OPEN)
    response = HttpResponse(DOT, content_type="image/gif")
    # a mail program in a browser shows it on a page of another site
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _with_headers(response)


def _nowhere(request: HttpRequest) -> HttpResponse:
    language = language_of(request, None)
    with translation.override(language):
        page = render_to_string("preferences/nothing.html", {"firm_name": firm_name()})
    return HttpResponse(page, status=404, headers={"Content-Language": language})


def _with_headers(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
