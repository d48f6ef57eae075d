"""Signatures, checked by another library."""
# ruff: noqa: E501 - a case stands on its line

import dataclasses
import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.act.messages import Writing, compose
from clientela.act.messages.mime import DkimKey, Letters
from clientela.act.messages.mime.dkim import DkimKeyError
from tests.act.messages.mime.conftest import ANNA, VALUES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dkim


@pytest.fixture(scope="session")
def signing(composed, post, keys):
    return Letters(composed, dataclasses.replace(post, keys=keys))


def verified(data, dns):
    return [holds(data, place, dns) for place in (0, 1)]


def holds(data, place, dns):
    try:
        return dkim.DKIM(data).verify(idx=place, dnsfunc=dns)
    except dkim.ValidationError:  # what it says of a body that was changed
        return False


def test_both_signatures_hold(signing, dns):
    assert verified(signing.mail(VALUES, ANNA).data, dns) == [True, True]


@settings(max_examples=60, deadline=None)
@given(city=st.text(max_size=80), name=st.text(max_size=80))
def test_they_hold_whatever_the_values_are(signing, dns, city, name):
    assert verified(signing.mail({**VALUES, "city": city, "first_name": name}, ANNA).data, dns) == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    "text", ["a", "a  b \t c\n\n\n", "\n\n", "Привет,  мир \n", "a \n b\n\n.\n", "x" * 300]
)
def test_they_hold_for_text_alone(text, fields, post, keys, dns):
    composed = compose(Writing("email", subject="a", text="{{ city }}" + text), fields)
    made = Letters(composed, dataclasses.replace(post, keys=keys)).mail({"city": "\n"}, ANNA)
    assert verified(made.data, dns) == [True, True]


def test_they_hold_after_blanks_were_folded_on_the_way(signing, dns):
    data = signing.mail(VALUES, ANNA).data
    assert verified(data.replace(b"Subject: Salut,", b"Subject:  Salut, "), dns) == [True, True]


@pytest.mark.parametrize(
    "name", ["From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "MIME-Version", "Content-Type"]
)  # fmt: skip
def test_a_changed_field_breaks_them(name, signing, dns):
    data = signing.mail(VALUES, ANNA).data
    changed = re.sub(rb"(?m)^(%b: )" % name.encode(), rb"\1x", data, count=1)
    assert changed != data
    assert verified(changed, dns) == [False, False]


def test_a_second_sender_or_another_body_breaks_them(signing, dns):
    data = signing.mail(VALUES, ANNA).data
    assert verified(b"From: x@example.com\r\n" + data, dns) == [False, False]
    assert verified(data.replace(b"dezabonare", b"dezabonarf"), dns) == [False, False]


def test_keys_that_are_none_are_refused():
    for pem in ("", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        with pytest.raises(DkimKeyError):
            DkimKey.from_pem("example.com", "s", pem)


def test_other_kinds_of_keys_and_wrong_names_are_refused(keys):
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric import ec

    def pem(key):
        return key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())

    with pytest.raises(DkimKeyError, match="RSA or Ed25519"):
        DkimKey.from_pem("example.com", "s", pem(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(DkimKeyError, match="no name in the DNS"):
        DkimKey.from_pem("example.com; d=evil", "s", pem(keys[1].key))
    assert "PRIVATE" not in repr(keys[0])
