"""A page, or the part of it that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The template's page; its partial `part` alone where htmx asked: both are one template."""
    htmx = cast("HtmxDetails", getattr(request, "htmx", False))
    alone = bool(part and htmx and not htmx.history_restore_request)
    response = render(
        request, f"{template}#{part}" if alone else template, dict(context or {}), status=status
    )
    patch_vary_headers(response, ["HX-Request"])
    return response
