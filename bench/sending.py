"""Messages a CPU-second, end to end: rendered, built, in the ledger, taken by a mail server on loopback.

`python bench/sending.py [--messages 4000]` sends the same message to as many people by our path and by
Django's own mail classes with smtplib, in one run, with the same database, with and without DKIM. Only the
sender's own processor time counts; the mail server is a process of its own.

The stock path does what a careful programme does with Django: a compiled template, one connection kept
open, an `EmailMultiAlternatives`, the row saved as "sending" before and as "delivered" after. The line "no
ledger" leaves these two out of the stock path, and only there.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.smtp import EmailBackend
    from django.template import Context, Template

    from clientela_web.models import Campaign, Delivery

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

PARAGRAPH = (
    "<p style='margin:0 0 12px'>Am văzut că folosiți de mult timp produsele noastre și vă mulțumim."
    " În această primăvară avem reduceri la tot ce v-a plăcut, iar livrarea este gratuită pentru comenzi"
    " din {place}.</p>"
)
PLACES = ("{{ customer.city }}", "orașul dumneavoastră")
HTML = (
    "<html><head><title>Oferta</title></head><body style='font-family:sans-serif'>"
    "<h1>Bună ziua, {{ customer.first_name }}!</h1>"
    + "".join(PARAGRAPH.format(place=PLACES[place % 2]) for place in range(14))
    + "{% if customer.loyalty_points > 500 %}<p>Aveți {{ customer.loyalty_points }} puncte.</p>{% endif %}"
    "<p><a href='{{ unsubscribe_url }}'>Dezabonare</a></p></body></html>"
)
TEXT = (
    "Bună ziua, {{ customer.first_name }}!\n\n"
    + "Am văzut că folosiți de mult timp produsele noastre și vă mulțumim.\n" * 8
    + "Livrare gratuită în {{ customer.city }}.\n"
    "{% if customer.loyalty_points > 500 %}Aveți {{ customer.loyalty_points }} puncte.\n{% endif %}"
    "Dezabonare: {{ unsubscribe_url }}\n"
)
SUBJECT = "{{ customer.first_name }}, reduceri de primăvară"
SITE = "https://shop.example"
TYPES = {"first_name": "text", "city": "text", "loyalty_points": "integer"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=4_000)
    parser.add_argument("--connections", type=int, default=8)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clientela-sending-") as folder:
        set_up(Path(folder))
        Comparison(Path(folder), told.messages, told.connections).run()


def set_up(folder: Path) -> None:
    os.environ["CLIENTELA_WORKSPACE"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "clientela_web.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


class Comparison:
    """The same message to the same people, by two paths."""

    def __init__(self, folder: Path, messages: int, connections: int) -> None:
        from tests.web.channels.conftest import start_sink

        self.folder, self.messages, self.connections = folder, messages, connections
        self.sink = start_sink(folder / "sink")
        self.turn = 0
        self.pem = rsa_key()

    def run(self) -> None:
        try:
            for signed in (False, True):
                said = "with DKIM (RSA 2048)" if signed else "without DKIM"
                ours = self.measure(lambda signed=signed: self.send_ours(signed=signed))
                stock = self.measure(lambda signed=signed: self.send_stock(signed=signed))
                bare = self.measure(lambda signed=signed: self.send_stock(signed=signed, ledger=False))
                print(f"{said}: ours {ours:,.0f} messages a CPU-second")
                print(f"  Django {stock:,.0f}: {ours / stock:.1f} x")
                print(f"  Django with no ledger {bare:,.0f}: {ours / bare:.1f} x")
        finally:
            self.sink.process.kill()
            self.sink.process.wait()

    def measure(self, send: Callable[[], float]) -> float:
        before = len(self.sink.taken())
        seconds = send()
        assert len(self.sink.taken()) - before == self.messages
        return self.messages / seconds

    def campaign(self, *, signed: bool) -> Campaign:
        from tests.web.channels.people import campaign_to

        from clientela_web.channels.sealing import seal
        from clientela_web.models import Provider

        self.turn += 1
        settings = {"host": "127.0.0.1", "port": self.sink.port, "security": "none", "hello": "bench"}
        if signed:
            settings["dkim"] = {"domain": "shop.example", "selector": "s1"}
        provider = Provider.objects.create(
            name=f"provider {self.turn}",
            channel="email",
            kind="smtp",
            settings=settings,
            sealed=seal({"dkim_key": self.pem}) if signed else "",
            connections=self.connections,
        )
        campaign = campaign_to(
            (f"c{number}@d{number % 50}.example" for number in range(self.messages)),
            provider,
            name=f"Bench {self.turn}",
            values=lambda number: (
                f'{{"first_name": "Ștefan {number}", "city": "Cluj", "loyalty_points": {number % 1000}}}'
            ),
        )
        campaign.value_types = TYPES
        campaign.writing = {"subject": SUBJECT, "html": HTML, "text": TEXT, "language": "ro"}
        campaign.save()
        return campaign

    def send_ours(self, *, signed: bool) -> float:
        from clientela_web.channels.carrying import Carrier
        from clientela_web.channels.composing import composed_alone
        from clientela_web.models import Campaign

        campaign = self.campaign(signed=signed)
        carrier = Carrier(composed_alone, SITE)
        began = time.process_time()
        while Campaign.objects.filter(pk=campaign.pk, state="sending").exists():
            carrier.turn()
        carrier.close()
        return time.process_time() - began

    def send_stock(self, *, signed: bool, ledger: bool = True) -> float:
        from django.core.mail import get_connection
        from django.template import Context, Engine

        campaign = self.campaign(signed=signed)
        plain, html = Engine(autoescape=False), Engine().from_string(HTML)
        subject, text = plain.from_string(SUBJECT), plain.from_string(TEXT)
        began = time.process_time()
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=self.sink.port
        )
        connection.open()
        for row in campaign.deliveries.filter(state="pending").iterator():
            self.send_one(row, connection, (subject, html, text), Context, signed=signed, ledger=ledger)
        connection.close()
        campaign.state = "sent"
        campaign.save()
        return time.process_time() - began

    def send_one(
        self,
        row: Delivery,
        connection: EmailBackend,
        templates: tuple[Template, Template, Template],
        context: type[Context],
        *,
        signed: bool,
        ledger: bool,
    ) -> None:
        import json

        from django.core.mail import EmailMultiAlternatives
        from django.utils import timezone

        subject, html, text = templates
        token = f"{row.pk:x}"
        values = context({"customer": json.loads(row.merge_values), "unsubscribe_url": f"{SITE}/u/{token}"})
        message = EmailMultiAlternatives(
            subject.render(values),
            text.render(values),
            "The shop <news@shop.example>",
            [row.address],
            headers={
                "Message-ID": f"<{token}@shop.example>",
                "List-Unsubscribe": f"<{SITE}/u/{token}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        message.attach_alternative(html.render(values), "text/html")
        if ledger:
            row.state = "sending"
            row.save(update_fields=["state"])
        if signed:
            self.send_signed(message, connection)
        else:
            connection.send_messages([message])
        if ledger:
            row.state, row.finished_at = "delivered", timezone.now()
            row.save(update_fields=["state", "finished_at"])

    def send_signed(self, message: EmailMultiAlternatives, connection: EmailBackend) -> None:
        """As django-dkim and its likes do it: the message as bytes, signed by dkimpy, sent by smtplib."""
        import dkim

        data = message.message().as_bytes(linesep="\r\n")
        headers = [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"List-Unsubscribe"]
        signature = dkim.sign(data, b"s1", b"shop.example", self.pem.encode(), include_headers=headers)
        connection.connection.sendmail(message.from_email, message.to, signature + data)


def rsa_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


if __name__ == "__main__":
    main()
