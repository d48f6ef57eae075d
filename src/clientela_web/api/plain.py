"""The core's answers as plain data for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja.renderers import BaseRenderer

_ENCODER = msgspec.json.Encoder(decimal_format="number", enc_hook=str)


class Renderer(BaseRenderer):
    """JSON as the commands print it: decimals as numbers, instants in UTC."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ANN401
        return _ENCODER.encode(data)


def plain(value: object) -> Any:  # noqa: ANN401  (any JSON)
    """A dataclass, a struct or what they hold as dictionaries, lists, numbers and texts."""
    return msgspec.json.decode(_ENCODER.encode(value))


def answered(value: object) -> HttpResponse:
    """A document that is JSON already in the core's own form."""
    body = value if isinstance(value, bytes) else _ENCODER.encode(value)
    return HttpResponse(body, content_type="application/json")


def filled(row: Mapping[str, object]) -> dict[str, object]:
    """Without what is not there."""
    return {name: value for name, value in row.items() if value is not None}
