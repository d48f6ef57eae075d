"""Addresses of the settings."""

from __future__ import annotations

from django.urls import path

from clientela_web.firm.views import backups, fields, general, kinds

app_name = "firm"
urlpatterns = [
    path("", general.settings, name="settings"),
    path("fields/", fields.listed, name="fields"),
    path("fields/new/", fields.new, name="new_field"),
    path("fields/<slug:entity>/<slug:name>/", fields.shown, name="field"),
    path("fields/<slug:entity>/<slug:name>/remove/", fields.remove, name="remove_field"),
    path("events/", kinds.listed, name="kinds"),
    path("events/new/", kinds.new, name="new_kind"),
    path("events/<slug:name>/", kinds.shown, name="kind"),
    path("events/<slug:name>/remove/", kinds.remove, name="remove_kind"),
    path("backups/", backups.listed, name="backups"),
    path("backups/new/", backups.make, name="make_backup"),
    path("backups/<int:pk>/file/", backups.download, name="download_backup"),
    path("backups/<int:pk>/remove/", backups.remove, name="remove_backup"),
    path("about/", general.about, name="about"),
]
