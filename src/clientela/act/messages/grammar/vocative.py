"""How somebody is called by a given name, language by language.

Polish changes names. In Romanian and Russian letters of today the nominative is what is polite, with any
form of address; the familiar style has the old Romanian endings and the short Russian forms for the names
of a table. Catalan, Spanish and English do not change names. What no rule covers is unknown: None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from clientela.act.messages.grammar.polish import polish_vocative

STYLES = ("polite", "familiar")
_NAME = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BETWEEN = re.compile(r"([\s-]+)")


@lru_cache(maxsize=8192)
def vocative_of(name: str, language: str, gender: str = "", style: str = "polite") -> str | None:
    """The name as it is called out, its capitals kept; None where that is not known.

    Several names, with blanks or hyphens between them, are called one by one.
    """
    parts = _BETWEEN.split(name.strip())
    called = [
        part if place % 2 else _called(part, language, gender, style) for place, part in enumerate(parts)
    ]
    return None if None in called else "".join(part for part in called if part)


def _called(name: str, language: str, gender: str, style: str) -> str | None:
    if len(name) < 2 or not _NAME.fullmatch(name):
        return None
    if language == "pl":
        small = name.casefold()
        man = gender != "female" and small in _men()
        found = _table("pl").get(small) or polish_vocative(small, gender, known_man=man)
    elif style == "familiar" and language in ("ro", "ru"):
        found = _table(language).get(name.casefold())
    else:
        found = name.casefold()
    return None if found is None else _cased(found, name)


def _cased(found: str, name: str) -> str:
    if name.isupper():
        return found.upper()
    return found.capitalize() if name[0].isupper() else found


@cache
def _rows() -> Mapping[str, str]:
    text = files("clientela.act.messages.grammar").joinpath("vocatives.yaml").read_text(encoding="utf-8")
    rows: dict[str, str] = yaml.safe_load(text)
    return rows


@cache
def _men() -> frozenset[str]:
    return frozenset(_rows()["pl_men"].split())


@cache
def _table(language: str) -> Mapping[str, str]:
    """Names and what becomes of them, all in small letters."""
    words = _rows()[language].replace(",", " ").split()
    return dict(zip(words[::2], words[1::2], strict=True))
