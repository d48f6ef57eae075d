"""What the text itself shows: subjects of the comments that no theme caught.

Non-negative matrix factorisation (Lee and Seung 1999) of TF-IDF of lemmas, a language at a time. Its
subjects are offers for a theme, not a classification: take their words into the firm's themes, or leave them.
"""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from clientela.catalog.special import special_category_named
from clientela.discover.progress import OnProgress
from clientela.discover.voice import estimates
from clientela.discover.voice.estimates import LEAST, Figure
from clientela.discover.voice.quotations import masked, quotations
from clientela.discover.voice.reading import Bools, Floats, Heard, Ints
from clientela.discover.voice.words import lemma_of, stop_words, words_of
from clientela.errors import MissingExtraError
from clientela.rules.folding import fold_text

ENOUGH = 100  # comments without a theme in a language, at least
MOST_SUBJECTS = 6
SHOWN_WORDS = 5
_COMMENTS_EACH = 50
_VOCABULARY = 600
_LETTERS = 3  # of a word, at least


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject in one language: its words, its share of the language's comments, mean score, quotations."""

    language: str
    words: tuple[str, ...]
    share: Figure
    score: Figure
    quotations: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Subject({self.language}: {', '.join(self.words)}; {self.share!r})"


def find_subjects(heard: Heard, asked: Bools, *, seed: int, progress: OnProgress) -> tuple[Subject, ...]:
    """The subjects of every language with enough comments that have no theme, the most frequent first."""
    looked_at = [(row, text) for row, text in heard.looked_at if asked[row]]
    found: list[Subject] = []
    for done, (code, language) in enumerate(sorted(enumerate(heard.languages), key=lambda each: each[1])):
        progress(done, len(heard.languages), language)
        of_it = [(row, text) for row, text in looked_at if heard.language[row] == code]
        rest = [(row, text) for row, text in of_it if not heard.themes[row]]
        if len(rest) >= ENOUGH:
            found += _subjects(heard, language, of_it, rest, seed)
    return tuple(sorted(found, key=lambda each: (-(each.share.value or 0.0), each.language, each.words)))


def _subjects(
    heard: Heard, language: str, of_it: list[tuple[int, str]], rest: list[tuple[int, str]], seed: int
) -> Iterator[Subject]:
    rows = np.array([row for row, _ in rest], dtype=np.int64)
    table = _Table.of([text for _, text in rest], heard.customer[rows], language)
    count = min(MOST_SUBJECTS, len(rest) // _COMMENTS_EACH, len(table.words) // SHOWN_WORDS)
    if count < 1:
        return
    of_comments, of_words = _factors(table.weights, count, seed)
    owner = np.where(of_comments.any(axis=1), of_comments.argmax(axis=1), -1)
    everyone = np.array([row for row, _ in of_it], dtype=np.int64)
    for number in range(count):
        has = np.isin(everyone, rows[owner == number])
        share = estimates.share(has, heard.customer[everyone])
        if share.value is None:
            continue
        scored = everyone[has & ~np.isnan(heard.points[everyone])]
        yield Subject(
            language,
            _first_words(of_words[number], table.words),
            share,
            estimates.mean(heard.points[scored], heard.customer[scored]),
            _quoted(heard, rest, of_comments[:, number], owner == number),
        )


@dataclass(frozen=True, slots=True)
class _Table:
    """Comments by words: TF-IDF, a row a comment, of unit length."""

    words: tuple[str, ...]
    weights: Floats

    @classmethod
    def of(cls, texts: Sequence[str], customer: Ints, language: str) -> _Table:
        """The words that at least ten customers use and that reveal nothing special."""
        lemmas = [set(_lemmas(text, language)) for text in texts]
        users: dict[str, set[int]] = defaultdict(set)
        for owner, said in zip(customer.tolist(), lemmas, strict=True):
            for lemma, _ in said:
                users[lemma].add(owner)
        enough = sorted(
            (lemma for lemma in users if len(users[lemma]) >= LEAST), key=lambda one: (-len(users[one]), one)
        )
        chosen = [lemma for lemma in enough if not _is_special(lemma)][:_VOCABULARY]
        return cls(_as_written(chosen, lemmas), _tf_idf(chosen, lemmas))


@lru_cache(maxsize=100_000)
def _is_special(word: str) -> bool:
    return special_category_named(word) is not None


def _lemmas(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Lemmas and the words they came from, without those that carry no subject."""
    silent = stop_words(language)
    for word in words_of(masked(text)):
        if len(word) >= _LETTERS and fold_text(word) not in silent:
            lemma = fold_text(lemma_of(word, language))
            if lemma not in silent and not _is_special(word):
                yield lemma, word


def _as_written(chosen: Sequence[str], lemmas: Sequence[set[tuple[str, str]]]) -> tuple[str, ...]:
    """Each lemma as its most frequent word."""
    often: dict[str, Counter[str]] = defaultdict(Counter)
    for said in lemmas:
        for lemma, word in said:
            often[lemma][word] += 1
    return tuple(min(often[lemma], key=lambda word: (-often[lemma][word], word)) for lemma in chosen)


def _tf_idf(chosen: Sequence[str], lemmas: Sequence[set[tuple[str, str]]]) -> Floats:
    place = {lemma: number for number, lemma in enumerate(chosen)}
    table = np.zeros((len(lemmas), len(chosen)))
    for row, said in enumerate(lemmas):
        for lemma, _ in said:
            if lemma in place:
                table[row, place[lemma]] = 1.0
    table *= np.log((1 + len(lemmas)) / (1 + table.sum(axis=0))) + 1
    length = np.linalg.norm(table, axis=1, keepdims=True)
    np.divide(table, length, out=table, where=length > 0)
    return table


def _factors(weights: Floats, count: int, seed: int) -> tuple[Floats, Floats]:
    try:
        from sklearn.decomposition import NMF
        from sklearn.exceptions import ConvergenceWarning
    except ImportError as error:
        raise MissingExtraError("finding subjects", "discover") from error
    model = NMF(count, init="nndsvda", random_state=seed, max_iter=300)
    with warnings.catch_warnings():
        # a subject is an offer: its words no longer change long before the last digit does
        warnings.simplefilter("ignore", ConvergenceWarning)
        of_comments = model.fit_transform(weights)
    return np.asarray(of_comments, dtype=np.float64), np.asarray(model.components_, dtype=np.float64)


def _first_words(weights: Floats, words: Sequence[str]) -> tuple[str, ...]:
    order = np.argsort(-weights, kind="stable")[:SHOWN_WORDS]
    return tuple(words[place] for place in order if weights[place] > 0)


def _quoted(heard: Heard, rest: list[tuple[int, str]], weight: Floats, mine: Bools) -> tuple[str, ...]:
    order = np.argsort(-np.where(mine, weight, -1.0), kind="stable")[: int(mine.sum())]
    return quotations((int(heard.customer[rest[place][0]]), rest[place][1]) for place in order)
