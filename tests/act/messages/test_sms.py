"""Parts of text messages, by the standard's own numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.act.messages.sms import GSM, measure_sms, transliterated


def test_the_alphabet_has_127_letters_and_ten_more_behind_an_escape():
    assert sum(places == 1 for places in GSM.values()) == 127
    assert sorted(letter for letter, places in GSM.items() if places == 2) == sorted("\f^{}\\[~]|€")


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("", "gsm7", 0),
        ("a" * 160, "gsm7", 1),
        ("a" * 161, "gsm7", 2),
        ("a" * 306, "gsm7", 2),
        ("a" * 307, "gsm7", 3),
        ("€" * 80, "gsm7", 1),
        ("€" * 81, "gsm7", 2),
        (
            "a" * 152 + "€" + "a" * 153,
            "gsm7",
            3,
        ),  # the escape and its letter are not torn: one place stays empty
        ("ș" * 70, "ucs2", 1),
        ("ș" * 71, "ucs2", 2),
        ("ș" * 134, "ucs2", 2),
        ("ș" * 135, "ucs2", 3),
        ("😀" * 35, "ucs2", 1),
        ("😀" * 36, "ucs2", 2),
        ("ș" * 66 + "😀" + "ș" * 66, "ucs2", 3),  # nor are the two halves of an emoji
    ],
)
def test_parts(text, encoding, segments):
    size = measure_sms(text)
    assert (size.encoding, size.segments) == (encoding, segments)


@given(st.text(st.sampled_from("aé€[șłя😀"), max_size=400))
def test_parts_are_as_few_as_whole_letters_allow(text):
    size = measure_sms(text)
    alone, part = (160, 153) if size.encoding == "gsm7" else (70, 67)
    places = [GSM[each] if size.encoding == "gsm7" else len(each.encode("utf-16-be")) // 2 for each in text]
    assert size.units == sum(places)
    if size.units <= alone:
        assert size.segments == bool(text)
    else:
        assert size.units / part <= size.segments <= size.units / (part - 1) + 1


def test_letters_that_cost_are_named_with_what_they_cost():
    text = "Promoția se încheie azi! " * 6
    size = measure_sms(text)
    assert (size.encoding, size.segments, size.forced_by) == ("ucs2", 3, {"ț": 6, "î": 6})
    assert (size.spared, measure_sms(transliterated(text)).segments) == (2, 1)
    assert size.cost(Decimal("0.055")) == Decimal("0.165")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zażółć gęślą jaźń ŁÓDŹ", "Zazolc gesla jazn LODZ"),
        ("„Știință” și ţară – Iași…", '"Stiinta" si tara - Iasi...'),
        ("L’Àngel çó·la", "L'Angel co.la"),
        ("ñ Ñ ü à € ¿", "ñ Ñ ü à € ¿"),
        ("Привет 😀", "Привет 😀"),
    ],
)
def test_the_nearest_letters_of_the_alphabet(text, plain):
    assert transliterated(text) == plain


@given(st.text(max_size=100))
def test_what_is_in_the_alphabet_stays(text):
    known = "".join(each for each in text if each in GSM)
    assert transliterated(known) == known
