"""What an import says, in the six languages.

An import speaks English when it happens: its sentences lie in reports, in files of rejects and in stores of
years ago. They are said again in a reader's language by what they are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from clientela.catalog.labels import known_language
from clientela.catalog.phrasebook import Phrasebook
from clientela.collect.report import Problem

BOOK = Phrasebook("clientela.collect")
_PLACE = re.compile(r"\{(\w)\}")
NESTED = frozenset({"without_it", "serves_as_key"})  # {a} is a sentence itself


def in_language(text: str, language: str) -> str:
    """A sentence of an import in that language; as it stands where it is none of ours."""
    if known_language(language) == "en":
        return text
    for key, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            values = found.groupdict()
            if key in NESTED:
                values["a"] = in_language(values["a"], language)
            return BOOK.say(key, language, None, **values)
    return text


def problem_in(problem: Problem, language: str) -> Problem:
    """The problem with its reason and its cure in that language."""
    reason, cure = (in_language(text, language) for text in (problem.reason, problem.cure))
    return replace(problem, reason=reason, cure=cure)


def is_known(text: str) -> bool:
    """Whether the sentence is one that can be said in every language."""
    return any(pattern.fullmatch(text) for _, pattern in _patterns())


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every phrase as a pattern of its English, the most telling first."""
    phrases = ((key, row["en"][0]) for key, row in BOOK.rows.items())
    return tuple((key, re.compile(_pattern(text), re.DOTALL)) for key, text in _ordered(phrases))


def _ordered(phrases: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(phrases, key=lambda each: (each[0] not in NESTED, -len(_PLACE.sub("", each[1]))))


def _pattern(text: str) -> str:
    parts = _PLACE.split(text)
    texts, names = parts[::2], parts[1::2]
    places = [f"(?P<{name}>.+?)" for name in names]
    return "".join(re.escape(text) + place for text, place in zip(texts, [*places, ""], strict=True))
