"""Sentences that were said in English, said again in a reader's language by what they are made of.

The core refuses and reports in English, and such sentences lie in reports and tables for years. A phrasebook
whose English is what the code says, word for word, is enough to say them in every language: the places of its
values are found again in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from clientela.catalog.labels import known_language
from clientela.catalog.phrasebook import Phrasebook

_PLACE = re.compile(r"\{(\w+)\}")
_NESTED = "said"  # {said}, {said2}: a sentence or a word that is to be said in that language as well


@dataclass(frozen=True)
class Retelling:
    """The sentences of a phrasebook, known again; those of `first` are tried before the more telling ones."""

    book: Phrasebook
    first: Collection[str] = field(default_factory=frozenset)

    def tell(self, text: str, language: str) -> str | None:
        """The sentence in that language, or several between semicolons; None where it is none of these."""
        parts = text.split("; ")
        whole = self._told(text, known_language(language))
        if len(parts) == 1:
            return whole[1] if whole else None
        told = [found for part in parts if (found := self._told(part, known_language(language)))]
        weight = sum(each[0] for each in told)
        if len(told) == len(parts) and (whole is None or weight > whole[0]):
            return "; ".join(each[1] for each in told)
        return whole[1] if whole else None

    def knows(self, text: str) -> bool:
        """Whether the sentence can be said in every language."""
        return self.tell(text, "en") is not None

    def begins_with_a_value(self, text: str) -> bool:
        """Whether the first word is somebody's own and not ours, and is therefore left as it is written."""
        for pattern, key in self._patterns:
            if pattern.fullmatch(text):
                return self.book.rows[key]["en"][0].startswith("{")
        return True

    def _told(self, text: str, language: str) -> tuple[int, str] | None:
        """How much of the sentence is ours, and the sentence."""
        for pattern, key in self._patterns:
            found = pattern.fullmatch(text)
            values = self._values(found.groupdict(), language) if found else None
            if values is not None:
                return _weight(self.book.rows[key]["en"][0]), self.book.say(key, language, None, **values)
        return None

    def _values(self, found: dict[str, str], language: str) -> dict[str, str] | None:
        """The values in their places; None where one of them should be ours and is not."""
        told = {
            name: self.tell(value, language) if name.startswith(_NESTED) else value
            for name, value in found.items()
        }
        known = {name: value for name, value in told.items() if value is not None}
        return known if len(known) == len(told) else None

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Every phrase as a pattern of its English, the most telling first."""
        texts = {key: row["en"][0] for key, row in self.book.rows.items()}
        order = sorted(texts, key=lambda key: (key not in self.first, -_weight(texts[key])))
        return tuple((re.compile(_pattern(texts[key]), re.DOTALL), key) for key in order)


def _pattern(text: str) -> str:
    parts = _PLACE.split(text)
    texts, names = parts[::2], parts[1::2]
    places = [f"(?P<{name}>.+?)" for name in names]
    return "".join(re.escape(text) + place for text, place in zip(texts, [*places, ""], strict=True))


def _weight(text: str) -> int:
    return len(_PLACE.sub("", text))
