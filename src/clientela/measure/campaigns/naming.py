"""Groups and outcomes as the reader calls them: the measuring itself knows short English names only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from clientela.catalog.phrasebook import Phrasebook
from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.campaigns.results import CampaignResults
from clientela.measure.campaigns.sent import HELD_OUT
from clientela.measure.effects import Effect
from clientela.measure.satisfaction import Satisfaction

PHRASES = Phrasebook("clientela.measure.campaigns")
_WORDS = ("converted", "sales", "bought_before", "sales_before", "known_before")
# where such a name may stand; what else holds a text is a segment or a campaign of the firm's own
_NAMED = frozenset({"arm", "against", "outcome", "primary", "holdout", "column"})
_IN_FACTS = frozenset({"arm", "outcome", "known"})
T = TypeVar("T")


def named(results: CampaignResults, language: str) -> CampaignResults:
    """The same results with outcomes and the holdout by their names in one of the six languages."""
    names = _names(language)
    if results.lift is not None and results.lift.holdout == HELD_OUT:
        names[HELD_OUT] = PHRASES.say("name_holdout", language)
    groups = tuple(
        replace(each, name=names.get(each.name, each.name)) if each.by == "arm" else each
        for each in results.groups
    )
    lift = _renamed(results.lift, names)
    return replace(
        results,
        lift=replace(lift, recommendations=named_advice(lift.recommendations, language)) if lift else None,
        between=_renamed(results.between, names),
        groups=groups,
        satisfaction=_scores(results, names),
    )


def named_advice(found: Sequence[Recommendation], language: str) -> tuple[Recommendation, ...]:
    """The recommendations with outcomes, and what was known before, by their names in the language."""
    names = _names(language)
    answers = {word: PHRASES.say(f"level_{word}", language) for word in ("yes", "no")}
    return tuple(_advice(each, names, answers) for each in found)


def named_effect(effect: Effect, language: str) -> Effect:
    """The effect with its outcome and the holdout by their names in the language."""
    return _renamed(effect, {**_names(language), HELD_OUT: PHRASES.say("name_holdout", language)})


def _names(language: str) -> dict[str, str]:
    return {word: PHRASES.say(f"name_{word}", language) for word in _WORDS}


def _scores(results: CampaignResults, names: Mapping[str, str]) -> Satisfaction | None:
    """Each arm's score under the arm's name."""
    found = results.satisfaction
    if found is None:
        return None
    groups = tuple(replace(each, segment=names.get(each.segment, each.segment)) for each in found.groups)
    pairs = tuple(
        replace(each, segment=names.get(each.segment, each.segment), other=names.get(each.other, each.other))
        for each in found.gaps
    )
    return replace(found, groups=groups, gaps=pairs)


def _advice(found: Recommendation, names: Mapping[str, str], answers: Mapping[str, str]) -> Recommendation:
    facts = {
        key: names.get(value, value) if key in _IN_FACTS and isinstance(value, str) else value
        for key, value in found.facts.items()
    }
    if found.code == "split":
        facts |= {key: answers.get(str(facts[key]), facts[key]) for key in ("most", "least")}
    return replace(found, facts=facts)


def _renamed(value: T, names: Mapping[str, str]) -> T:
    """A result of any depth with the names in it replaced; it is the same kind of thing."""
    if isinstance(value, tuple):
        return cast(T, tuple(_renamed(each, names) for each in value))
    if isinstance(value, Recommendation) or not is_dataclass(value) or isinstance(value, type):
        return value
    changed: dict[str, object] = {}
    for each in fields(value):
        old = getattr(value, each.name)
        new = names.get(old, old) if each.name in _NAMED and isinstance(old, str) else _inner(old, names)
        if new is not old:
            changed[each.name] = new
    return cast(T, replace(cast(Any, value), **changed)) if changed else value


def _inner(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, Mapping):
        return {names.get(str(key), key): each for key, each in value.items()}
    return _renamed(value, names)
