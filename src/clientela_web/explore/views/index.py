"""What can be looked at."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from clientela_web.access import Asked, Permission, allowed
from clientela_web.explore.queries.tiles import tile as tile_named
from clientela_web.ui.pages import page


@allowed(Permission.LOOK)
def index(request: Asked) -> HttpResponse:
    return page(request, "explore/index.html")


@allowed(Permission.LOOK)
def tile(request: Asked, name: str) -> HttpResponse:
    try:
        found = tile_named(name)
    except KeyError as error:
        raise Http404(name) from error
    return page(request, "explore/tile.html", {"tile": found})
