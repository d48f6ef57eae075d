"""Header fields, read again by Python's."""
# ruff: noqa: E501 - a case stands on its line

import email
import email.policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.act.messages.lines import clean
from clientela.act.messages.mime.headers import phrase, unstructured

ANY = st.text(max_size=300)
MIXED = st.text(st.sampled_from('ab  =?_"\\<>,łș😀я\r\n\t'), max_size=200)


@given(ANY | MIXED)
def test_a_value_comes_back_in_one_line(text):
    made = unstructured(text, 9)
    assert all(len(line) <= 76 for line in made.split(b"\r\n"))
    assert made.isascii()
    read = email.message_from_bytes(b"Subject: " + made + b"\r\nX: y\r\n\r\n", policy=email.policy.default)
    assert read["X"] == "y"
    assert read["Subject"].split() == clean(text).split()


@given(ANY | MIXED)
def test_encoded_words_hold_whole_letters(text):
    made = unstructured("ș" + text, 9)
    for word in made.split(b"\r\n "):
        ((data, charset),) = decode_header(word.decode())
        assert charset == "utf-8"
        data.decode("utf-8")
        assert len(word) <= 75
    joined = str(make_header(decode_header(made.decode().replace("\r\n ", " "))))
    assert joined == clean("ș" + text)


@given(ANY.filter(clean))
def test_a_name_beside_an_address_stays_a_name(text):
    made = phrase(text, 6) + b" <a@example.com>"
    read = email.message_from_bytes(b"From: " + made + b"\r\n\r\n", policy=email.policy.default)
    (found,) = read["From"].addresses
    assert found.addr_spec == "a@example.com"
    # this parser puts a blank between two encoded words of a name, which RFC 2047, 6.2 takes away
    assert "".join(found.display_name.split()) == "".join(clean(text).split())


@pytest.mark.parametrize(
    ("name", "made"),
    [("Shop", b"Shop"), ("Shop, Inc.", b'"Shop, Inc."'), ('The "Shop"', b'"The \\"Shop\\""'), ("Știri", b"=?utf-8?b?yJh0aXJp?="), ("=?x?=", b"=?utf-8?b?PT94Pz0=?=")],
)  # fmt: skip
def test_names(name, made):
    assert phrase(name, 6) == made
    if name.isascii() and "=?" not in name:
        assert parseaddr(made.decode() + " <a@b.c>") == (name, "a@b.c")
