"""The addresses of segments."""

from __future__ import annotations

from django.urls import path

from clientela_web.segments.views import changing, exporting, listing, pages

app_name = "segments"

urlpatterns = [
    path("", listing.segments, name="list"),
    path("refresh/", listing.refresh, name="refresh"),
    path("<int:segment_id>/", pages.segment, name="segment"),
    path("<int:segment_id>/profile/", pages.profile, name="profile"),
    path("<int:segment_id>/members/", pages.members, name="members"),
    path("<int:segment_id>/members/<int:customer_id>/", pages.member, name="member"),
    path("<int:segment_id>/overlap/", pages.overlap, name="overlap"),
    path("<int:segment_id>/versions/", pages.versions, name="versions"),
    path("<int:segment_id>/versions/<int:version>/restore/", changing.restore, name="restore"),
    path("<int:segment_id>/names/", changing.names, name="names"),
    path("<int:segment_id>/duplicate/", changing.duplicate, name="duplicate"),
    path("<int:segment_id>/delete/", changing.delete, name="delete"),
    path("<int:segment_id>/export/", exporting.export, name="export"),
    path("<int:segment_id>/export/file/", exporting.export_file, name="export_file"),
]
