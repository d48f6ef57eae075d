"""Files brought in by programs."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from django.http import HttpRequest
from ninja import Router, Status, UploadedFile
from ninja.params.functions import File, Form, Query

from clientela.collect.history import PastImport
from clientela.collect.mapping.definition import KINDS
from clientela_web.api.keys import Key
from clientela_web.api.plain import plain
from clientela_web.api.shapes import Kind, Number
from clientela_web.api.shapes import PastImport as PastImportShape
from clientela_web.auditing import record
from clientela_web.models import Permission
from clientela_web.workspace import firm

router = Router(tags=["imports"])
assert set(get_args(Kind)) == set(KINDS)  # noqa: S101


@router.get(
    "",
    response=list[PastImportShape],
    auth=Key(Permission.IMPORT),
    summary="List past imports, the newest first",
)
def listed(request: HttpRequest, limit: int = Query(50, ge=1, le=500)) -> list[dict[str, Any]]:
    return [_document(each) for each in firm().imports(limit=limit)]


@router.get(
    "/{number}",
    response=PastImportShape,
    auth=Key(Permission.IMPORT),
    summary="Show an import and its report",
)
def shown(request: HttpRequest, number: Number) -> dict[str, Any]:
    return _document(firm().past_import(number))


@router.post(
    "", response={201: dict}, auth=Key(Permission.IMPORT), summary="Import a file, and account for every row"
)
def bring(
    request: HttpRequest,
    file: UploadedFile = File(...),
    kind: Kind = Form(...),
    dry_run: bool = Form(False),
) -> Status[dict[str, Any]]:
    """The answer is the report; with `dry_run` nothing is kept."""
    with tempfile.TemporaryDirectory(prefix="upload-", dir=firm().folder) as folder:
        place = Path(folder) / (Path(file.name or "").name or "upload.csv")
        with place.open("wb") as stream:
            for chunk in file.chunks():
                stream.write(chunk)
        report = firm().import_file(place, kind, dry_run=dry_run, resume=False)
    if not dry_run:
        record(request, "imported", "file", report.file, rows=report.imported, number=report.import_id)
    return Status(201, json.loads(report.as_json()))


def _document(each: PastImport) -> dict[str, Any]:
    return {**asdict(each), "report": plain(each.report)}
