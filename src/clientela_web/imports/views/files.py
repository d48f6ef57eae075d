"""A file brought in: uploaded, looked at, mapped."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from clientela.collect import FormatOverrides, Mapping, in_language
from clientela.collect.files.file_format import FileFormat
from clientela.errors import ClientelaError, ImportFileError
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.imports import domain, queries
from clientela_web.imports.forms import FormatForm, UploadForm
from clientela_web.imports.uploading import Received, Streamed, refuse_large, too_large
from clientela_web.imports.views.lists import list_page
from clientela_web.imports.words import KINDS, NEW_FIELD, TYPES, Targets
from clientela_web.models import Upload
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal, retold
from clientela_web.workspace import firm


@csrf_exempt  # the token is looked for by `_take`, once it is known how the body is to be read
@require_POST
@allowed(Permission.IMPORT)
def upload(request: Asked) -> HttpResponseBase:
    try:
        refuse_large(request)
    except ImportFileError as error:
        return list_page(request, problem=refusal(error), status=413)
    handler = Streamed(request)
    request.upload_handlers = [handler]
    response = _take(request)
    if handler.is_too_large:
        return list_page(request, problem=too_large(), status=413)
    return response


@csrf_protect
def _take(request: Asked) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    received = form.files.get("file")
    if not form.is_valid() or not isinstance(received, Received):
        return list_page(request, problem=_("Choose a file first."), status=422)
    try:
        kept = domain.take_in(received, request.account)
    except ClientelaError as error:
        return list_page(request, problem=refusal(error), status=422)
    finally:
        received.close()
    record(request, "brought", "file", kept.pk, size_bytes=kept.size_bytes)
    return redirect("imports:file", kept.pk)


def upload_or_404(file_id: int) -> Upload:
    found = get_object_or_404(Upload, pk=file_id)
    if found.removed_at is not None or not queries.place_of(found).is_file():
        raise Http404
    return found


@allowed(Permission.IMPORT)
def file(request: Asked, file_id: int) -> HttpResponse:
    return _file_page(request, upload_or_404(file_id))


def _file_page(
    request: Asked,
    kept: Upload,
    *,
    form: FormatForm | None = None,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    try:
        reading = queries.read_as(kept)
    except ClientelaError as error:
        problem = refusal(error)
        context = {"upload": kept, "form": form or FormatForm(kept, None), "problem": problem}
        return page(request, "imports/file.html", context, part="reading", status=status)
    targets = Targets(firm().catalog, kept.kind, language)
    rows = queries.column_rows(reading, targets, language)
    context = {
        "upload": kept,
        "form": form or FormatForm(kept, reading.file_format),
        "format": reading.file_format,
        "reason": in_language(reading.file_format.encoding.reason, language),
        "warnings": [in_language(text, language) for text in reading.file_format.warnings],
        "columns": rows,
        "wrong": wrong or {},
        "targets": targets.labels.values(),
        "new_field": NEW_FIELD,
        "types": TYPES.items(),
        "remembered": reading.remembered,
        "is_by_hand": bool(kept.mapping),
        "problem": retold(reading.problem),
        "kinds": KINDS,
        "is_empty": not reading.file_format.sampled_rows,
    }
    return page(request, "imports/file.html", context, part="reading", status=status)


@require_POST
@allowed(Permission.IMPORT)
def change_format(request: Asked, file_id: int) -> HttpResponse:
    kept = upload_or_404(file_id)
    found = _format(kept)
    form = FormatForm(kept, found, request.POST)
    if not form.is_valid():
        return _file_page(request, kept, form=form, status=422)
    before = queries.overrides_of(kept)
    domain.read_otherwise(
        kept,
        form.overrides(before),
        kind=form.cleaned_data["kind"],
        country=form.cleaned_data["country"],
        currency=form.cleaned_data["currency"],
    )
    if request.htmx:
        return _file_page(request, kept)
    return redirect("imports:file", kept.pk)


def _format(kept: Upload) -> FileFormat:
    from clientela.collect import detect

    try:
        return detect(queries.place_of(kept), overrides=queries.overrides_of(kept))
    except ClientelaError:
        return detect(queries.place_of(kept), overrides=FormatOverrides())


@require_POST
@allowed(Permission.IMPORT)
def map_columns(request: Asked, file_id: int) -> HttpResponse:
    """Keep the mapping, then what the button says: try it, or only keep it, or go back to the proposal."""
    kept = upload_or_404(file_id)
    if "proposal" in request.POST:
        domain.save_mapping(kept, None)
        return redirect("imports:file", kept.pk)
    reading = queries.read_as(kept)
    targets = Targets(firm().catalog, kept.kind, request.LANGUAGE_CODE)
    try:
        mapping = domain.map_columns(reading, targets, *_chosen(request, reading.mapping))
    except domain.UnknownTargetsError as error:
        return _file_page(request, kept, wrong=error.written, status=422)
    if mapping is not reading.mapping:
        domain.save_mapping(kept, mapping)
    problem = queries.read_as(kept).problem
    if problem:
        return _file_page(request, kept, status=422)
    if "try" not in request.POST:
        messages.success(request, _("The mapping is kept."))
        return redirect("imports:file", kept.pk)
    run = domain.ask_for(kept, mapping, request.account, dry_run=True)
    return redirect("imports:run", run.pk)


def _chosen(request: HttpRequest, mapping: Mapping) -> tuple[dict[str, str], dict[str, str]]:
    targets, types = {}, {}
    for place, column in enumerate(mapping.columns):
        if f"target-{place}" in request.POST:
            targets[column.column] = request.POST[f"target-{place}"]
            types[column.column] = request.POST.get(f"type-{place}", "")
    return targets, types


@require_POST
@allowed(Permission.IMPORT)
def discard(request: Asked, file_id: int) -> HttpResponse:
    kept = get_object_or_404(Upload, pk=file_id)
    domain.discard(kept)
    record(request, "removed", "file", kept.pk)
    messages.success(request, _("The file is removed."))
    return redirect("imports:list")
