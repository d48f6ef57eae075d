"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from clientela_web.imports.views import files, lists, past, runs

app_name = "imports"
urlpatterns = [
    path("", lists.all_imports, name="list"),
    path("upload/", files.upload, name="upload"),
    path("files/<int:file_id>/", files.file, name="file"),
    path("files/<int:file_id>/format/", files.change_format, name="format"),
    path("files/<int:file_id>/columns/", files.map_columns, name="columns"),
    path("files/<int:file_id>/remove/", files.discard, name="discard"),
    path("runs/<int:run_id>/", runs.run, name="run"),
    path("runs/<int:run_id>/import/", runs.import_it, name="import"),
    path("runs/<int:run_id>/stop/", runs.cancel, name="cancel"),
    path("runs/<int:run_id>/on/", runs.go_on, name="go_on"),
    path("<int:number>/", past.past, name="past"),
    path("<int:number>/rejects/", past.rejects, name="rejects"),
    path("<int:number>/rejects.csv", past.rejects_csv, name="rejects_csv"),
    path("<int:number>/undo/", past.undo, name="undo"),
]
