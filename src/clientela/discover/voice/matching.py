"""Which themes a text speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from clientela.discover.voice.themes import ThemeSet
from clientela.discover.voice.words import keys_of, wide_keys_of, words_of
from clientela.rules.folding import fold_text

_Keys = frozenset[str]
_Rest = tuple[_Keys, ...]  # what must follow a phrase's first word, word by word


@dataclass(slots=True)
class _Sought:
    """What is looked for in one language; a number's bits are themes."""

    words: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    prefixes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    phrases: dict[str, list[tuple[_Rest, int]]] = field(default_factory=lambda: defaultdict(list))
    seen: dict[str, tuple[int, tuple[tuple[_Rest, int], ...]]] = field(default_factory=dict)


class Matcher:
    """Finds the themes of a set in texts; a theme is bit number n of the answer for the nth theme."""

    def __init__(self, themes: ThemeSet) -> None:
        self.themes = themes
        self._sought: dict[str, _Sought] = {}

    @cached_property
    def languages(self) -> frozenset[str]:
        """Those a text can be read for themes in."""
        return frozenset(self.themes.languages)

    def themes_of(self, text: str, languages: Sequence[str]) -> int:
        """The themes of a text in one of the languages it may be written in."""
        words, found = words_of(text), 0
        for language in languages:
            if language in self.languages:
                found |= self._found(words, language)
        return found

    def _found(self, words: Sequence[str], language: str) -> int:
        sought = self._sought.get(language) or self._learn(language)
        found = 0
        for place, word in enumerate(words):
            bits, phrases = sought.seen.get(word) or _see(word, language, sought)
            found |= bits
            for rest, theme in phrases:
                if not found & theme and _follow(rest, words[place + 1 :], language):
                    found |= theme
        return found

    def _learn(self, language: str) -> _Sought:
        sought = self._sought[language] = _Sought()
        for place, theme in enumerate(self.themes.themes):
            for word in theme.words.get(language, ()):
                _add(word, 1 << place, language, sought)
        return sought


def _add(word: str, theme: int, language: str, sought: _Sought) -> None:
    parts = words_of(word)
    if word.endswith("*"):
        sought.prefixes[fold_text("".join(parts))] |= theme
    elif len(parts) == 1:
        for key in wide_keys_of(parts[0], language):
            sought.words[key] |= theme
    else:
        rest = tuple(wide_keys_of(part, language) for part in parts[1:])
        for key in wide_keys_of(parts[0], language):
            sought.phrases[key].append((rest, theme))


def _see(word: str, language: str, sought: _Sought) -> tuple[int, tuple[tuple[_Rest, int], ...]]:
    """What a word tells, remembered: texts repeat their words."""
    keys, plain = keys_of(word, language), fold_text(word)
    bits = 0
    for key in keys:
        bits |= sought.words.get(key, 0)
    for prefix, theme in sought.prefixes.items():
        if plain.startswith(prefix):
            bits |= theme
    phrases = tuple(phrase for key in sorted(keys) for phrase in sought.phrases.get(key, ()))
    if len(sought.seen) > 200_000:
        sought.seen.clear()
    sought.seen[word] = bits, phrases
    return bits, phrases


def _follow(rest: _Rest, words: Sequence[str], language: str) -> bool:
    return len(words) >= len(rest) and all(
        keys & keys_of(word, language) for keys, word in zip(rest, words, strict=False)
    )
