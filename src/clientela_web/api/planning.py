"""Strategies: one for a segment."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from ninja.params.functions import Body

from clientela.act.keeping import SavedStrategy
from clientela_web.api.keys import Key, asking
from clientela_web.api.plain import plain
from clientela_web.api.shapes import KeptStrategy, Number
from clientela_web.auditing import record
from clientela_web.models import Permission
from clientela_web.workspace import firm, saved_segment

router = Router(tags=["strategies"])


@router.get("/strategies", response=list[KeptStrategy], summary="List the strategies")
def listed(request: HttpRequest) -> list[dict[str, Any]]:
    return [_document(each) for each in firm().strategies().values()]


@router.get(
    "/segments/{segment_id}/strategy", response=KeptStrategy, summary="Show the strategy of a segment"
)
def shown(request: HttpRequest, segment_id: Number) -> dict[str, Any]:
    saved = saved_segment(segment_id)
    found = firm().strategy(saved.name)
    if found is None:
        raise Http404(f"segment {saved.name!r} has no strategy")
    return _document(found)


@router.put(
    "/segments/{segment_id}/strategy",
    response=KeptStrategy,
    auth=Key(Permission.EDIT_STRATEGIES),
    summary="Make this the next version of a segment's strategy",
)
def kept(request: HttpRequest, segment_id: Number, strategy: dict[str, Any] = Body(...)) -> dict[str, Any]:
    saved = saved_segment(segment_id)
    done = firm().set_strategy(saved.name, json.dumps(strategy), author=asking(request).name)
    record(request, "changed", "strategy", saved.name, version=done.version)
    return _document(done)


def _document(kept: SavedStrategy) -> dict[str, Any]:
    return {name: value for name, value in plain(kept).items() if name != "segment_id"}
