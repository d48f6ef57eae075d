"""Addresses of the mailbox."""

from __future__ import annotations

from django.urls import path

from clientela_web.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.listed, name="list"),
    path("empty/", views.empty, name="empty"),
    path("<int:number>/", views.message, name="message"),
    path("<int:number>/html", views.html, name="html"),
]
