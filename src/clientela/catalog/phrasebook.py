"""Sentences in six languages, kept as YAML beside the code that says them.

A row is `key: en | ca | es | pl | ru | ro`, or a mapping of the languages where a sentence is long. Where a
phrase follows a whole number it is written in that language's plural forms, in the order of `FORMS`, with ~
between them: `{n} client ~ {n} clienți ~ {n} de clienți`.
"""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files

import yaml
from babel.numbers import format_decimal

from clientela.catalog.labels import LANGUAGES, known_language, plural_category
from clientela.errors import UnknownNameError

FORMS: dict[str, tuple[str, ...]] = {
    "en": ("one", "other"),
    "ca": ("one", "other"),
    "es": ("one", "other"),
    "pl": ("one", "few", "many"),
    "ru": ("one", "few", "many"),
    "ro": ("one", "few", "other"),
}
"""The plural categories of CLDR that whole numbers ask for; a category not named takes the last form."""


class Phrasebook:
    """The phrases of one YAML file in one package."""

    def __init__(self, package: str, file: str = "phrases.yaml") -> None:
        self.package, self.file = package, file

    def __repr__(self) -> str:
        return f"Phrasebook({self.package!r}, {self.file!r})"

    @cached_property
    def rows(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Every phrase: key → language → its plural forms, of which most have one."""
        read = yaml.safe_load(files(self.package).joinpath(self.file).read_text(encoding="utf-8"))
        return {key: _forms(key, row) for key, row in (read or {}).items()}

    def say(self, key: str, language: str, number: float | None = None, **values: object) -> str:
        """The phrase with its values in place; `number` chooses the plural form and is `{n}`.

        Whole numbers are written with the language's separators, everything else as it comes.
        """
        if key not in self.rows:
            raise UnknownNameError("phrase", key, self.rows)
        forms = self.rows[key][known_language(language)]
        form = forms[0]
        if number is not None:
            values = {"n": number, **values}
            if len(forms) > 1:
                form = forms[_place(plural_category(number, language), language)]
        return form.format(**{name: _written(value, language) for name, value in values.items()})


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def _place(category: str, language: str) -> int:
    categories = FORMS[language]
    return categories.index(category) if category in categories else -1


def _forms(key: str, row: str | dict[str, str]) -> dict[str, tuple[str, ...]]:
    by_language = row if isinstance(row, dict) else dict(zip(LANGUAGES, _split(row, "|"), strict=False))
    if tuple(by_language) != LANGUAGES:
        raise ValueError(f"phrase {key!r} is not in {', '.join(LANGUAGES)}, in this order")
    return {language: _split(text, "~") for language, text in by_language.items()}


def _split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark))


def _written(value: object, language: str) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return format_decimal(value, "#,##0", locale=language)
    return value
