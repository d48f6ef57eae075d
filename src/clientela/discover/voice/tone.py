"""Tone, learnt from what the customers themselves scored and wrote, and measured before it is believed.

TF-IDF of character 2- to 5-grams within words and logistic regression, as in the baselines of LaRoSeDa
(Tache, Gaman and Ionescu, EACL 2021); a language with 300 comments of a clear score has a model of its own,
others share one. Comments with the same text are never on both sides of the cross-validation. The result is
an aggregate: it is never written to a customer's profile.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from clientela.discover.discrimination import area_under_curve
from clientela.discover.progress import OnProgress
from clientela.discover.voice.estimates import LEAST, Figure
from clientela.discover.voice.figures import has_theme
from clientela.discover.voice.reading import Bools, Floats, Heard, Ints
from clientela.discover.voice.themes import Theme
from clientela.errors import MissingExtraError
from clientela.rules.folding import fold_text
from clientela.segments.intervals import share_interval

ENOUGH = 300  # comments with a clear score that a model is learnt from, at least
ENOUGH_OF_EACH = 30  # of them good, and of them bad
FEWEST_TESTED = 30
UNSURE = 0.15  # a probability this near to one half is no verdict
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """How well tone can be told in a language, on comments the model had not seen.

    `majority` is the accuracy of always saying what most are. `balanced` is the mean of the accuracies among
    good and bad comments: one half is guessing. `decided` is the share the model does not abstain from, and
    `accuracy_decided` its accuracy there. `pooled`: learnt from all languages together.
    """

    language: str
    n: int
    pooled: bool
    majority: float
    accuracy: Figure
    balanced: Figure
    auc: float
    decided: float
    accuracy_decided: Figure

    @property
    def is_usable(self) -> bool:
        """Surely better than guessing."""
        return self.balanced.low is not None and self.balanced.low > 0.5


@dataclass(frozen=True, slots=True)
class ToneShare:
    """Of `n` comments read: the shares that sound good, bad, and of which the model is not sure."""

    n: int
    good: float
    bad: float
    unsure: float


@dataclass(frozen=True, slots=True)
class Tone:
    """What could be learnt, where it could not (language → comments with a clear score), and what it finds.

    `overall` and `by_theme` are of the comments asked about in languages whose measured tone is usable; None
    and absent below ten customers.
    """

    measured: tuple[Measured, ...] = ()
    too_few: tuple[tuple[str, int], ...] = ()
    overall: ToneShare | None = None
    by_theme: tuple[tuple[str, ToneShare], ...] = ()

    def __repr__(self) -> str:
        known = ", ".join(
            f"{each.language} {each.balanced.value or 0:.2f}" for each in self.measured if each.is_usable
        )
        return f"Tone({'balanced accuracy: ' + known if known else 'not measured'})"


class _Model(Protocol):
    def good(self, texts: Sequence[str]) -> Floats:
        """The probability that each is good."""


@dataclass(frozen=True, slots=True)
class _Learnt:
    """A model, the rows it was learnt from, and their probabilities by models that had not seen them."""

    model: _Model
    rows: tuple[int, ...]
    unseen: Floats


def learn_tone(
    heard: Heard, themes: Sequence[Theme], asked: Bools, *, seed: int, progress: OnProgress
) -> Tone:
    """Learn tone where there is enough, measure it, and read the comments asked about."""
    rows = np.array([row for row, _ in heard.labelled], dtype=np.int64)
    texts = [text for _, text in heard.labelled]
    learnt, too_few = _learn_all(heard, rows, texts, seed, progress)
    measured = tuple(
        found
        for code, (one, is_pooled) in learnt.items()
        if (found := _measure(heard, code, one, is_pooled=is_pooled)) is not None
    )
    usable = {each.language: learnt[each.language][0] for each in measured if each.is_usable}
    verdicts = _read(heard, usable, asked)
    overall, by_theme = _shares(heard, themes, verdicts)
    unmeasured = {code: n for code, n in too_few.items() if code not in {each.language for each in measured}}
    return Tone(measured, tuple(sorted(unmeasured.items())), overall, by_theme)


def _learn_all(
    heard: Heard, rows: Ints, texts: list[str], seed: int, progress: OnProgress
) -> tuple[dict[str, tuple[_Learnt, bool]], dict[str, int]]:
    """A model for each language that has enough, the common one for the others; and which had too few."""
    language = heard.language[rows]
    own: dict[str, tuple[_Learnt, bool]] = {}
    too_few: dict[str, int] = {}
    found = sorted({int(code) for code in language})
    for done, code in enumerate(found):
        progress(done, len(found) + 1, heard.languages[code])
        of_it = np.flatnonzero(language == code)
        if _is_enough(heard.verdict[rows[of_it]]):
            own[heard.languages[code]] = _learn(heard, rows[of_it], [texts[i] for i in of_it], seed), False
        else:
            too_few[heard.languages[code]] = int(of_it.size)
    if too_few and _is_enough(heard.verdict[rows]):
        common = _learn(heard, rows, texts, seed)
        own |= dict.fromkeys(too_few, (common, True))
    return own, too_few


def _is_enough(verdict: Ints) -> bool:
    return bool(verdict.size >= ENOUGH and min((verdict > 0).sum(), (verdict < 0).sum()) >= ENOUGH_OF_EACH)


def _learn(heard: Heard, rows: Ints, texts: list[str], seed: int) -> _Learnt:
    """A model, and the probabilities of five others that each saw four fifths."""
    try:
        from sklearn.model_selection import StratifiedGroupKFold
    except ImportError as error:
        raise MissingExtraError("reading tone", "discover") from error
    from clientela.discover.voice.tone_model import counts_of, fitted

    good, counts = heard.verdict[rows] > 0, counts_of(texts)
    groups = np.unique([fold_text(text) for text in texts], return_inverse=True)[1]
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed)
    unseen = np.full(good.size, np.nan)
    for train, test in folds.split(counts, good, groups):
        if 0 < good[train].sum() < train.size:
            unseen[test] = fitted(counts[train], good[train], seed).good_counts(counts[test])
    model = fitted(counts, good, seed)
    return _Learnt(model, tuple(rows.tolist()), unseen)


def _measure(heard: Heard, language: str, learnt: _Learnt, *, is_pooled: bool) -> Measured | None:
    """The measures on unseen comments of one language; None where too few of them are good or bad."""
    rows = np.array(learnt.rows, dtype=np.int64)
    chosen = (heard.language[rows] == heard.languages.index(language)) & ~np.isnan(learnt.unseen)
    good, p = heard.verdict[rows[chosen]] > 0, learnt.unseen[chosen]
    if good.size < FEWEST_TESTED or min(good.sum(), (~good).sum()) < LEAST:
        return None
    right, decided = (p > 0.5) == good, np.abs(p - 0.5) > UNSURE
    return Measured(
        language=language,
        n=int(good.size),
        pooled=is_pooled,
        majority=float(max(good.mean(), 1 - good.mean())),
        accuracy=_share(right),
        balanced=balanced_accuracy(right, good),
        auc=area_under_curve(p, good),
        decided=float(decided.mean()),
        accuracy_decided=_share(right[decided]),
    )


def balanced_accuracy(right: Bools, good: Bools) -> Figure:
    """The mean of the accuracies among good and bad; the reaches of Wilson's intervals squared and added."""
    parts = [_share(right[good]), _share(right[~good])]
    value = sum(part.value or 0.0 for part in parts) / 2
    below = math.hypot(*((part.value or 0.0) - (part.low or 0.0) for part in parts)) / 2
    above = math.hypot(*((part.high or 0.0) - (part.value or 0.0) for part in parts)) / 2
    return Figure(right.size, right.size, value, value - below, value + above)


