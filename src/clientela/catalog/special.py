"""Recognises fields that hold special categories of personal data, by name and by value, in six languages.

It errs on the side of asking: what it marks is quarantined until an administrator looks at it. Words and
names are folded (case and accents ignored). What looks alike and is harmless (a match played, the size of a
party, a health shop's product) is listed beside the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from clientela.rules.folding import fold_text

SHARE_OF_VALUES = 0.3  # of the distinct values of a column, from which on they tell what it holds
FEWEST_VALUES = 2


@dataclass(frozen=True, slots=True)
class SpecialCategory:
    """One special category: the attribute it would be, its words in names, harmless phrases, its values.

    `goods` are things people buy or like that hint at it without saying it.
    """

    name: str
    words: tuple[str, ...]
    harmless: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()


def _read() -> dict[str, SpecialCategory]:
    text = files(__package__).joinpath("special_words.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, str]] = yaml.safe_load(text)
    return {
        name: SpecialCategory(name, **{part: _words(words) for part, words in row.items()})
        for name, row in rows.items()
    }


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold_text(word.strip()) for word in text.split(","))


_ALL = _read()
# Columns of goods and texts, whose values may well name what is special without saying it of a person.
_OF_GOODS = _ALL.pop("of_goods").words
SPECIAL_WORDS: tuple[SpecialCategory, ...] = tuple(_ALL.values())


def special_category(column_name: str, sample_values: Iterable[str | None] = ()) -> str | None:
    """The special category a column seems to hold, by its name or else by its values; None for ordinary ones.

    The answer is the name of the attribute it would be: `political_opinion`, `religion`, `health`,
    `ethnicity`, `union_membership` or `sexual_orientation`.
    """
    name = _spelled(column_name)
    for category in SPECIAL_WORDS:
        if _occurs(category.words, _without(name, category.harmless)):
            return category.name
    if _occurs(_OF_GOODS, name):
        return None
    values = {_spelled(value) for value in sample_values if value and value.strip()}
    return _told_by(values)


def special_category_named(text: str) -> str | None:
    """The special category that a word or phrase speaks of; None for ordinary ones."""
    spelled = _spelled(text)
    for category in SPECIAL_WORDS:
        if _occurs(category.words + category.values, _without(spelled, category.harmless)):
            return category.name
    return None


def hinted_category(text: str) -> str | None:
    """The special category that a category of goods, an interest or any other level hints at; None for none.

    Such a level is ordinary by itself (a pharmacy's goods); a segment that rests on it may stand for more.
    """
    spelled = _spelled(text)
    for category in SPECIAL_WORDS:
        left = _without(spelled, category.harmless)
        # whole words ("party", "race") tell names of fields only: levels use them for anything
        names = tuple(word for word in category.words if not word.startswith("="))
        if any(_occurs(words, left) for words in (names, category.values, category.goods)):
            return category.name
    return None


def _told_by(values: set[str]) -> str | None:
    """The category that enough of the distinct values give away."""
    for category in SPECIAL_WORDS:
        telling = sum(_occurs(category.values, value) for value in values)
        if telling >= FEWEST_VALUES and telling >= SHARE_OF_VALUES * len(values):
            return category.name
    return None


def _spelled(text: str) -> str:
    """Folded words with single spaces: `PoliticalOpinion` and `political-opinion` alike."""
    apart = re.sub(r"(?<=[^\W\d_])(?=[A-ZА-ЯŚŁŻŹĆÁÉÍÓÚȘȚ][^\W\d_A-ZА-Я])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", fold_text(apart)))


def _without(text: str, phrases: Iterable[str]) -> str:
    for phrase in phrases:
        text = _pattern(phrase).sub(" ", text)
    return text


def _occurs(words: tuple[str, ...], text: str) -> bool:
    return bool(words) and _pattern_of(words).search(text) is not None


@cache
def _pattern_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words; one pattern, because a search for each would take longer than all the rest."""
    return re.compile("|".join(_pattern(word).pattern for word in words))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """At the start of a word; after "=", the whole word."""
    spelled = " ".join(re.findall(r"[^\W_]+", word))
    return re.compile(rf"\b{re.escape(spelled)}" + (r"\b" if word.startswith("=") else ""))
