"""Whose page it is: the language, the time zone and the look of who reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from clientela_web.models.account import Account
from clientela_web.workspace import firm

Respond = Callable[[HttpRequest], HttpResponseBase]


def language_of(request: HttpRequest) -> str:
    """The account's language, else what the browser asks for, else English."""
    chosen = getattr(request.user, "language", "") if isinstance(request.user, Account) else ""
    known = dict(settings.LANGUAGES)
    asked = translation.get_language_from_request(request)
    return chosen if chosen in known else asked.split("-", maxsplit=1)[0]


def middleware(respond: Respond) -> Respond:
    """Answer in the reader's language and in the firm's time zone."""

    def responded(request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(firm().zone):
            response = respond(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response

    return responded