def _share(has: Bools) -> Figure:
    if not has.size:
        return Figure(0, 0)
    low, high = share_interval(int(has.sum()), has.size)
    return Figure(has.size, has.size, float(has.mean()), low, high)


def _read(heard: Heard, usable: Mapping[str, _Learnt], asked: Bools) -> dict[int, int]:
    """Row → 1 good, -1 bad, 0 unsure; a comment that was learnt from is read by who had not seen it."""
    verdicts: dict[int, int] = {}
    for language, learnt in usable.items():
        code = heard.languages.index(language)
        mine = [(row, text) for row, text in heard.looked_at if heard.language[row] == code and asked[row]]
        known = dict(zip(learnt.rows, learnt.unseen.tolist(), strict=True))
        new = [(row, text) for row, text in mine if np.isnan(known.get(row, np.nan))]
        if new:
            known |= dict(
                zip((row for row, _ in new), learnt.model.good([t for _, t in new]).tolist(), strict=True)
            )
        verdicts |= {row: _verdict(known[row]) for row, _ in mine}
    return verdicts


def _verdict(p: float) -> int:
    return 0 if abs(p - 0.5) <= UNSURE else 1 if p > 0.5 else -1


def _shares(
    heard: Heard, themes: Sequence[Theme], verdicts: Mapping[int, int]
) -> tuple[ToneShare | None, tuple[tuple[str, ToneShare], ...]]:
    rows = np.array(sorted(verdicts), dtype=np.int64)
    said = np.array([verdicts[row] for row in sorted(verdicts)], dtype=np.int64)
    by_theme = (
        (theme.key, _tone_share(said[has], heard.customer[rows[has]]))
        for place, theme in enumerate(themes)
        for has in [has_theme(heard, place)[rows]]
    )
    return _tone_share(said, heard.customer[rows]), tuple(_shown(by_theme))


def _shown(shares: Iterable[tuple[str, ToneShare | None]]) -> Iterable[tuple[str, ToneShare]]:
    return ((key, share) for key, share in shares if share is not None)


def _tone_share(said: Ints, customer: Ints) -> ToneShare | None:
    if np.unique(customer).size < LEAST:
        return None
    return ToneShare(
        int(said.size), float((said > 0).mean()), float((said < 0).mean()), float((said == 0).mean())
    )
