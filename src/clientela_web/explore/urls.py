"""Addresses of exploring."""

from __future__ import annotations

from django.urls import path

from clientela_web.explore.views import clusters, index, overlap, rfm, searches, variables, voice

app_name = "explore"
urlpatterns = [
    path("", index.index, name="index"),
    path("tiles/<slug:name>/", index.tile, name="tile"),
    path("variables/", variables.all_variables, name="variables"),
    path("variables/<str:name>/", variables.variable, name="variable"),
    path("rfm/", rfm.grid, name="rfm"),
    path("rfm/cut-points/", rfm.cut_points, name="cut_points"),
    path("groups/", clusters.clusters, name="clusters"),
    path("groups/<int:run_id>/segments/", clusters.accept, name="accept"),
    path("buyers/", searches.lifetime, name="lifetime"),
    path("patterns/", searches.patterns, name="patterns"),
    path("searches/<int:run_id>/", searches.search, name="search"),
    path("searches/<int:run_id>/cancel/", searches.cancel, name="cancel"),
    path("searches/<int:run_id>/report/", searches.report, name="report"),
    path("overlap/", overlap.overlap, name="overlap"),
    path("voice/", voice.voice, name="voice"),
    path("voice/themes/", voice.themes, name="themes"),
]
