"""Themes: what customers talk about, as words in several languages that a firm edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec
import yaml

from clientela.catalog.labels import LANGUAGES
from clientela.catalog.special import special_category_named
from clientela.discover.voice.comments import TEXT_KINDS
from clientela.discover.voice.words import words_of
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.folding import fold_text
from clientela.rules.nodes import AllTime, AnyOf, Compare, Field, Happened, Rule, Window

KIND = "themes"  # of definition
MOST = 60  # themes of a set: a comment's themes are the bits of one number
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject, its name in each language, and the words it is known by: language → words."""

    key: str
    names: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]

    def __repr__(self) -> str:
        counted = ", ".join(f"{code} {len(words)}" for code, words in self.words.items())
        return f"Theme({self.key!r}: {counted} words)"

    def name(self, language: str) -> str:
        """Its name in the language; else in English, else its key."""
        return self.names.get(language) or self.names.get("en") or self.key

    def rule(self, language: str | None = None, window: Window | None = None) -> Rule:
        """Whoever said something that contains one of the theme's words in the language, or in any.

        It is an ordinary rule: `contains` looks for the letters as they are given, accents and capitals
        aside. It finds them inside longer words too, and misses forms that begin otherwise, which the
        theme's own count joins by lemma and stem. Raises UnknownNameError for a language without words.
        """
        if language is not None and language not in self.words:
            raise UnknownNameError("language of the theme", language, self.words)
        chosen = self.words.values() if language is None else [self.words[language]]
        sought = sorted({word.rstrip("*") for words in chosen for word in words})
        said = AnyOf(tuple(Compare(Field("text"), "contains", word) for word in sought))
        return Happened(TEXT_KINDS, where=said, window=window or AllTime())


@dataclass(frozen=True, slots=True)
class ThemeSet:
    """The themes that comments are read for, in the order they are shown."""

    themes: tuple[Theme, ...]

    def __repr__(self) -> str:
        return f"ThemeSet({', '.join(theme.key for theme in self.themes)})"

    def __getitem__(self, key: str) -> Theme:
        for theme in self.themes:
            if theme.key == key:
                return theme
        raise UnknownNameError("theme", key, [theme.key for theme in self.themes])

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages any theme has words in: the six, then others."""
        found = {code for theme in self.themes for code in theme.words}
        return (*(code for code in LANGUAGES if code in found), *sorted(found - set(LANGUAGES)))

    def as_yaml(self) -> str:
        """The set as a file to edit; `read_themes` reads the same set from it."""
        blocks = []
        for theme in self.themes:
            rows = {"name": dict(theme.names)} | {
                code: ", ".join(words) for code, words in theme.words.items()
            }
            blocks.append(yaml.safe_dump({theme.key: rows}, allow_unicode=True, sort_keys=False, width=110))
        return _HEADER + "\n" + "\n".join(blocks)

    def as_json(self) -> str:
        """The set as the store keeps it."""
        rows = {
            theme.key: {"name": dict(theme.names)}
            | {code: list(words) for code, words in theme.words.items()}
            for theme in self.themes
        }
        return msgspec.json.encode(rows).decode()


_HEADER = """\
# Themes of what customers say: under each its name and, by language, the words it is known by.
# A word stands for all its forms; `deliver*` finds every word that begins so; several words find themselves
# in a row. Accents and capitals do not matter.
"""


@cache
def built_in_themes() -> ThemeSet:
    """The themes a firm begins with."""
    return read_themes(files(__package__).joinpath("themes.yaml").read_text(encoding="utf-8"))


def read_themes(text: str) -> ThemeSet:
    """The themes in YAML (or JSON, which is YAML too); raises ClientelaError saying what is wrong where."""
    try:
        rows = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ClientelaError(f"the themes are not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(rows, dict) or not rows:
        raise ClientelaError("the themes must be a mapping of theme to its words by language")
    if len(rows) > MOST:
        raise ClientelaError(f"{len(rows)} themes are too many; at most {MOST} can be told at once")
    return ThemeSet(tuple(_theme(key, row) for key, row in rows.items()))


def _theme(key: object, row: object) -> Theme:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ClientelaError(f"{key!r} is no name of a theme; use small letters, digits and _")
    if not isinstance(row, dict) or not row:
        raise ClientelaError(f"theme {key!r} has no words; give them by language, such as `en: late, delay`")
    names = row.get("name") or {}
    if not isinstance(names, dict):
        names = dict.fromkeys(LANGUAGES, str(names))
    words = {code: _words(key, code, listed) for code, listed in row.items() if code != "name"}
    if not any(words.values()):
        raise ClientelaError(f"theme {key!r} has no words; give them by language, such as `en: late, delay`")
    for text in (key.replace("_", " "), *names.values()):
        _refuse_special(key, str(text))
    return Theme(key, {str(code): str(name) for code, name in names.items()}, words)


def _words(key: str, code: object, listed: object) -> tuple[str, ...]:
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise ClientelaError(f"theme {key!r}: {code!r} is no language; use its ISO 639-1 code, such as en")
    parts = listed.split(",") if isinstance(listed, str) else listed
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ClientelaError(f"theme {key!r}: its words in {code} must be a text with commas, or a list")
    words = tuple(dict.fromkeys(word for part in parts if (word := " ".join(part.split()))))
    for word in words:
        if not words_of(word) or "*" in word[:-1] or (word.endswith("*") and len(words_of(word)) > 1):
            raise ClientelaError(f"theme {key!r}: {word!r} is no word to look for")
        _refuse_special(key, word)
    return words


def _refuse_special(key: str, text: str) -> None:
    """No theme may reveal special categories of personal data (GDPR, article 9)."""
    category = special_category_named(fold_text(text.rstrip("*")))
    if category is not None:
        raise ClientelaError(
            f"theme {key!r}: {text!r} would reveal {category.replace('_', ' ')}, a special category of"
            " personal data; no theme may"
        )


def chosen_themes(bodies: Iterable[str]) -> ThemeSet:
    """The newest of the firm's own versions, else the built-in set."""
    newest = list(bodies)[-1:]
    return read_themes(newest[0]) if newest else built_in_themes()
