"""Addresses of the first page and its parts."""

from __future__ import annotations

from django.urls import path

from clientela_web.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("home/<slug:name>/", views.part, name="part"),
]
