"""Addresses of the builder."""

from __future__ import annotations

from django.urls import path

from clientela_web.builder.views import editor, panels, pickers, saving

app_name = "builder"

_PANELS = {
    "count": panels.count,
    "sample": panels.sample,
    "near": panels.near,
    "past": panels.past,
    "moves": panels.moves,
    "save": saving.save,
}

urlpatterns = [
    path("segments/new/", editor.new, name="new"),
    path("segments/<int:segment_id>/rule/", editor.edit, name="edit"),
    path("segments/new/values/", pickers.values, name="values"),
    path("segments/new/items/", pickers.items, name="items"),
    *(path(f"segments/new/{name}/", view, name=f"new_{name}") for name, view in _PANELS.items()),
    *(
        path(f"segments/<int:segment_id>/rule/{name}/", view, name=f"edit_{name}")
        for name, view in _PANELS.items()
    ),
]
