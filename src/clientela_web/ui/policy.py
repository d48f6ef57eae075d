"""What a browser may do with our pages: run and load what comes from here, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PRIVATE = "no-cache, private"

Respond = Callable[[HttpRequest], HttpResponseBase]


def proxies(respond: Respond) -> Respond:
    """Believe the firm's own proxies, and nobody else, that a request came to them encrypted."""

    def responded(request: HttpRequest) -> HttpResponseBase:
        trusted = request.META.get("REMOTE_ADDR", "") in settings.PROXIES
        if trusted and request.headers.get("X-Forwarded-Proto") == "https":
            request.environ["wsgi.url_scheme"] = "https"  # type: ignore[attr-defined]  # of WSGI, the only way here
        return respond(request)

    return responded


def headers(respond: Respond) -> Respond:
    """Add the headers that Django has no setting for; cookies of an encrypted connection stay on it."""

    def responded(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if getattr(request, "user", None) is not None and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = PRIVATE  # what "Clear-Site-Data" empties at log-out
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

    return responded
