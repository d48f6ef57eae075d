"""Names for a set of segments: two or three phrases each, no two alike in any language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from clientela.catalog import FirmCatalog
from clientela.catalog.labels import LANGUAGES
from clientela.catalog.phrasebook import capital
from clientela.discover.naming.traits import PHRASES, Trait, traits
from clientela.discover.naming.wording import JOINT, phrase
from clientela.segments.profile import Profile

_FEW, _MOST = 2, 3
_LARGE = 0.8  # from this strength on a third trait belongs to the name
_LONGEST = 6  # phrases, where nothing less tells two segments apart


def names(profiles: Sequence[Profile], catalog: FirmCatalog) -> list[dict[str, str]]:
    """A name in each of the six languages for each profile of one set, in their order.

    A name begins with what differs most. Two that are alike in some language both take their next trait, and
    where there is none left, a number. Nothing withheld and no special category is ever named.
    """
    found = [traits(profile, catalog) for profile in profiles]
    lengths = [_usual_length(each) for each in found]
    while True:
        named = [_joined(each[:length], catalog) for each, length in zip(found, lengths, strict=True)]
        longer = [place for place in _alike(named) if lengths[place] < min(len(found[place]), _LONGEST)]
        if not longer:
            return _numbered(named)
        for place in longer:
            lengths[place] += 1


def _usual_length(found: Sequence[Trait]) -> int:
    marked = [trait for trait in found if trait.is_marked]
    if len(marked) >= _MOST and marked[_MOST - 1].strength >= _LARGE:
        return _MOST
    return min(len(marked), _FEW)


def _joined(chosen: Sequence[Trait], catalog: FirmCatalog) -> dict[str, str]:
    return {language: _name(chosen, catalog, language) for language in LANGUAGES}


def _name(chosen: Sequence[Trait], catalog: FirmCatalog, language: str) -> str:
    phrases = dict.fromkeys(phrase(trait, catalog, language) for trait in chosen)
    said = JOINT.join(phrases) or PHRASES.say("average", language)
    return capital(said)


def _alike(named: Sequence[dict[str, str]]) -> list[int]:
    """The places of those that share their name with another, in any language."""
    often = Counter((language, name.casefold()) for each in named for language, name in each.items())
    return [
        place
        for place, each in enumerate(named)
        if any(often[language, name.casefold()] > 1 for language, name in each.items())
    ]


def _numbered(named: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Those still alike with a number behind each; the first keeps its name."""
    taken: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    answer = []
    for each in named:
        number = 1
        while any(_with(name, number).casefold() in taken[language] for language, name in each.items()):
            number += 1
        answer.append({language: _with(name, number) for language, name in each.items()})
        for language, name in answer[-1].items():
            taken[language].add(name.casefold())
    return answer


def _with(name: str, number: int) -> str:
    return name if number == 1 else f"{name} ({number})"
