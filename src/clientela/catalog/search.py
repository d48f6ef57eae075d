"""Finding variables by any words of their name, meaning or labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from clientela.catalog.definitions import VariableDefinition
from clientela.catalog.labels import LANGUAGES
from clientela.rules.folding import fold_text


def search_definitions(
    definitions: Iterable[VariableDefinition], words: Sequence[str] | str, language: str = "en"
) -> list[VariableDefinition]:
    """The definitions in which every word occurs, best first; all of them when no word is given.

    Case and accents are ignored. A word found in the name counts most, then in the label of the language
    given, in the English meaning, in the label of any other language.
    """
    wanted = [_folded(word) for word in (words.split() if isinstance(words, str) else words) if word.strip()]
    scored = []
    for place, definition in enumerate(definitions):
        points = _points(definition, wanted, language)
        if points is not None:
            scored.append((-points, place, definition))
    return [definition for _, _, definition in sorted(scored, key=lambda row: row[:2])]


def _points(definition: VariableDefinition, wanted: Sequence[str], language: str) -> int | None:
    """The sum over the words of the best place each was found in; None when one was found nowhere."""
    places = (
        (60, definition.name.replace("_", " ")),
        (40, _folded(definition.label(language))),
        (20, _folded(f"{definition.meaning} {definition.family} {definition.unit} {definition.entity}")),
        (10, _folded(" | ".join(definition.label(other) for other in LANGUAGES))),
    )
    points = 0
    for word in wanted:
        best = max(_found(word, text, worth) for worth, text in places)
        best = max(best, 100 if word == definition.name else 0)
        if not best:
            return None
        points += best
    return points


def _found(word: str, text: str, worth: int) -> int:
    """What a word is worth in a text: more as a whole word than as the start of one, most as the first."""
    spelled = word.replace("_", " ")
    if spelled not in text:
        return 0
    padded = f" {text} "
    whole, start = f" {spelled} " in padded, f" {spelled}" in padded
    return worth + 4 * whole + 3 * start + 2 * text.startswith(spelled)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    """Folding every label takes half a second; people search more than once."""
    return fold_text(text)
