"""The drawing library, served from here; and a sign of life."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import etag

from clientela.reports.figures import vega_bundle
from clientela_web.workspace import firm


@cache
def _packed() -> bytes:
    return gzip.compress(vega_bundle().encode(), 6, mtime=0)


@cache
def _digest() -> str:
    return f'"{hashlib.sha256(_packed()).hexdigest()[:20]}"'


@etag(lambda _request: _digest())
def vega(request: HttpRequest) -> HttpResponse:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = _packed() if packed else vega_bundle().encode()
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "public, no-cache"  # asked after, and not sent again
    response.headers["Vary"] = "Accept-Encoding"
    return response


def health(_: HttpRequest) -> JsonResponse:
    return JsonResponse({"ready": bool(firm().store.engine.rows("SELECT 1"))})
