"""Addresses of reports."""

from __future__ import annotations

from django.urls import path

from clientela_web.reports.views import advice, campaigns, mails, segments

app_name = "reports"
urlpatterns = [
    path("campaigns/<int:pk>/report/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/report/mail/", mails.to_campaign, name="mail"),
    path("campaigns/<int:pk>/report/<str:ending>/", campaigns.file, name="file"),
    path("segments/<int:segment_id>/report/", segments.segment, name="segment"),
    path("segments/<int:segment_id>/report/mail/", mails.to_segment, name="segment_mail"),
    path("segments/<int:segment_id>/report/<str:ending>/", segments.file, name="segment_file"),
    path("reports/mails/<int:pk>/remove/", mails.remove, name="remove_mail"),
    path("recommendations/", advice.advice, name="advice"),
]
