"""Somebody's HTML as a page for a frame: it draws itself, runs nothing, and leads nowhere by itself."""

from __future__ import annotations

from django.http import HttpResponse

_POLICY = (
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "sandbox",
)


def framed(html: str, *, pictures: str = "data:") -> HttpResponse:
    """The HTML as it is; `pictures` are the sources that they may come from."""
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = "; ".join((*_POLICY, f"img-src {pictures}"))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
