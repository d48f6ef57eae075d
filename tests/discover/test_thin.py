"""Too little data is told in six languages, with the numbers of the error."""

from __future__ import annotations

import pytest

from clientela.catalog.labels import LANGUAGES
from clientela.discover.rfm.quantiles import LEAST_BUYERS, fit_axis
from clientela.discover.thin import PHRASES, thin_said
from clientela.errors import TooThinError

FACTS = {"there": 17, "needed": 101, "buyers": 42, "days": 63, "needed_days": 365}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(PHRASES.rows))
def test_each_phrase_takes_the_facts_of_its_error(key: str, language: str) -> None:
    said = thin_said(TooThinError("in English", key, **FACTS), language)
    assert said != "in English"
    if key != "no_difference":
        assert "17" in said
        assert "101" in said


def test_an_error_without_a_phrase_says_its_own_words() -> None:
    assert thin_said(TooThinError("too little of it"), "pl") == "too little of it"


def test_what_is_raised_has_its_facts() -> None:
    import numpy as np

    with pytest.raises(TooThinError) as raised:
        fit_axis(np.arange(7.0))
    assert raised.value.facts == {"there": 7, "needed": LEAST_BUYERS}
    assert str(LEAST_BUYERS) in thin_said(raised.value, "ro")
    assert "there are 7 buyers" in str(raised.value)
