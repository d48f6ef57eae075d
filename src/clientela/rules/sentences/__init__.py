"""Rules as sentences, in six languages."""

from __future__ import annotations

from functools import cache

from clientela.errors import UnknownNameError
from clientela.rules.nodes import Condition, Rule, Value
from clientela.rules.sentences.conditions import condition_said
from clientela.rules.sentences.labels import Labels, TypographicLabels
from clientela.rules.sentences.language import Language
from clientela.rules.sentences.phrases import ca, en, es, pl, ro, ru
from clientela.rules.sentences.teller import Teller
from clientela.rules.sentences.values import value_said

__all__ = ["LANGUAGES", "Labels", "clause", "language_of", "noun_phrase", "sentence"]

_MODULES = {"en": en, "ca": ca, "es": es, "pl": pl, "ru": ru, "ro": ro}
LANGUAGES = tuple(_MODULES)


@cache
def language_of(code: str) -> Language:
    """The language with that code; UnknownNameError if it is not one of the six."""
    if code not in _MODULES:
        raise UnknownNameError("language", code, LANGUAGES)
    return Language(code, _MODULES[code].GRAMMAR, _MODULES[code].PHRASES)


def sentence(rule: Rule, language: str, labels: Labels) -> str:
    """The whole rule as one sentence; a rule that `check` refuses may have none."""
    said = clause(rule, language, labels)
    stop = "" if said.endswith(".") else "."
    return f"{said[0].upper()}{said[1:]}{stop}"


def clause(condition: Condition, language: str, labels: Labels) -> str:
    """One condition as it stands inside a sentence: no capital, no full stop."""
    return condition_said(condition, _teller(language, labels))


def noun_phrase(value: Value, language: str, labels: Labels) -> str:
    """A value as it stands inside a sentence."""
    return value_said(value, _teller(language, labels))


def _teller(language: str, labels: Labels) -> Teller:
    return Teller(language_of(language), TypographicLabels(labels), condition_said)
