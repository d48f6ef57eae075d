"""Names, copies, older versions, deleting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.errors import ClientelaError
from clientela.segments.library import segments_using
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.segments import domain
from clientela_web.segments.forms import NamesForm
from clientela_web.segments.views.pages import frame, open_segment
from clientela_web.ui.pages import page
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm


@require_http_methods(["GET", "POST"])
@allowed(Permission.EDIT_SEGMENTS)
def names(request: Asked, segment_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    form = NamesForm(request.POST or None, saved=found.saved)
    if request.method == "POST" and form.is_valid():
        try:
            renamed = domain.rename(
                found.saved, request.account, name=form.cleaned_data["name"], names=form.names()
            )
        except ClientelaError as error:
            form.add_error("name", refusal(error))
        else:
            record(request, "renamed", "segment", renamed.name, before=found.saved.name)
            messages.success(request, _("The names are saved."))
            return redirect("segments:segment", segment_id)
    status = 422 if form.errors else 200
    return page(request, "segments/names.html", frame(found, "names") | {"form": form}, status=status)


@require_POST
@allowed(Permission.EDIT_SEGMENTS)
def duplicate(request: Asked, segment_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    copied = domain.duplicate(found.saved, request.account, request.LANGUAGE_CODE)
    record(request, "duplicated", "segment", copied.name, of=found.saved.name)
    messages.success(request, _("This is a copy of its own; change its rule and its name as you like."))
    return redirect("segments:segment", copied.segment_id)


@require_http_methods(["GET", "POST"])
@allowed(Permission.EDIT_SEGMENTS)
def delete(request: Asked, segment_id: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    users = segments_using(firm().store.engine, found.saved.name)
    if request.method == "POST" and not users:
        domain.delete(found.saved, request.account)
        record(request, "deleted", "segment", found.saved.name)
        messages.success(request, _("%(name)s is no longer in use.") % {"name": found.name})
        return redirect("segments:list")
    named = [(user.segment_id, user.name_in(request.LANGUAGE_CODE)) for user in users]
    context = frame(found, "delete") | {"users": named}
    return page(request, "segments/delete.html", context, status=409 if request.method == "POST" else 200)


@require_POST
@allowed(Permission.EDIT_SEGMENTS)
def restore(request: Asked, segment_id: int, version: int) -> HttpResponse:
    found = open_segment(request, segment_id)
    restored = domain.restore(found.saved, request.account, version=version)
    record(request, "restored", "segment", restored.name, version=version, now=restored.version)
    if restored.version == found.saved.version:
        messages.info(request, _("The segment has this rule already."))
    else:
        messages.success(
            request,
            _("The rule of version %(old)s is in use again, as version %(new)s.")
            % {"old": version, "new": restored.version},
        )
    return redirect("segments:versions", segment_id)
