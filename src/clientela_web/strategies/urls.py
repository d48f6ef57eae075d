"""Addresses of strategies."""

from __future__ import annotations

from django.urls import path

from clientela_web.strategies import views

app_name = "strategies"
urlpatterns = [
    path("strategies/", views.overview, name="list"),
    path("segments/<int:segment_id>/strategy/", views.strategy, name="strategy"),
    path("segments/<int:segment_id>/strategy/progress/", views.progress, name="progress"),
    path("segments/<int:segment_id>/strategy/proposals/", views.proposals, name="proposals"),
    path("segments/<int:segment_id>/strategy/edit/", views.edit, name="edit"),
    path("segments/<int:segment_id>/strategy/remove/", views.remove, name="remove"),
]
