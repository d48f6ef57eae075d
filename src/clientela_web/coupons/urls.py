"""Addresses of lists of codes."""

from __future__ import annotations

from django.urls import path

from clientela_web.coupons import views

app_name = "coupons"
urlpatterns = [
    path("", views.listed, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.shown, name="shown"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
