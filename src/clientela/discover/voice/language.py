"""In which language a comment is written, and when that cannot be told.

The identifier is py3langid's (a naive Bayes over byte n-grams; Lui and Baldwin 2012). It chooses among the
languages people write to the firm and their neighbours: without neighbours to choose, Portuguese would be
Spanish and Ukrainian Russian with confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from clientela.catalog.labels import LANGUAGES
from clientela.errors import ClientelaError, MissingExtraError

NEIGHBOURS = ("pt", "it", "fr", "de", "nl", "uk", "bg", "cs", "hu")
"""Languages that are told apart from the firm's own, so that they are not taken for one of them."""

FEWEST_WORDS = 3
SURE = 0.6  # of all languages together
CLEAR = 0.75  # of two that are easily taken for each other
POSSIBLE = 0.2
_CONFUSED = (
    frozenset({"ca", "es"}),
    frozenset({"es", "pt"}),
    frozenset({"ru", "uk"}),
    frozenset({"ru", "bg"}),
)
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 300  # letters; more tell nothing new


@dataclass(frozen=True, slots=True)
class Told:
    """The language of a text, or None with those it could be, the likeliest first."""

    language: str | None
    possible: tuple[str, ...] = ()


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


class LanguageReader:
    """Tells languages apart; the firm's `languages` are the six unless others are given.

    Raises ClientelaError for a language the identifier does not know, and MissingExtraError without it.
    """

    def __init__(self, languages: Iterable[str] = LANGUAGES) -> None:
        self.languages = tuple(dict.fromkeys(languages))
        self._identifier = _identifier(tuple(sorted({*self.languages, *NEIGHBOURS})))

    def read(self, text: str) -> Told:
        """The language of the text; a neighbour of the firm's languages is told as what it is.

        Abstains below three words, below 60 % of certainty, and where one of two languages that are easily
        confused (Catalan and Spanish) is not three times as likely as the other.
        """
        ranked = self._identifier.rank(text[:_ENOUGH])
        possible = tuple(code for code, share in ranked if share >= POSSIBLE and code in self.languages)
        if len(_WORD.findall(text)) < FEWEST_WORDS:
            return Told(None, possible)
        (first, share), (second, runner_up) = ranked[0], ranked[1]
        doubted = frozenset({first, second}) in _CONFUSED and share < CLEAR * (share + runner_up)
        if share < SURE or doubted:
            return Told(None, possible)
        return Told(first, (first,))

    def settle(self, told: Told, of_customer: str | None) -> Told:
        """What was told; in doubt the customer's own language, where it is one of the firm's."""
        if told.language is None and of_customer in self.languages:
            return Told(of_customer, (str(of_customer),))
        return told


@cache
def _identifier(languages: tuple[str, ...]) -> _Identifier:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError as error:
        raise MissingExtraError("reading what customers write", "discover") from error
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    unknown = sorted(set(languages) - set(found.labels))
    if unknown:
        raise ClientelaError(f"no language {', '.join(unknown)} can be told from others; use ISO 639-1 codes")
    found.set_languages(languages)
    identifier: _Identifier = found
    return identifier
