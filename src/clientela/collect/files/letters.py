"""How likely text is to be words of a language, by the pairs of letters it is made of.

`letter_pairs.json` holds, for each language, how many of ten thousand pairs with a letter beyond ASCII are
which (`_` is the edge of a word), counted in the CLDR's names of countries, cities, languages, months and
currencies.
Romanian is counted with the cedilla letters, which are what the old code pages have.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

TYPOGRAPHIC = frozenset("€“”„‘’‚–—…«»№°ºª·©®™§½\u00a0")
UNSEEN_PAIR, LETTER_ALONE, TYPOGRAPHY, OTHER_SIGN, CONTROL = map(math.log, (1e-5, 1e-7, 1e-5, 1e-8, 1e-14))
CASE_BROKEN = math.log(1e-2)  # a capital after a small letter
SCRIPTS_MIXED = math.log(1e-4)  # a Latin letter beside a Cyrillic one


@cache
def languages() -> dict[str, dict[str, float]]:
    """For each language the logarithm of each pair's share."""
    text = files("clientela.collect.files").joinpath("letter_pairs.json").read_text(encoding="utf-8")
    return {language: _pairs(counted) for language, counted in json.loads(text).items()}


def _pairs(counted: str) -> dict[str, float]:
    found = re.findall(r"(\D\D)(\d+) ?", counted)
    return {pair.replace("_", " "): math.log(int(count) / 10_000) for pair, count in found}


@cache
def _letters(language: str) -> frozenset[str]:
    return frozenset("".join(languages()[language]))


def likelihood(words: Mapping[str, int], language: str) -> tuple[float, int]:
    """The logarithm of how likely these words are in the language, and over how many pairs it was summed."""
    total, pairs = 0.0, 0
    for word, times in words.items():
        score, count = _word(word, language)
        weight = min(times, 5)  # a word repeated in every row says little more than once
        total += weight * score
        pairs += weight * count
    return total, pairs


def _word(word: str, language: str) -> tuple[float, int]:
    known = languages()[language]
    letters = _letters(language)
    total, count = 0.0, 0
    for first, second in pairwise(f" {word} "):
        if (first + second).isascii():
            continue
        count += 1
        if first.islower() and second.isupper():
            total += CASE_BROKEN
        if _is_mixed(first, second) or _is_mixed(second, first):
            total += SCRIPTS_MIXED
        total += known.get((first + second).lower()) or _backed_off(first, second, letters)
    return total, count


def _is_mixed(latin: str, other: str) -> bool:
    return latin.isascii() and latin.isalpha() and "\u0400" <= other <= "\u04ff"


def _backed_off(first: str, second: str, letters: frozenset[str]) -> float:
    return min(_alone(sign, letters) for sign in (first, second) if not sign.isascii())


def _alone(sign: str, letters: frozenset[str]) -> float:
    if sign.lower() in letters:
        return UNSEEN_PAIR
    if sign in TYPOGRAPHIC:
        return TYPOGRAPHY
    category = unicodedata.category(sign)
    if category.startswith("L"):
        return LETTER_ALONE
    return CONTROL if category == "Cc" else OTHER_SIGN
