"""What can be asked: variables, event kinds; rules checked and counted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from clientela.catalog.definitions import Family
from clientela.errors import RuleCheckError, RuleError, RuleSyntaxError, UnknownNameError
from clientela.segments.base import Size
from clientela.workspace import Segment
from clientela_web.api.keys import asking
from clientela_web.api.plain import answered, plain
from clientela_web.api.shapes import Checked, EventKind, Language, Name, Number, RuleAsked, Text, Variable
from clientela_web.api.shapes import Size as SizeShape
from clientela_web.privacy import check_may_ask, shown_explanation, shown_part
from clientela_web.workspace import firm

router = Router(tags=["asking"])


@router.get("/variables", response=list[Variable], summary="List or find the variables a rule may ask about")
def variables(
    request: HttpRequest, q: Text = "", family: Text = "", language: Language = "en"
) -> list[dict[str, Any]]:
    if family and family not in list(Family):
        raise UnknownNameError("family", family, [each.value for each in Family])
    found = firm().variables(*q.split(), language=language)
    return [each.as_json(language) for each in found if family in ("", each.family)]


@router.get("/event-kinds", response=list[EventKind], summary="List the event kinds and their fields")
def event_kinds(request: HttpRequest, language: Language = "en") -> list[dict[str, Any]]:
    catalog = firm().catalog
    return [
        {
            "name": name,
            "label": catalog.labels.event_kind(name, language),
            "fields": {field.name: field.type.value for field in facts.fields.values()},
        }
        for name in catalog.event_kind_names()
        if (facts := catalog.event_kind(name)) is not None
    ]


@router.post("/rules/check", response=Checked, summary="Say what a rule means, or what is wrong with it")
def check(request: HttpRequest, asked: RuleAsked) -> dict[str, Any]:
    try:
        segment = firm().segment(asked.rule)
        check_may_ask(asking(request), segment.rule)
        if problems := segment.check():
            return {"ok": False, "problems": plain(problems)}
        return {
            "ok": True,
            "text": segment.text,
            "sentence": segment.sentence(asked.language),
            "rule": plain_rule(segment),
        }
    except RuleSyntaxError as error:
        place = {"line": error.line, "column": error.column}
        return {
            "ok": False,
            "problems": [{"path": "", "code": "syntax", "message": error.reason, **place}],
        }
    except RuleCheckError as error:
        return {"ok": False, "problems": plain(list(error.problems))}
    except RuleError as error:
        return {"ok": False, "problems": [{"path": "", "code": "format", "message": str(error)}]}


@router.post("/rules/count", response=SizeShape, summary="Count the members of a rule")
def count(request: HttpRequest, asked: RuleAsked) -> dict[str, Any]:
    return size_of(request, segment_of(request, asked.rule).count(asked.as_of))


@router.post("/rules/explain/{customer}", summary="Say why a customer meets a rule, or not", response=dict)
def explain(request: HttpRequest, customer: Number, asked: RuleAsked) -> HttpResponse:
    found = segment_of(request, asked.rule).explain(customer, asked.as_of, asked.language)
    return answered(shown_explanation(asking(request), found).as_json())


@router.get("/rules/sentence", summary="Say a rule in one of the six languages", response=dict)
def sentence(request: HttpRequest, rule: Name, language: Language = "en") -> dict[str, str]:
    segment = segment_of(request, rule)
    segment.workspace.base.checked(segment.rule)
    return {"text": segment.text, "sentence": segment.sentence(language)}


def segment_of(request: HttpRequest, rule: str) -> Segment:
    """What the rule asks; raises NotForViewersError where the key may not."""
    segment = firm().segment(rule)
    check_may_ask(asking(request), segment.rule)
    return segment


def plain_rule(segment: Segment) -> Any:  # noqa: ANN401  (any JSON)
    """The rule's JSON as data."""
    import json

    return json.loads(segment.json)


def size_of(request: HttpRequest, size: Size) -> dict[str, Any]:
    """A size as the key may see it."""
    return {
        "count": shown_part(asking(request), size.count, size.population),
        "population": size.population,
        "as_of": size.as_of,
    }
