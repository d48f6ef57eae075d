"""Addresses of the API."""

from __future__ import annotations

from django.urls import path

from clientela_web.api.site import api
from clientela_web.api.views import described

urlpatterns = [
    path("", described, name="api"),
    path("", api.urls),
]
