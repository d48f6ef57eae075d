from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from clientela_web.access import Asked, Permission, allowed
from clientela_web.api.site import api
from clientela_web.ui.pages import page

EXAMPLE = "curl -H 'Authorization: Bearer YOUR-KEY' \\\n  {address}segments?sizes=true"


@allowed(Permission.LOOK)
def described(request: Asked) -> HttpResponse:
    address = request.build_absolute_uri(request.path)
    context = {"groups": _groups(), "address": address, "example": EXAMPLE.format(address=address)}
    return page(request, "api/described.html", context)


def _groups() -> dict[str, list[dict[str, Any]]]:
    """Every operation under its subject, with what it takes."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            told = {
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "takes": operation.get("parameters", []),
            }
            found.setdefault(operation["tags"][0], []).append(told)
    return found
