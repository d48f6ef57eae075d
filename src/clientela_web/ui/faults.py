"""Pages for what went wrong, in the user's words and the site's look."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from clientela.errors import ClientelaError
from clientela_web.ui.refusals import refusal

LOG = logging.getLogger(__name__)
Respond = Callable[[HttpRequest], HttpResponseBase]


class middleware:  # noqa: N801  (named where Django looks for it)
    """Show what the core raises on purpose as a page with its sentence."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer with the sentence of a ClientelaError; everything else goes on as it is."""
        if not isinstance(error, ClientelaError) or request.path.startswith("/api/"):
            return None
        LOG.info("%s: %s", request.path, error)
        return fault(request, 422, refusal(error))


def fault(request: HttpRequest, status: int, said: str = "") -> HttpResponse:
    """The page of that status."""
    return render(request, "ui/fault.html", {"status": status, "said": said}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault(request, 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault(request, 403)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault(request, 400)


def broken(request: HttpRequest) -> HttpResponse:
    return fault(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    LOG.warning("%s: %s", request.path, reason)
    return fault(request, 419)
