"""Tone is learnt from scores, measured on unseen comments, and says when it cannot be."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from clientela.discover.discrimination import area_under_curve
from clientela.discover.voice.tone import balanced_accuracy
from tests.discover.voice.firm import AS_OF, DAY, Said, make_firm, said

WORDS = [
    "the", "a", "one", "this", "that", "store", "product", "thing", "today", "item", "shirt", "colour", "box",
    "really", "quite", "here",
]  # fmt: skip
GLAD = ["wonderful", "lovely", "great", "pleased", "happy"]
SOUR = ["awful", "broken", "angry", "useless", "sad"]


def _comments(count: int, seed: int, noise: float = 0.0) -> list[Said]:
    rng = np.random.default_rng(seed)
    events = []
    for number in range(1, count + 1):
        glad = rng.random() < 0.7
        word = rng.choice(GLAD if glad ^ (rng.random() < noise) else SOUR)
        text = " ".join([*rng.choice(WORDS, 8), word])
        events.append(said(number, text, score=5 if glad else 1, kind="survey_answered", survey="csat"))
    return events


def test_tone_is_learnt_and_measured_beside_the_majority(tmp_path: Path):
    events = _comments(400, 1, noise=0.1)
    events += [said(1000 + number, f"the {word} thing", kind="ticket_opened", at=AS_OF - DAY)
               for number, word in enumerate(SOUR * 40)]  # fmt: skip
    with make_firm(tmp_path / "firm", events) as firm:
        tone = firm.voice(as_of=AS_OF).tone
    (measured,) = tone.measured
    glad = sum(each["score"] == 5 for each in events[:400]) / 400
    assert (measured.language, measured.pooled) == ("en", False)
    assert measured.majority == pytest.approx(glad, abs=0.01)
    # one in ten is mislabelled, so nobody can be right more often
    assert 0.82 < measured.accuracy.value < 0.95
    assert measured.accuracy.low < measured.accuracy.value < measured.accuracy.high
    assert 0.5 < measured.decided < 1
    assert measured.is_usable
    assert tone.overall.n == 600
    assert tone.overall.good + tone.overall.bad + tone.overall.unsure == pytest.approx(1)
    assert tone.overall.bad > 0.35


def test_comments_without_meaning_are_not_read_for_tone(tmp_path: Path):
    with make_firm(tmp_path / "firm", _comments(400, 2, noise=0.5)) as firm:
        tone = firm.voice(as_of=AS_OF).tone
    assert [each.is_usable for each in tone.measured] == [False]
    assert tone.overall is None
    assert tone.by_theme == ()


@pytest.mark.parametrize("count", [120, 299])
def test_too_few_comments_are_not_measured(tmp_path: Path, count: int):
    with make_firm(tmp_path / "firm", _comments(count, 3)) as firm:
        tone = firm.voice(as_of=AS_OF).tone
    assert (tone.measured, tone.overall) == ((), None)
    assert tone.too_few[0][0] == "en"
    assert tone.too_few[0][1] >= count - 10


def test_same_text_is_never_on_both_sides(tmp_path: Path):
    """Sixty texts ten times each, a score drawn for the text: what is learnt by heart is worth nothing."""
    rng = np.random.default_rng(6)
    events = []
    for text in range(60):
        words, score = " ".join(rng.choice(WORDS, 9)), 5 if rng.random() < 0.5 else 1
        events += [said(text * 10 + copy + 1, words, score=score) for copy in range(10)]
    with make_firm(tmp_path / "firm", events) as firm:
        (measured,) = firm.voice(as_of=AS_OF).tone.measured
    assert abs(measured.balanced.value - 0.5) < 0.25
    assert measured.auc < 0.75


def test_measures_agree_with_scikit_learn():
    rng = np.random.default_rng(9)
    good = rng.random(500) < 0.8
    p = np.round(rng.normal(good * 0.7, 1), 1)  # with ties
    right = (p > 0.5) == good
    assert area_under_curve(p, good) == pytest.approx(roc_auc_score(good, p))
    assert balanced_accuracy(right, good).value == pytest.approx(balanced_accuracy_score(good, p > 0.5))


@pytest.mark.real_data
def test_clothing_reviews_come_out(tmp_path: Path, real_data: Path):
    """All 23,486 scores, and the text of every tenth (`bench/voice.py` reads them all)."""
    file = real_data / "clothing_reviews" / "womens_clothing_reviews.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts = [row["Review Text"].strip() or None for row in rows]
    assert texts.count(None) == 845
    assert sum(row["Recommended IND"] == "1" for row in rows) / len(rows) == pytest.approx(0.8224, abs=5e-5)
    events = [
        said(number, None if number % 10 else text, score=int(row["Rating"]))
        for number, (row, text) in enumerate(zip(rows, texts, strict=True), 1)
    ]
    with make_firm(tmp_path / "firm", events) as firm:
        found = firm.voice(as_of=AS_OF)
    (scores,) = found.scores
    assert scores.counts == (5077 + 13131, 2871, 842 + 1565)
    assert scores.mean.value == pytest.approx(4.1960, abs=5e-5)
    (measured,) = found.tone.measured
    assert measured.language == "en"
    assert measured.n == pytest.approx(2000, abs=60)
    assert measured.majority == pytest.approx(0.883, abs=0.015)
    assert measured.auc > 0.91
    assert measured.accuracy.value > measured.majority
    assert measured.balanced.value > 0.8
    assert 0.7 < measured.decided < 0.95
    assert measured.accuracy_decided.value > 0.92
    assert found.themes[0].key == "size"
