"""Mails of the house: by a mail server with a signature, by providers with an interface, never half."""

from __future__ import annotations

import base64
import datetime as dt
import warnings
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.mail import EmailMultiAlternatives

from clientela.act.messages.mime import Mailbox
from clientela.act.messages.mime.addresses import AddressError
from clientela_web.channels.alone import NobodyKnowsError, RefusedError
from clientela_web.channels.anymail.mails import WITHOUT_PICTURES, house_mail
from clientela_web.channels.anymail.providers import backend_of
from clientela_web.channels.house import HouseMail, send_mail
from clientela_web.channels.lines import ProviderError
from clientela_web.channels.sealing import seal
from clientela_web.models import Provider
from tests.web.channels.anymail.esp import EspServer, mailgun_at
from tests.web.channels.anymail.test_sending import ASKED
from tests.web.channels.people import provider_at, webhook_at

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dkim

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080000000"
    "03a7e9b550000000a49444154789c63600000000200014873a8050000000049454e44ae426082"
)
MAIL = HouseMail(
    key="report 7",
    sender=Mailbox("news@shop.example", "Магазин, «у дома»"),
    to="anna@x.example",
    subject="Кампания «Весна»\nдва",
    text="Весна.\n.точка\n\n\n",
    html='<p>Весна  <img src="cid:picture-1" alt="a"></p>' + "<p>x</p>" * 300,
    pictures={"picture-1": PNG},
    at=dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC),
)


def signing(provider: Provider) -> dict[bytes, bytes]:
    """Have the provider sign; what stands in the DNS."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    provider.settings["dkim"] = {"domain": "shop.example", "selector": "a"}
    provider.sealed = seal({"dkim_key": pem.decode()})
    provider.save()
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {b"a._domainkey.shop.example.": b"v=DKIM1; k=ed25519; p=" + base64.b64encode(public)}


def test_mail_server_gets_it_whole_and_signed(sink):
    running = sink()
    provider = provider_at(running.port)
    published = signing(provider)
    assert send_mail(provider, MAIL) == "127.0.0.1"
    (raw,) = (each.read_bytes() for each in running.kept.glob("*.eml"))
    assert dkim.DKIM(raw).verify(dnsfunc=lambda name, timeout=5: published.get(name))
    (mail,) = running.messages()
    assert (str(mail["From"].addresses[0].display_name), mail["To"]) == (
        "Магазин, «у дома»",
        "anna@x.example",
    )
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("Кампания «Весна» два", "auto-generated")
    assert mail["Message-ID"] == MAIL.message_id
    assert mail.get_body(("plain",)).get_content().split() == ["Весна.", ".точка"]
    assert "Весна  <img" in mail.get_body(("html",)).get_content()
    (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    assert (picture["Content-ID"], picture.get_content()) == ("<picture-1>", PNG)
    assert running.log.read_text().split() == ["anna@x.example", "news@shop.example"]


def test_provider_with_an_interface_gets_the_same():
    esp = EspServer()
    try:
        provider = mailgun_at(esp.port)
        assert send_mail(provider, replace(MAIL, pictures={})) == "<1@mailgun.example>"
        ((told, _headers, _path),) = esp.taken
        assert (told["to"], told["subject"]) == ("anna@x.example", "Кампания «Весна» два")
        assert "Весна" in told["html"]
        assert told["h:Auto-Submitted"] == "auto-generated"
        for address, error in (("gone", RefusedError), ("later", ProviderError), ("busy", ProviderError)):
            with pytest.raises(error):
                send_mail(provider, replace(MAIL, to=f"{address}@x.example", pictures={}))
        with pytest.raises(NobodyKnowsError):
            send_mail(provider, replace(MAIL, to="takes@x.example", pictures={}))
    finally:
        esp.shutdown()
        esp.server_close()


@pytest.mark.parametrize("kind", ASKED)
def test_every_provider_can_express_it(kind):
    """The library refuses what a provider's interface has no words for."""
    provider = Provider(name=kind, channel="email", kind=kind, settings=ASKED[kind])
    message = house_mail(MAIL, kind).message
    assert isinstance(message, EmailMultiAlternatives)
    backend = backend_of(provider)
    payload = backend.build_message_payload(message, backend.send_defaults)
    said = repr(vars(payload))
    assert ("picture-1" in said) is (kind not in WITHOUT_PICTURES)


def test_nothing_is_on_the_wire_before_that_is_committed(sink):
    running = sink()
    provider = provider_at(running.port)
    seen: list[int] = []
    send_mail(provider, MAIL, lambda: seen.append(len(running.taken())))
    assert (seen, len(running.taken())) == ([0], 1)

    def refuse() -> None:
        raise RuntimeError("taken up by another")

    with pytest.raises(RuntimeError):
        send_mail(provider, MAIL, refuse)
    assert len(running.taken()) == 1


@pytest.mark.parametrize(
    ("to", "error", "is_begun"),
    [
        ("gone", RefusedError, False),
        ("spam", RefusedError, True),
        ("later", ProviderError, False),
        ("full", ProviderError, True),
        ("takes", NobodyKnowsError, True),
        ("breaks", NobodyKnowsError, True),
    ],
)
def test_what_the_mail_server_says_is_told_apart(sink, to, error, is_begun):
    begun: list[bool] = []
    with pytest.raises(error) as told:
        send_mail(provider_at(sink().port), replace(MAIL, to=f"{to}@x.example"), lambda: begun.append(True))
    assert type(told.value) is error
    assert bool(begun) is is_begun


def test_what_cannot_be_is_said(sink, settings):
    settings.INSIDE_HOSTS = ["127.0.0.1"]
    provider = provider_at(sink().port)
    with pytest.raises(AddressError):
        send_mail(provider, replace(MAIL, to="nobody"))
    with pytest.raises(RefusedError, match="cannot be written"):
        send_mail(provider, replace(MAIL, to="żaneta@x.example"))
    with pytest.raises(ProviderError, match="carries no e-mail"):
        send_mail(webhook_at(1), MAIL)
