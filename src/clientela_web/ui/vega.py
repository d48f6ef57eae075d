"""The drawing library, served from here; and a sign of life."""

from __future__ import annotations

import gzip
from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse

from clientela.reports.figures import vega_bundle
from clientela_web.workspace import firm


@cache
def _packed() -> bytes:
    return gzip.compress(vega_bundle().encode(), 6, mtime=0)


def vega(request: HttpRequest) -> HttpResponse:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = _packed() if packed else vega_bundle().encode()
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def health(_: HttpRequest) -> JsonResponse:
    return JsonResponse({"ready": bool(firm().store.engine.rows("SELECT 1"))})
