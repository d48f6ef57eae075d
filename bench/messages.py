"""Messages per CPU-second: written and built for the wire, by Clientela and by Django's own mail classes.

Both write the same message for the same recipients, with python-liquid and the same values, and end with the
bytes that SMTP sends. Run with `python bench/messages.py [recipients]`.
"""
# ruff: noqa: E501 - the page as somebody wrote it

from __future__ import annotations

import datetime as dt
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import django
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from liquid import Environment

from clientela.act.messages import MergeFields, Writing, compose
from clientela.act.messages.mime import Addressee, DkimKey, Letters, Mailbox, Post
from clientela.catalog import FirmCatalog

ROUNDS = 6
AT = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
BLOCK = """<table class="card"><tr><td><h2>A season of light things</h2><p>Linen, cotton and canvas, cut wide and sewn to
last: forty new pieces, in the colours of stone, sage and rust. See them <a href="https://shop.example.com/new">here</a>,
or come by; we keep your size for three days.</p></td><td><img src="https://shop.example.com/p.jpg" alt="Linen"></td></tr></table>
"""
HTML = (
    """<style>.card td {padding: 12px; font: 15px/1.5 Georgia, serif} h1, h2 {color: #234} p {margin: 0 0 12px}
a {color: #0a6b5d} @media (prefers-color-scheme: dark) {p {color: #eee}}</style>
<h1>Hello {{ customer.first_name | default: "there" }},</h1>
<p>since {{ customer.city }} you have {{ customer.loyalty_points }} points with {{ company.name | default: "us" }}.</p>"""
    + BLOCK * 20
    + """{% if customer.orders_365d > 3 %}<p>Thank you for {{ customer.orders_365d }} orders this year.</p>{% endif %}
<ul>{% for each in recent_products limit: 3 %}<li>{{ each.name }}: {{ each.price }}</li>{% endfor %}</ul>
<p>Your code: {{ coupon }}. <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>"""
)


def values(number: int) -> dict[str, object]:
    """What is known of one recipient."""
    return {
        "first_name": f"Anna {number}",
        "city": ("Barcelona", "Łódź", "Iași", "Vic")[number % 4],
        "loyalty_points": number,
        "orders_365d": number % 7,
        "company.name": None,
        "coupon": f"GIFT-{number:06}",
        "recent_products": [{"name": f"Shirt {number % 50}", "price": Decimal("29.90")}] * 3,
        "unsubscribe_url": f"https://shop.example.com/u/{number:032x}",
    }


@dataclass
class Entry:
    """One way of doing it, and the best it has done."""

    told: str
    work: Callable[[int], bytes]
    each: int
    rate: float = 0.0
    size: int = 0

    def run(self, first: int) -> None:
        begun = time.process_time()
        for number in range(first, first + self.each):
            data = self.work(number)
        self.rate = max(self.rate, self.each / (time.process_time() - begun))
        self.size = len(data)


def ours(letters: Letters) -> Callable[[int], bytes]:
    def work(number: int) -> bytes:
        return letters.mail(values(number), Addressee(f"c{number}@example.net", f"t{number}", AT)).data

    return work


def djangos(
    html: str, text: str, subject: str, sign: Callable[[bytes], bytes] | None
) -> Callable[[int], bytes]:
    escaped, plain = Environment(autoescape=True), Environment()
    page, words, title = escaped.from_string(html), plain.from_string(text), plain.from_string(subject)

    def work(number: int) -> bytes:
        known = values(number)
        known |= {"customer": known, "company": {"name": known["company.name"]}}
        url = str(known["unsubscribe_url"])
        mail = EmailMultiAlternatives(
            title.render(**known),
            words.render(**known),
            "Shop <shop@example.com>",
            [f"c{number}@example.net"],
            headers={"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                     "Message-ID": f"<{number}@example.com>", "Date": "Mon, 01 Jun 2026 09:00:00 +0000"},
        )  # fmt: skip
        mail.attach_alternative(page.render(**known), "text/html")
        data = mail.message().as_bytes(linesep="\r\n")
        return sign(data) + data if sign else data

    return work


def main(recipients: int) -> None:
    settings.configure(USE_TZ=True, DEFAULT_CHARSET="utf-8")
    django.setup()
    subject = "For {{ customer.first_name }}"
    composed = compose(Writing("email", subject=subject, html=HTML), MergeFields(FirmCatalog()))
    html, text = str(composed.templates["html"]), str(composed.templates["text"])
    keys = {
        "rsa-2048": rsa.generate_private_key(65537, 2048),
        "ed25519": ed25519.Ed25519PrivateKey.generate(),
    }
    pems = {
        name: key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
        for name, key in keys.items()
    }
    post = {
        "campaign": "bench",
        "sender": Mailbox.read("Shop <shop@example.com>"),
        "return_path": "b+{token}@example.com",
    }
    signing = {name: (DkimKey.from_pem("example.com", "s", pem),) for name, pem in pems.items()}
    each, few = max(recipients // ROUNDS, 1), max(recipients // ROUNDS // 10, 10)
    entries = [
        Entry("Django, unsigned", djangos(html, text, subject, None), few),
        Entry("Django and dkimpy, rsa-2048", djangos(html, text, subject, signer(pems)), few),
        Entry("Clientela, unsigned", ours(Letters(composed, Post(**post))), each),
        Entry("Clientela, rsa-2048", ours(Letters(composed, Post(**post, keys=signing["rsa-2048"]))), each),
        Entry("Clientela, ed25519", ours(Letters(composed, Post(**post, keys=signing["ed25519"]))), each),
        Entry("Clientela, written only", lambda number: composed.render(values(number)).text.encode(), each),
    ]
    for done in range(ROUNDS):  # one after the other, so that what else the machine does falls on all
        for entry in entries:
            entry.run(done * each)
    print(f"{recipients} recipients, a page of {len(html):,} letters; the best of {ROUNDS} rounds")
    for entry in entries:
        print(f"{entry.told:30} {entry.rate:9,.0f} a CPU-second  {entry.size:7,} bytes")
    rates = [entry.rate for entry in entries]
    print(f"unsigned {rates[2] / rates[0]:.1f} times, signed {rates[3] / rates[1]:.1f} times")


def signer(pems: dict[str, bytes]) -> Callable[[bytes], bytes]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dkim
    key = forms.load_pem_private_key(pems["rsa-2048"], None)
    pem = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.TraditionalOpenSSL, forms.NoEncryption())

    def sign(data: bytes) -> bytes:
        return dkim.sign(data, b"s", b"example.com", pem, canonicalize=(b"relaxed", b"relaxed"))

    return sign


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
