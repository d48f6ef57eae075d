"""A language as the sentences use it: phrases, plural forms, numbers, quotes, lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from babel import Locale
from babel.numbers import format_decimal, format_percent

Phrase: TypeAlias = str | Mapping[str, str]


@dataclass(frozen=True)
class Grammar:
    """What a language asks for beside its phrases.

    `contractions` are (word, what follows it, both together): "de" + "el" is "del". `changes` are joining
    words that look different before certain sounds. `genders` are (ending of a noun's first word, gender),
    the first that fits counts.
    """

    opening: str
    closing: str
    contractions: tuple[tuple[str, str, str], ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    genders: tuple[tuple[str, str], ...] = ()
    plain_below: int = 0  # whole numbers smaller than this are written without a thousands separator


@dataclass(frozen=True)
class Language:
    """One of the six languages, ready to speak."""

    code: str
    grammar: Grammar
    phrases: Mapping[str, Phrase]

    @cached_property
    def locale(self) -> Locale:
        """Its CLDR data."""
        return Locale(self.code)

    def category(self, number: int) -> str:
        """The plural category a number asks for."""
        form: str = self.locale.plural_form(number)
        return form

    def say(self, key: str, *, number: int | None = None, **parts: str) -> str:
        """The phrase of that key in the form that `number` asks for, with its parts filled in."""
        phrase = self.phrases[key]
        if not isinstance(phrase, str):
            counted = 0 if number is None else number
            phrase = phrase.get(f"={counted}") or phrase[self.category(counted)]
        if number is not None:
            parts["n"] = self.number(number)
        return self._filled(phrase, parts)

    def _filled(self, template: str, parts: Mapping[str, str]) -> str:
        filled = dict(parts)
        for name, text in parts.items():
            for word, following, together in self.grammar.contractions:
                place = rf"(?<!\w){word}(?=\{{{name}\}})"
                met = re.match(following, text, re.IGNORECASE)
                if met and re.search(place, template):
                    template = re.sub(place, together, template)
                    filled[name] = text[met.end() :]
                    break
        return template.format(**filled)

    def joined(self, key: str, texts: Sequence[str]) -> str:
        """The texts with that joining word before each but the first."""
        said = texts[0]
        for text in texts[1:]:
            said += self._joint(key, text) + text
        return said

    def either(self, texts: Sequence[str]) -> str:
        """The texts as a choice: commas, and "or" before the last."""
        if len(texts) == 1:
            return texts[0]
        return self.joined("list.or", [", ".join(texts[:-1]), texts[-1]])

    def _joint(self, key: str, following: str) -> str:
        joint = self.say(key)
        for word, sound, instead in self.grammar.changes:
            if joint.strip(" ;") == word and re.match(sound, following, re.IGNORECASE):
                return joint.replace(word, instead)
        return joint

    def quoted(self, text: str) -> str:
        """The text in this language's quotation marks."""
        return f"{self.grammar.opening}{text}{self.grammar.closing}"

    def number(self, number: float) -> str:
        """The number with this language's separators, all its decimals kept."""
        grouped = not abs(number) < self.grammar.plain_below
        text: str = format_decimal(
            number, locale=self.locale, decimal_quantization=False, group_separator=grouped
        )
        return text

    def percent(self, percent: float) -> str:
        """So many percent."""
        text: str = format_percent(percent / 100, locale=self.locale, decimal_quantization=False)
        return text

    def gender(self, noun: str) -> str:
        """The grammatical gender of a noun: m, f or n, told by its ending."""
        head = noun.split(" ", maxsplit=1)[0].lower()
        for ending, gender in self.grammar.genders:
            if re.search(f"({ending})$", head):
                return gender
        return "m"
