"""The words of a text, and what makes two forms of a word the same.

Two forms are the same word when their lemmas or their stems are: of 100 pairs of inflected forms of words
customers use, lemmas alone (simplemma) join 80 to 95, stems alone (Snowball) 71 to 94, either 96 to 100;
written without accents, as people often do, 58 to 92, 69 to 94 and 85 to 97 (`bench/voice.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from clientela.errors import MissingExtraError
from clientela.rules.folding import fold_text

_WORD = re.compile(r"[^\W\d_]+(?:·[^\W\d_]+)*")  # paral·lel is one word, l'enviament and e-mail are two
_CEDILLAS = str.maketrans("şŞţŢ", "șȘțȚ")  # how Romanian was written before it had its own letters

STEMMERS = {
    "ca": "catalan", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish",
}  # fmt: skip
_LONGEST_CACHED = 200_000


def words_of(text: str) -> list[str]:
    """The words in lower case, in order."""
    return _WORD.findall(unicodedata.normalize("NFC", text).translate(_CEDILLAS).lower())


@lru_cache(maxsize=_LONGEST_CACHED)
def keys_of(word: str, language: str) -> frozenset[str]:
    """What the word is known by: its lemma and its stem, folded; words that share one are the same."""
    return frozenset(
        {"l:" + fold_text(_lemmatizer(language)(word)), "s:" + fold_text(_stemmer(language)(word))}
    )


@lru_cache(maxsize=_LONGEST_CACHED)
def wide_keys_of(word: str, language: str) -> frozenset[str]:
    """The keys of a word looked for: also those of the word as typed without accents."""
    plain = fold_text(word)
    return keys_of(word, language) | {"l:" + plain, "s:" + fold_text(_stemmer(language)(plain))}


@lru_cache(maxsize=_LONGEST_CACHED)
def lemma_of(word: str, language: str) -> str:
    """The lemma, for counting words that belong together."""
    return _lemmatizer(language)(word)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words that carry no subject, folded; none for a language we have no list of."""
    text = files(__package__).joinpath("stop_words.yaml").read_text(encoding="utf-8")
    rows: dict[str, str] = yaml.safe_load(text)
    return frozenset(fold_text(word) for word in rows.get(language, "").split())


@cache
def _lemmatizer(language: str) -> Callable[[str], str]:
    try:
        from simplemma import Lemmatizer
        from simplemma.strategies import DefaultStrategy
        from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES
        from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory
    except ImportError as error:
        raise MissingExtraError("reading what customers write", "discover") from error
    if language not in SUPPORTED_LANGUAGES:
        return lambda word: word
    # read where they lie, the six dictionaries take 110 MB of memory; as Python's own, 820 MB
    lemmatizer = Lemmatizer(
        lemmatization_strategy=DefaultStrategy(dictionary_factory=StreamDictionaryFactory())
    )

    def lemmatize(word: str) -> str:
        found: str = lemmatizer.lemmatize(word, lang=language)
        return found.lower()

    return lemmatize


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    try:
        import snowballstemmer
    except ImportError as error:
        raise MissingExtraError("reading what customers write", "discover") from error
    if language not in STEMMERS:
        return lambda word: word
    stem: Callable[[str], str] = snowballstemmer.stemmer(STEMMERS[language]).stemWord
    return stem
