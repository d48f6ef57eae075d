"""The folded words against what the wide tables say, after every way of changing them."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from clientela.collect.identity.merging import merge, unmerge
from clientela.rules.folding import fold_text
from clientela.store import Store
from clientela.store.words import fill_words
from tests.store.firm import RECEIVED

LATER = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def told(store: Store, **columns: list[object]) -> None:
    store.write_entities("customer", pa.table(columns), source="file", received_at=RECEIVED)


def words(store: Store) -> dict[int, str]:
    return dict(store.engine.rows("SELECT customer_id, words FROM customer_words ORDER BY 1"))


@pytest.mark.parametrize("text", ["ŁÓDŹ Đurić Ørsted", "PLAIN ascii", "Ștefan Œuvre ß", "İstanbul ΣΑΣ"])
def test_words_are_folded_as_a_rule_folds(store: Store, text: str) -> None:
    told(store, customer_id=[1], external_id=[text])
    assert words(store) == {1: fold_text(text)}


def test_words_follow_the_customer(store: Store) -> None:
    told(store, customer_id=[1, 2], external_id=["One", "Two"])
    assert words(store) == {1: "one", 2: "two"}
    merge(store.engine, 1, 2, at=LATER, reason="test")
    assert words(store) == {1: "one"}
    unmerge(store.engine, 1, at=LATER)
    assert words(store) == {1: "one", 2: "two"}
    store.erase_person(2)
    assert words(store) == {1: "one"}


def test_missing_words_are_filled_and_those_of_nobody_forgotten(store: Store) -> None:
    told(store, customer_id=[1, 2], external_id=["One", "Two"])
    store.engine.execute("DELETE FROM customer_words WHERE customer_id = 2")
    store.engine.execute("INSERT INTO customer_words VALUES (9, 'nobody')")
    fill_words(store.engine)
    assert words(store) == {1: "one", 2: "two"}
