"""Groups of customers who are alike, and the segments made of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.explore.domain.accepting import accept as accept_proposals
from clientela_web.explore.forms.searching import ClustersForm
from clientela_web.explore.queries import searches
from clientela_web.explore.views.searches import beginning, started
from clientela_web.models.discovery_run import Search
from clientela_web.models.segment_change import SegmentChange


@allowed(Permission.LOOK)
def clusters(request: Asked) -> HttpResponseBase:
    if request.method == "POST":
        return started(request, Search.CLUSTERS, ClustersForm(request.POST, language=request.LANGUAGE_CODE))
    return beginning(request, Search.CLUSTERS, ClustersForm(language=request.LANGUAGE_CODE))


@require_POST
@allowed(Permission.EDIT_SEGMENTS)
def accept(request: Asked, run_id: int) -> HttpResponse:
    run = searches.run_numbered(run_id)
    keys = [key for key in request.POST.getlist("key") if key]
    saved = accept_proposals(run, keys, request.LANGUAGE_CODE, in_order="in_order" in request.POST)
    for each in saved:
        record(request, "saved", "segment", each.name, proposed_by=run.pk)
        SegmentChange.keep(each, request.account)
    said = ngettext("%(n)s segment is saved.", "%(n)s segments are saved.", len(saved)) % {"n": len(saved)}
    messages.success(request, said)
    if len(saved) == 1:
        return redirect("segments:segment", saved[0].segment_id)
    return redirect("segments:list")
