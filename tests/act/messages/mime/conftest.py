from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from clientela.act.messages import Composed, Writing, compose
from clientela.act.messages.mime import Addressee, DkimKey, Letters, Mail, Mailbox, Post

AT = dt.datetime(2026, 5, 1, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
ANNA = Addressee("anna@example.net", "d3l1very", AT, "Anna Țîrțău")
VALUES = {"city": "Vic", "first_name": "Anna", "unsubscribe_url": "https://shop.example.com/u/d3l1very"}
HTML = """<style>p {color: red}</style><h1>Dragă {nume|client},</h1>
<p>From {{ city }}:    <a href="{{ unsubscribe_url }}">dezabonare</a></p>{% if city %}<p>.</p>{% endif %}"""


@pytest.fixture(scope="session")
def composed(fields) -> Composed:
    """A message with a merge field in each part."""
    return compose(Writing("email", subject="Salut, {nume}", html=HTML, language="ro"), fields)


@pytest.fixture(scope="session")
def post() -> Post:
    return Post(
        campaign="may-1",
        sender=Mailbox.read("Magazinul Țesături <shop@example.com>"),
        return_path="bounces+{token}@mail.example.com",
        list_id="news.example.com",
        list_name="Știri",
        unsubscribe_mail="leave+{token}@example.com",
    )


@pytest.fixture(scope="session")
def letters(composed, post) -> Letters:
    return Letters(composed, post)


@pytest.fixture(scope="session")
def mail(letters) -> Mail:
    return letters.mail(VALUES, ANNA)


@pytest.fixture(scope="session")
def keys() -> tuple[DkimKey, DkimKey]:
    """A key of RSA and one of Ed25519."""
    made = rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate()
    return tuple(  # type: ignore[return-value]
        DkimKey.from_pem(
            "example.com",
            selector,
            key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption()),
        )
        for selector, key in zip(("rsa", "ed"), made, strict=True)
    )


@pytest.fixture(scope="session")
def dns(keys) -> Callable[..., bytes]:
    """What is published under the selectors."""
    public = [key.key.public_key() for key in keys]
    raw = public[1].public_bytes(forms.Encoding.Raw, forms.PublicFormat.Raw)
    der = public[0].public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo)
    records = {
        b"rsa._domainkey.example.com.": b"v=DKIM1; k=rsa; p=" + base64.b64encode(der),
        b"ed._domainkey.example.com.": b"v=DKIM1; k=ed25519; p=" + base64.b64encode(raw),
    }

    def look_up(name: bytes, timeout: int = 5) -> bytes:
        return records[name]

    return look_up
