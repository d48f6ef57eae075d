from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.firm import domain, queries
from clientela_web.models import BackupRun
from clientela_web.ui.pages import page


@allowed(Permission.ADMINISTER)
def listed(request: Asked) -> HttpResponse:
    found = queries.backups()
    context = {"backups": found, "under_way": any(not each.is_over for each in found)}
    return page(request, "firm/backups.html", context, part="rows")


@require_POST
@allowed(Permission.ADMINISTER)
def make(request: Asked) -> HttpResponse:
    run = domain.ask_for_backup(request.account)
    record(request, "asked for", "backup", run.pk)
    return redirect("firm:backups")


@allowed(Permission.ADMINISTER)
def download(request: Asked, pk: int) -> HttpResponseBase:
    file = domain.backup_file(get_object_or_404(BackupRun, pk=pk))
    if file is None:
        raise Http404("the file is gone")
    record(request, "downloaded", "backup", pk, bytes=file.stat().st_size)
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=file.name, content_type="application/zip"
    )


@require_POST
@allowed(Permission.ADMINISTER)
def remove(request: Asked, pk: int) -> HttpResponse:
    run = get_object_or_404(BackupRun, pk=pk)
    domain.remove_backup(run)
    record(request, "removed", "backup", pk)
    messages.success(request, _("The backup is gone.") if run.is_over else _("The backup is being stopped."))
    return redirect("firm:backups")
