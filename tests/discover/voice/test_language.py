"""Which language a comment is in: measured on sentences of our own, and when it is not told."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from clientela.discover.voice.language import LanguageReader, Told
from clientela.errors import ClientelaError

SENTENCES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8")
)
READER = LanguageReader()


def _counts(texts: dict[str, list[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for language, said in texts.items():
        for text in said:
            told = READER.read(text).language
            found["right" if told == language else "unsure" if told is None else "wrong"] += 1
    return found


def test_short_sentences_are_told_or_left_open_never_mistaken():
    found = _counts(SENTENCES)
    assert found.total() == 72
    assert found["wrong"] == 0
    assert found["right"] >= 65


def test_two_sentences_together_are_told_nearly_always():
    pairs = {
        language: [f"{one} {other}" for one, other in pairwise(said)] for language, said in SENTENCES.items()
    }
    found = _counts(pairs)
    assert (found["wrong"], found["right"] >= 64) == (0, True)


@pytest.mark.parametrize(
    "text", ["", "ok", "Perfecto!", "Tot bé", "1234 5678", "👍👍👍", "La talla es correcta"]
)
def test_short_and_doubtful_texts_are_left_open(text: str):
    assert READER.read(text).language is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Посилка прийшла на тиждень пізніше.", "uk"),
        ("Пратката дойде една седмица по-късно.", "bg"),
        ("Chegou tudo certinho, recomendo a loja.", "pt"),
    ],
)
def test_neighbours_are_told_as_what_they_are(text: str, language: str):
    assert READER.read(text).language == language


def test_in_doubt_the_customer_decides_but_never_against_a_clear_text():
    doubtful, clear = READER.read("La talla es correcta"), READER.read(SENTENCES["pl"][0])
    assert READER.settle(doubtful, "ca") == Told("ca", ("ca",))
    assert READER.settle(doubtful, None) == doubtful
    assert READER.settle(doubtful, "sv") == doubtful
    assert READER.settle(clear, "ca").language == "pl"
    assert set(doubtful.possible) == {"ca", "es"}


def test_another_language_of_the_firm_may_be_asked_for_and_an_unknown_one_is_refused():
    assert LanguageReader(["sv", "en"]).read("Paketet kom en vecka för sent.").language == "sv"
    with pytest.raises(ClientelaError, match="no language xx"):
        LanguageReader(["en", "xx"])


@pytest.mark.real_data
def test_portuguese_reviews_are_not_taken_for_spanish(real_data: Path):
    with (real_data / "olist" / "olist_order_reviews_dataset.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["review_comment_message"] for row in csv.DictReader(file)]
    told = Counter(READER.read(text).language for text in texts if text.strip())
    assert told["es"] == 0
    assert told["pt"] > 0.8 * told.total()
    assert told.total() - told["pt"] - told[None] <= 3
