"""Where to go after logging in: only to our own pages."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def next_of(request: HttpRequest) -> str:
    """The page of ours that `next` names; empty for none and for one that is not ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else ""


def onwards(request: HttpRequest, through: str | None = None) -> str:
    """The address of `next`, else of the first page; `through` is a page on the way that keeps `next`."""
    wanted = next_of(request)
    if through is None:
        return wanted or resolve_url(settings.LOGIN_REDIRECT_URL)
    return resolve_url(through) + (f"?{urlencode({'next': wanted})}" if wanted else "")
