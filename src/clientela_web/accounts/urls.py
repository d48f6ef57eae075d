"""Addresses of accounts."""

from __future__ import annotations

from django.contrib.auth import views as built_in
from django.urls import path

from clientela_web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("log-in/", built_in.LoginView.as_view(template_name="accounts/log_in.html"), name="log_in"),
    path("log-out/", built_in.LogoutView.as_view(next_page="/log-in/"), name="log_out"),
    path("account/", views.account, name="account"),
]
