"""The address that providers call; where it begins is known where it is told to them."""

from __future__ import annotations

from django.urls import path

from clientela_web.channels.tokens import RECEIPTS
from clientela_web.receipts import views

app_name = "receipts"
urlpatterns = [path(f"{RECEIPTS.lstrip('/')}<int:number>/", views.told, name="told")]
