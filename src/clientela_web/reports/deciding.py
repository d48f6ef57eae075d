"""What a recommendation's button does: the page that is ready for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.measure.advice.recommendation import Action, Recommendation
from clientela.rules.nodes import All, AnyOf, InSegment
from clientela.rules.text import parse_rule, write_rule
from clientela_web.models import Account
from clientela_web.models.permission import Permission
from clientela_web.workspace import firm

LISTED = "estimate churn_risk >= 0.5"
_WORDS: Mapping[Action, object] = {
    "send": gettext_lazy("Plan the next campaign"),
    "plan": gettext_lazy("Plan a campaign with it"),
    "stop": gettext_lazy("Open the campaign"),
    "split": gettext_lazy("Make the segments"),
    "merge": gettext_lazy("Make one segment"),
    "wait": gettext_lazy("Plan a larger campaign"),
    "list": gettext_lazy("Make a segment of them"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence with its evidence, and the button that leads to the page that is ready for it."""

    code: str
    said: str
    address: str
    button: str


def advice(
    found: Sequence[Recommendation], account: Account, language: str, campaign_id: int | None = None
) -> list[Advice]:
    """Recommendations for a page; a button only for who may do what it leads to."""
    return [
        Advice(each.code, each.sentence(language), address, str(_WORDS[each.action]) if address else "")
        for each in found
        for address in (_address(each, account, campaign_id),)
    ]


def _address(found: Recommendation, account: Account, campaign_id: int | None) -> str:
    match found.action:
        case "stop":
            return _reversed("campaigns:campaign", campaign_id) if campaign_id else ""
        case "send" | "plan" | "wait":
            if not account.may(Permission.EDIT_STRATEGIES):
                return ""
            segment = _segment_id(found.segment)
            asked = f"?{urlencode({'segment': segment})}" if segment else ""
            new = _reversed("campaigns:new")
            return f"{new}{asked}" if new else ""
    return _builder(found) if account.may(Permission.EDIT_SEGMENTS) else ""


def _builder(found: Recommendation) -> str:
    """The builder with the rule that the advice comes to."""
    asked: dict[str, str] = {}
    if found.action == "merge":
        one, other = (str(found.facts[key]) for key in ("one", "other"))
        asked = {"rule": write_rule(AnyOf((InSegment(one), InSegment(other)))), "name": f"{one} + {other}"}
    elif found.action == "list":
        rule = parse_rule(LISTED)
        among = All((InSegment(found.segment), rule)) if found.segment is not None else rule
        asked = {"rule": write_rule(among), "name": _("To win back")}
    elif found.segment is not None:
        asked = {"rule": write_rule(InSegment(found.segment)), "name": found.segment}
    new = _reversed("builder:new")
    return f"{new}?{urlencode(asked)}" if new and asked else new


def _segment_id(name: str | None) -> int | None:
    return next((each.segment_id for each in firm().segments() if each.name == name), None)


def _reversed(name: str, *values: object) -> str:
    try:
        return reverse(name, args=values)
    except NoReverseMatch:  # while a part of the site is not there
        return ""
