"""What loads beside the editor: the count, who is in, who nearly, the past, who would come and go."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from clientela.charts.trend import trend_chart
from clientela.errors import ClientelaError
from clientela.rules import nodes as n
from clientela.rules.sentences import clause
from clientela.segments.library import Saved
from clientela.segments.sampling import Sampled, not_true
from clientela_web.access import Asked, Permission, allowed
from clientela_web.builder import queries
from clientela_web.builder.counting import newest
from clientela_web.builder.drafts import plain, rule_from
from clientela_web.builder.sketch import Sketch
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm, saved_segment

SUPERSEDED = 204


def _sketch(request: Asked) -> Sketch:
    return Sketch(rule_from(request.POST.get("state", "")), request.LANGUAGE_CODE)


@allowed(Permission.EDIT_SEGMENTS)
def count(request: Asked, segment_id: int | None = None) -> HttpResponse:
    """The exact count; an answer that the next change has overtaken is left out."""
    sketch, saved = _sketch(request), _saved(segment_id)
    facts: dict[str, object] = {"sketch": sketch, "saved": saved}
    if sketch.asked is not None and request.POST.get("typed") != "wrong":
        rule, before = sketch.asked, saved.rule if saved else None
        found = newest(request.POST.get("page", ""), lambda: queries.count(rule, before))
        if found is None:
            return HttpResponse(status=SUPERSEDED)
        facts |= {"counted": found}
    return render(request, "builder/panels/count.html", facts)


def _saved(segment_id: int | None) -> Saved | None:
    return None if segment_id is None else saved_segment(segment_id)


def _panel(
    template: str, ask: Callable[[Asked, n.Rule, Saved | None], dict[str, object] | None]
) -> Callable[..., HttpResponseBase]:
    @allowed(Permission.EDIT_SEGMENTS)
    def panel(request: Asked, segment_id: int | None = None) -> HttpResponse:
        sketch, saved = _sketch(request), _saved(segment_id)
        facts: dict[str, object] = {"sketch": sketch, "saved": saved, "here": request.path}
        if sketch.asked is not None:
            try:
                found = ask(request, sketch.asked, saved)
                facts |= {"waits": True} if found is None else found
            except ClientelaError as error:
                facts |= {"fault": refusal(error)}
        return render(request, template, facts)

    return panel


def _sample(request: Asked, rule: n.Rule, saved: Saved | None) -> dict[str, object] | None:
    found = queries.sample_of(rule)
    if found is None:
        return None
    labels = queries.labelled(rule, request.LANGUAGE_CODE)
    return {"members": found.value, "at": found.at, "headings": labels, "rows": _rows(found.value)}


def _rows(members: queries.Members) -> list[tuple[Sampled, list[object]]]:
    return [(each, [each.values[name] for name in members.columns]) for each in members.rows]


def _near(request: Asked, rule: n.Rule, saved: Saved | None) -> dict[str, object] | None:
    found = queries.near_misses(rule)
    if found is None:
        return None
    labels = firm().catalog.labels
    misses = [
        {
            "count": miss.count,
            "said": clause(miss.condition, request.LANGUAGE_CODE, labels),
            "customers": queries.customers(miss.customers),
        }
        for miss in found.value
    ]
    return {"misses": misses, "at": found.at}


def _past(request: Asked, rule: n.Rule, saved: Saved | None) -> dict[str, object] | None:
    found = queries.past(rule)
    if found is None:
        return None
    zone = firm().zone
    chart = trend_chart(found.value, _("Size over the last 12 months"), request.LANGUAGE_CODE, zone)
    rows = [(size.as_of.astimezone(zone).date(), size.count, size.population) for size in found.value]
    headings = (_("Day"), _("Members"), _("Customers"))
    return {"chart": chart, "rows": rows, "headings": headings, "at": found.at}


def _moves(request: Asked, rule: n.Rule, saved: Saved | None) -> dict[str, object] | None:
    if saved is None or plain(saved.rule) == rule:
        return {"same": True}
    coming = _moving(request, rule, saved.rule)
    going = _moving(request, saved.rule, rule)
    if coming is None or going is None:
        return None
    return {"coming": coming, "going": going}


def _moving(request: Asked, into: n.Rule, out_of: n.Rule) -> dict[str, object] | None:
    """Who meets one rule and not the other, and which of the other's conditions they fail."""
    asked_parts = parts_of(out_of)
    found = queries.sample_of(n.All((into, not_true(out_of))), asked_parts, into)
    if found is None:
        return None
    labels = firm().catalog.labels
    said = [clause(part, request.LANGUAGE_CODE, labels) for part in asked_parts]
    rows = [
        (each, [text for text, true in zip(said, each.truths, strict=True) if not true])
        for each in found.value.rows
    ]
    return {"count": found.value.count, "rows": rows, "at": found.at}


def parts_of(rule: n.Rule) -> tuple[n.Rule, ...]:
    """The conditions a rule asks at once: of a choice, the choice itself."""
    return rule.conditions if isinstance(rule, n.All) and rule.conditions else (rule,)


sample = _panel("builder/panels/sample.html", _sample)
near = _panel("builder/panels/near.html", _near)
past = _panel("builder/panels/past.html", _past)
moves = _panel("builder/panels/moves.html", _moves)
