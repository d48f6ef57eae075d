"""Addresses of providers, limits and the suppression list."""

from __future__ import annotations

from django.urls import path

from clientela_web.providers import views

app_name = "providers"
urlpatterns = [
    path("providers/", views.listed, name="list"),
    path("providers/new/<slug:kind>/", views.new, name="new"),
    path("providers/<int:pk>/", views.provider, name="provider"),
    path("providers/<int:pk>/try/", views.try_out, name="try_out"),
    path("providers/<int:pk>/remove/", views.remove, name="remove"),
    path("providers/limits/<int:pk>/remove/", views.remove_cap, name="remove_cap"),
    path("suppressed/", views.suppressed, name="suppressed"),
    path("suppressed/<int:pk>/remove/", views.allow, name="allow"),
]
