"""The model of tone: letters in, the probability of a good score out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression

from clientela.discover.voice.reading import Bools, Floats

Counts: TypeAlias = csr_matrix  # a row a text
_FEATURES = 2**18
_LETTERS = 1000  # of a text that are read


def counts_of(texts: Sequence[str]) -> Counts:
    """How often each text has each run of 2 to 5 letters inside a word, hashed to columns."""
    counter = HashingVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), n_features=_FEATURES, alternate_sign=False, norm=None
    )
    return counter.transform([text[:_LETTERS] for text in texts])


@dataclass(frozen=True, slots=True)
class ToneModel:
    """Weights of runs of letters; good and bad count the same however many there are of each."""

    weights: TfidfTransformer
    regression: LogisticRegression

    def good(self, texts: Sequence[str]) -> Floats:
        """The probability that each text is good."""
        return self.good_counts(counts_of(texts))

    def good_counts(self, counts: Counts) -> Floats:
        """The same of texts that are counted already."""
        found = self.regression.predict_proba(self.weights.transform(counts))[:, 1]
        return np.asarray(found, dtype=np.float64)


def fitted(counts: Counts, good: Bools, seed: int) -> ToneModel:
    """The model learnt from counts and whether each text is good."""
    weights = TfidfTransformer(sublinear_tf=True).fit(counts)
    regression = LogisticRegression(C=1.0, class_weight="balanced", solver="liblinear", random_state=seed)
    regression.fit(weights.transform(counts), good)
    return ToneModel(weights, regression)
