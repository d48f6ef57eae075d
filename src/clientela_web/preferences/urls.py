"""Addresses for recipients; where they begin is known where links are made."""

from __future__ import annotations

from django.urls import path

from clientela_web.channels.tokens import BROWSER, PREFERENCES, UNSUBSCRIBE
from clientela_web.preferences import views

app_name = "preferences"
urlpatterns = [
    path(f"{UNSUBSCRIBE.lstrip('/')}<str:token>", views.unsubscribe, name="unsubscribe"),
    path(f"{PREFERENCES.lstrip('/')}<str:token>", views.preferences, name="preferences"),
    path(f"{BROWSER.lstrip('/')}<str:token>", views.message, name="message"),
]
