"""Addresses in messages; where they begin is known where links are made."""

from __future__ import annotations

from django.urls import path

from clientela_web.channels.tokens import CLICK, OPENING
from clientela_web.tracking import views

app_name = "tracking"
_CLICK, _OPENING = CLICK.lstrip("/"), OPENING.lstrip("/")
urlpatterns = [
    path(f"{_CLICK}<str:token>/<int:link>", views.clicked, name="clicked"),
    path(f"{_CLICK}<str:token>/<int:link>/<int:turn>", views.clicked, name="clicked_in_loop"),
    path(f"{_OPENING}<str:token>", views.opened, name="opened"),
]
