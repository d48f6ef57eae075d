"""The first page."""

from __future__ import annotations

from django.http import HttpResponse

from clientela_web.access import Asked, Permission, allowed
from clientela_web.ui.pages import page
from clientela_web.workspace import firm


@allowed(Permission.LOOK)
def home(request: Asked) -> HttpResponse:
    return page(request, "home/home.html", {"population": firm().population()})
