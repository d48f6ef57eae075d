"""Addresses of reports."""

from __future__ import annotations

from django.urls import path

from clientela_web.reports.views import campaigns

app_name = "reports"
urlpatterns = [
    path("campaigns/<int:pk>/report/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/report/<str:ending>/", campaigns.file, name="file"),
]
