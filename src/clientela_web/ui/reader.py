"""Whose page it is: the language, the time zone and the look of who reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from clientela_web.channels.tokens import is_for_recipients
from clientela_web.models.account import Account
from clientela_web.workspace import firm

Respond = Callable[[HttpRequest], HttpResponseBase]


def offered_languages() -> list[tuple[str, str]]:
    """The languages that the firm offers, by code and their own names."""
    offered = firm().settings().languages
    return [(code, name) for code, name in settings.LANGUAGES if code in offered]


def language_of(request: HttpRequest) -> str:
    """The account's language, else what the browser asks for, of those offered; else the firm's own."""
    offered = [code for code, _ in offered_languages()]
    wanted = [getattr(request.user, "language", "") if isinstance(request.user, Account) else ""]
    wanted.append(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    wanted += [code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    codes = (each.split("-", maxsplit=1)[0] for each in wanted)
    return next((code for code in codes if code in offered), firm().settings().language)


def middleware(respond: Respond) -> Respond:
    """Answer in the reader's language and in the firm's time zone.

    Pages for recipients choose a language of their own, and must answer also where the data are not open.
    """

    def responded(request: HttpRequest) -> HttpResponseBase:
        if is_for_recipients(request.path):
            return respond(request)
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
