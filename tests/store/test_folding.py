from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest

from clientela.rules.folding import fold_text
from clientela.store import Store

# Latin-1, Latin Extended A and B (with ș ț), combining marks, Greek, Cyrillic, Latin Extended Additional
LETTERS = [chr(code) for code in (*range(0x20, 0x530), *range(0x1E00, 0x2000))]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"),
        ("Đorđe Ømer", "dorde omer"),
        ("Iași, Constanța, Timişoara", "iasi, constanta, timisoara"),
        ("Peña L’Hospitalet", "pena l’hospitalet"),
        ("Ёлка Йод ПЕТЁР", "елка иод петер"),
        ("Straße STRAẞE", "strasse strasse"),
        ("Æsop Œuvre ısı İzmir", "aesop oeuvre isi izmir"),
        ("Ǿ ǣ", "o ae"),
        ("ΟΔΟΣ", "οδοσ"),
        ("e\u0301", "e"),
        ("한국", "한국"),
        ("", ""),
    ],
)
def test_fold_text_of_known_words(text: str, folded: str) -> None:
    assert fold_text(text) == folded


def test_engine_folds_every_letter_as_python_does(store: Store) -> None:
    words = [*LETTERS, *(f"a{letter}b" for letter in LETTERS), *(letter * 2 for letter in LETTERS)]
    words += [unicodedata.normalize("NFD", word) for word in words]
    with store.engine.offered("words", pa.table({"word": words})):
        folded = store.engine.table(
            f"SELECT word, {store.engine.functions['fold'].format('word')} FROM words"
        )
    pairs = zip(folded.column(0).to_pylist(), folded.column(1).to_pylist(), strict=True)
    assert [
        (word, in_engine, fold_text(word)) for word, in_engine in pairs if in_engine != fold_text(word)
    ] == []


def test_folding_what_is_folded_changes_nothing() -> None:
    assert [letter for letter in LETTERS if fold_text(fold_text(letter)) != fold_text(letter)] == []
