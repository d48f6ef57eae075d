"""Addresses of confirmations: the link in a mail, and the settings."""

from __future__ import annotations

from django.urls import path

from clientela_web.channels.tokens import CONFIRMATION
from clientela_web.confirmations import views

app_name = "confirmations"
urlpatterns = [
    path(f"{CONFIRMATION.lstrip('/')}<str:token>", views.confirm, name="confirm"),
    path("settings/confirmations/", views.rules, name="rules"),
]
