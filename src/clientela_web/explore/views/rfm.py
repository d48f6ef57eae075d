"""The grid of recency and frequency, and the numbers it is built on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clientela.catalog.cut_points import CutPoints
from clientela.discover.thin import thin_said
from clientela_web.access import Asked, Permission, allowed
from clientela_web.auditing import record
from clientela_web.explore.forms.cut_points import CutPointsForm
from clientela_web.explore.queries import rfm
from clientela_web.ui.pages import page
from clientela_web.workspace import firm


@allowed(Permission.LOOK)
def grid(request: Asked) -> HttpResponse:
    answer = rfm.grid()
    context: dict[str, object] = {"answer": answer, "versions": firm().cut_point_versions()}
    if answer.value is not None:
        context["grid"] = rfm.shown_grid(answer.value, request.account, request.LANGUAGE_CODE)
    return page(request, "explore/rfm.html", context, part="grid")


@allowed(Permission.LOOK)
def cut_points(request: Asked) -> HttpResponseBase:
    if request.method == "POST":
        return _published(request)
    current = firm().cut_points()
    context: dict[str, object] = {"versions": firm().cut_point_versions()[::-1]}
    if "active_days" in request.GET:
        form = CutPointsForm(request.GET)
        wanted = form.cut_points(current) if form.is_valid() else None
        if wanted is not None:
            context |= _comparison(wanted, request.LANGUAGE_CODE)
        return page(request, "explore/cut_points.html", context | {"form": form}, part="moves")
    start = current
    if "fit" in request.GET:
        fit = rfm.fitted(current)
        context |= {"fit": fit, "thin": thin_said(fit.thin, request.LANGUAGE_CODE) if fit.thin else ""}
        if fit.value is not None:
            start = fit.value.cut_points
            context["notes"] = rfm.fit_notes(fit.value, request.LANGUAGE_CODE)
    return page(
        request, "explore/cut_points.html", context | {"form": CutPointsForm(initial=rfm.as_initial(start))}
    )


def _comparison(wanted: CutPoints, language: str) -> dict[str, object]:
    answer = rfm.compared(wanted)
    found: dict[str, object] = {"compared": answer, "initial": rfm.as_initial(wanted)}
    if answer.value is not None:
        found |= {"change": answer.value, "moves": rfm.moves(answer.value, language)}
    return found


@allowed(Permission.EDIT_SEGMENTS)
def _published(request: Asked) -> HttpResponse:
    form = CutPointsForm(request.POST)
    wanted = form.cut_points(firm().cut_points()) if form.is_valid() else None
    if wanted is None:
        context = {"form": form, "versions": firm().cut_point_versions()[::-1]}
        return page(request, "explore/cut_points.html", context, status=422)
    published = firm().set_cut_points(wanted, note=form.cleaned_data["note"] or None)
    record(request, "published", "cut-points", published.version)
    messages.success(request, _("Version %(version)s is in force.") % {"version": published.version})
    return redirect("explore:rfm")
