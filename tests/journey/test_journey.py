"""From a form on the firm's page to the report: one firm, two campaigns, real processes.

Nothing is asserted of what was asked for, but of what came: mail in the mailbox, answers over HTTP.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.journey.letters import Letter, letters_in
from tests.journey.outside import BROWSER, PUBLIC, Browser, Processes, Program, until

pytestmark = pytest.mark.own_site

PEOPLE = 60
NAMELESS, UNREACHED, UNASKED = range(50, 58), 58, 59
"""Who have no first name (so many that the lot cannot hold all of them out), no address, never agreed."""
BUYERS = [f"k{number}@people.example" for number in range(10)]
CODES = [f"PRIMAVARA-{number:03}" for number in range(200)]
AGREED = "Vreau noutăți prin e-mail."
SEGMENT = "Cititoare"
TRAP = "/65535"
SCANNER = "Mozilla/5.0 (compatible; Barracuda Sentinel/1.0)"
DEFINITELY_LATER = 4.0  # seconds: nobody opens, reads and clicks sooner
ENDS = ("delivered", "failed", "skipped", "suppressed", "unknown")
HTML = """
<style>h1 { color: #a40000 } .code { font-weight: bold }
@media (max-width: 600px) { h1 { font-size: 20px } }</style>
<h1>Dragă {nume},</h1>
<p>Codul dumneavoastră: <span class="code">{{ coupon }}</span></p>
<ul>{% for product in recent_products %}
<li><a href="https://shop.example/p/{{ product.item }}">{{ product.name }}</a>:
{{ product.price | money: product.currency }}</li>
{% endfor %}</ul>
<p><a href="https://shop.example/primavara?cine={{ customer.external_id }}&amp;de=mail#sus">Vedeți tot</a></p>
<p><a href="{{ preferences_url }}">Preferințe</a> · <a href="{link de dezabonare}">Dezabonare</a></p>
"""


@dataclass
class Story:
    """What the firm knows while it goes on."""

    firm: Processes
    owner: Browser
    shop: Program
    public_key: bytes = b""

    @property
    def letters(self) -> list[Letter]:
        return letters_in(self.firm.folder)

    def letter_to(self, address: str) -> Letter:
        """The first mail of a campaign to her."""
        sent = (each for each in self.letters if each.message["List-Unsubscribe"])
        return next(each for each in sent if each.to == address)

    def number_of(self, key: str) -> int:
        card = self.shop.ask(f"customers/by-key?key={key}&limit=0")
        return int(card["customer"]["customer_id"])

    def browser(self, agent: str = BROWSER) -> Browser:
        """Somebody out there."""
        return Browser(self.firm.site, agent)

    def campaign(self, number: int) -> dict[str, Any]:
        return dict(self.shop.ask(f"campaigns/{number}"))

    def rows(self, number: int) -> list[dict[str, Any]]:
        """What became of each."""
        pages = self.shop.ask(f"campaigns/{number}/recipients")["pages"]
        return [
            each
            for page in range(1, pages + 1)
            for each in self.shop.ask(f"campaigns/{number}/recipients?page={page}")["recipients"]
        ]


def test_firm_asks_writes_sends_listens_and_learns(firm: Processes) -> None:
    story = _firm_begins(firm)
    _customers_come(story)
    _ewa_asks_and_confirms(story)
    first = _campaign_goes_out(story)
    reached = _mail_came(story, first)
    clicker, scanned, leaving, forgotten = reached[:4]
    _scanner_clicks(story, scanned)
    _leaves_by_one_click(story, leaving)
    gone = _is_forgotten(story, first, forgotten)
    _clicks_and_buys(story, clicker)
    _next_campaign_leaves_them_alone(story, leaving, gone)
    _report_tells(story, first, clicker)
    _card_tells(story, clicker, scanned, leaving)
    assert [firm.end(each) for each in ("worker", "mailbox", "serve")] == [0, 0, 0]


def _firm_begins(firm: Processes) -> Story:
    """An administrator, a key for the shop's program, the mailbox behind a provider that signs."""
    owner, site = Browser(firm.site), firm.site
    told = {"name": "Ada", "email": "ada@shop.example", "password": "a long enough pass phrase"}
    assert owner.post(f"{site}/start/", **told, language="en").status == 302
    made = owner.post(f"{site}/settings/keys/new/", name="shop", role="administrator")
    key = re.search(r"Authorization: Bearer (\S+)</pre>", made.text)
    assert key is not None
    story = Story(firm, owner, Program(site, key.group(1)))
    private = generate_private_key(65537, 2048)
    story.public_key = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    port = re.search(r"at 127\.0\.0\.1:(\d+)", (firm.logs / "mailbox.log").read_text())
    assert port is not None
    kept = owner.post(
        f"{site}/settings/providers/new/smtp/",
        name="Post office",
        connections="4",
        setting_host="127.0.0.1",
        setting_port=port.group(1),
        setting_security="none",
        setting_dkim_domain="shop.example",
        setting_dkim_selector="s1",
        setting_dkim_key=pem,
    )
    assert kept.status == 302, kept.text
    return story


def _customers_come(story: Story) -> None:
    """Customers, products, orders and consents from files; one segment over them."""
    people = [
        f"K{number},{'' if number in NAMELESS else 'Ana'},N{number},"
        f"{'' if number == UNREACHED else f'k{number}@people.example'},ro,RO"
        for number in range(PEOPLE)
    ]
    head = "customer_id,first_name,last_name,email,language,country"
    story.shop.bring("customers", "\n".join([head, *people, "EWA,Ewa,Nowak,ewa@people.example,pl,PL"]))
    story.shop.bring(
        "products", "product_id,name,category,price,currency\nSKU-1,Pantofi roșii,shoes,149.50,RON"
    )
    bought = [f"O{number},K{number},2026-03-01 10:00,SKU-1,shoes,1,149.50" for number, _ in enumerate(BUYERS)]
    story.shop.bring(
        "order-lines", "\n".join(["order_id,customer_id,date,product_id,category,quantity,price", *bought])
    )
    agreed = [
        f"K{number},email,marketing,given,2026-01-03 10:00" for number in range(PEOPLE) if number != UNASKED
    ]
    story.shop.bring("consents", "\n".join(["customer_id,channel,purpose,state,date", *agreed]))
    story.shop.ask("segments", {"name": SEGMENT, "rule": "country in ('RO', 'PL')"})


def _ewa_asks_and_confirms(story: Story) -> None:
    """The firm's form asks for her consent; the mail is in her language; nothing counts before the button."""
    site = story.firm.site
    providers = story.owner.ask(f"{site}/settings/confirmations/").text
    chosen = re.search(r'<option value="(\d+)"[^>]*>Post office', providers)
    assert chosen is not None
    told = {"sender_name": "Shop", "sender_address": "news@shop.example", "days": "7"}
    kept = story.owner.post(f"{site}/settings/confirmations/", provider=chosen.group(1), **told)
    assert kept.status == 302, kept.text
    asked = story.shop.ask("consents/requests", {"customer": "EWA", "wording": AGREED})
    assert asked["state"] == "pending"
    letter = until(lambda: next((each for each in story.letters if each.to == "ewa@people.example"), None))
    assert letter.subject == "Prosimy o potwierdzenie zgody na wiadomości"
    assert AGREED in letter.text
    (link,) = letter.links
    ewa = story.browser()
    page = ewa.ask(link)
    assert (page.status, page.headers["Content-Language"]) == (200, "pl")
    assert AGREED in page.text
    assert story.shop.ask(f"consents/requests/{asked['request']}")["state"] == "pending"
    assert ewa.ask(link, b"confirm=yes").status == 200
    assert story.shop.ask(f"consents/requests/{asked['request']}")["state"] == "confirmed"
    assert list(ewa.jar) == []
    counted = story.shop.ask("rules/count", {"rule": f"in segment '{SEGMENT}'"})
    assert counted["count"] == PEOPLE + 1


def _document(name: str, **more: object) -> dict[str, object]:
    return {
        "name": name,
        "segments": [SEGMENT],
        "language": "ro",
        "subject": "{nume}, primăvara e aici",
        "preheader": "Un cod pentru {nume|dumneavoastră}",
        "html": HTML,
        "sender_name": "Magazinul",
        "sender_address": "news@shop.example",
        "reply_to": "hello@shop.example",
        "provider": "Post office",
        "coupon_list": "Primăvara",
        **more,
    }


def _campaign_goes_out(story: Story) -> int:
    """Written, seen, checked with its faults named, approved for its fingerprint, sent."""
    made = story.owner.post(
        f"{story.firm.site}/campaigns/coupons/new/", name="Primăvara", codes="\n".join(CODES)
    )
    assert made.status == 302, made.text
    variants = [
        {"name": "A", "percent": 50},
        {"name": "B", "percent": 50, "subject": "{nume}, ⚘ codul dvs. este {cupon}"},
    ]
    number = int(
        story.shop.ask("campaigns", _document("Primăvara", variants=variants, holdout_percent=20))[
            "campaign_id"
        ]
    )
    first = story.number_of("K0")
    seen = story.shop.ask(f"campaigns/{number}/preview?customer_id={first}&variant=A")
    assert seen["subject"] == "Ana, primăvara e aici"
    assert "Pantofi roșii" in seen["text"]
    assert seen["lacking"] == []
    _checked(story, number)
    told = story.campaign(number)
    assert told["targeted"] == PEOPLE + 1
    faults = told["proof"]["faults"]
    assert {(each["code"], each["what"]) for each in faults} == {("missing", "customer.first_name")}
    named = [number for each in faults for number in each["first"]]
    assert set(named) <= {story.number_of(f"K{each}") for each in NAMELESS}
    assert len(named) == sum(each["count"] for each in faults) == told["proof"]["wrong"]
    assert sum(told["states"].values()) == PEOPLE + 1
    _approved_and_sent(story, number)
    return number


def _checked(story: Story, number: int) -> None:
    story.shop.ask(f"campaigns/{number}/check", {})
    until(
        lambda: story.campaign(number)["state"] == "checked",
        lambda: story.campaign(number),
    )


def _approved_and_sent(story: Story, number: int) -> None:
    """Another fingerprint is refused; the right one lets it go, and every row ends."""
    wrong = story.browser().ask(
        f"{story.firm.site}/api/v1/campaigns/{number}/approve",
        b'{"fingerprint": "000000000000"}',
        {"Authorization": f"Bearer {story.shop.key}", "Content-Type": "application/json"},
    )
    assert wrong.status >= 400
    shown = story.campaign(number)["short_fingerprint"]
    story.shop.ask(f"campaigns/{number}/approve", {"fingerprint": shown})
    story.shop.ask(f"campaigns/{number}/send", {})
    until(lambda: story.campaign(number)["state"] == "sent", lambda: story.campaign(number))
    told = story.campaign(number)
    assert set(told["states"]) <= set(ENDS)
    assert sum(told["states"].values()) == told["targeted"]


def _mail_came(story: Story, number: int) -> list[str]:
    """Everybody who was reached has one mail, and nobody else; it is as mail has to be. Who was reached."""
    rows = story.rows(number)
    reached = {row["address"]: row for row in rows if row["state"] == "delivered"}
    came = [each for each in story.letters if each.message["List-Unsubscribe"]]
    assert sorted(each.to for each in came) == sorted(reached)
    assert {(row["state"], row["reason"]) for row in rows} == {
        ("delivered", ""),
        ("skipped", "holdout"),
        ("skipped", "no_address"),
        ("skipped", "not_writable"),
        ("suppressed", "no_consent"),
    }
    handed = [code for each in came for code in CODES if code in each.text]
    assert len(handed) == len(set(handed)) == len(came)
    for letter in came:
        _is_good_mail(story, letter)
        is_b = reached[letter.to]["variant"] == "B"
        assert ("⚘" in letter.subject) is is_b
        assert ("Pantofi roșii" in letter.text and "149,50" in letter.text) is (letter.to in BUYERS)
    return list(reached)


def _is_good_mail(story: Story, letter: Letter) -> None:
    assert str(letter.message["List-Unsubscribe"]).startswith(f"<{PUBLIC}/u/")
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.message["Reply-To"] == "hello@shop.example"
    assert letter.message["Return-Path"] != "<news@shop.example>"
    assert "q7liquid" not in letter.html + letter.text
    assert "{" not in letter.text
    assert letter.text.startswith("Dragă ")
    assert '<h1 style="color: #a40000' in letter.html
    assert "@media" in letter.html
    record = b"v=DKIM1; k=rsa; p=" + b64encode(story.public_key)
    assert dkim.verify(letter.signed_part, dnsfunc=lambda *_, **__: record)


def _link(letter: Letter, words: str) -> str:
    """The link of the HTML that has these words."""
    found = re.search(rf'<a\b[^>]*href="([^"]+)"[^>]*>{words}', letter.html)
    assert found is not None
    return found.group(1).replace("&amp;", "&")


def _scanner_clicks(story: Story, address: str) -> None:
    """What looks through mail for the mail server follows every link at once."""
    letter = story.letter_to(address)
    for link in letter.links:
        if "/c/" in link:
            # the trap that no person sees leads nowhere
            assert story.browser(SCANNER).ask(link).status == (404 if link.endswith(TRAP) else 302)


def _leaves_by_one_click(story: Story, address: str) -> None:
    """What a mail program posts: no cookie, no page before."""
    letter = story.letter_to(address)
    program = story.browser("Mail program/1.0")
    link = str(letter.message["List-Unsubscribe"]).strip("<>")
    assert program.ask(link).status == 200  # looking changes nothing
    assert _has_agreed(story, address)
    posted = {"Content-Type": "application/x-www-form-urlencoded"}
    assert program.ask(link, b"List-Unsubscribe=One-Click", posted).status == 200
    assert list(program.jar) == []
    assert not _has_agreed(story, address)


def _has_agreed(story: Story, address: str) -> bool:
    card = story.shop.ask(f"customers/by-key?key={address}&limit=0")
    (consent,) = card["consents"]
    return bool(consent["state"] == "given")


def _is_forgotten(story: Story, number: int, address: str) -> int:
    """Erased: her row stays and is counted, and says nothing of her. Which number she had."""
    person = story.number_of(address)
    before = story.campaign(number)["states"]
    answer = story.owner.post(f"{story.firm.site}/customers/{person}/erase/", number=str(person))
    assert answer.status == 302, answer.text
    (hers,) = (row for row in story.rows(number) if row["customer_id"] == person)
    assert (hers["state"], hers["address"], hers["reply"]) == ("delivered", "", "")
    assert address not in story.shop.ask(f"customers?q={address}")["customers"]
    assert story.campaign(number)["states"] == before
    assert story.browser().ask(_link(story.letter_to(address), "Dezabonare")).status == 404
    return person


def _clicks_and_buys(story: Story, address: str) -> None:
    """A person reads first; the counted link leads where the written one did; then she buys."""
    letter = story.letter_to(address)
    time.sleep(DEFINITELY_LATER)
    answer = story.browser().ask(_link(letter, "Vedeți tot"))
    key = re.search(r"k(\d+)@", letter.to)
    who = f"K{key.group(1)}" if key else "EWA"
    assert (answer.status, answer.headers["Location"]) == (
        302,
        f"https://shop.example/primavara?cine={who}&de=mail#sus",
    )
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    story.shop.bring("orders", f"order_id,customer_id,date,total\nO-NEW,{who},{at},90.00")


def _next_campaign_leaves_them_alone(story: Story, leaving: str, forgotten: int) -> None:
    """Who unsubscribed is suppressed, who is erased is not there at all; nobody else is lost."""
    number = int(story.shop.ask("campaigns", _document("Vara"))["campaign_id"])
    came = len(story.letters)
    _checked(story, number)
    _approved_and_sent(story, number)
    rows = {row["customer_id"]: row for row in story.rows(number)}
    assert len(rows) == PEOPLE  # one is erased, one came by the form
    assert forgotten not in rows
    hers = rows[story.number_of(leaving)]
    assert (hers["state"], hers["reason"]) == ("suppressed", "no_consent")
    newest = [each.to for each in story.letters[came:]]
    reached = [row["address"] for row in rows.values() if row["state"] == "delivered"]
    assert sorted(newest) == sorted(reached)
    assert leaving not in newest


def _report_tells(story: Story, number: int, clicker: str) -> None:
    """Her click and her order are in the funnel; what the scanner did stands beside it."""
    until(lambda: "message_clicked" in _kinds(story, clicker), lambda: _kinds(story, clicker))
    told = story.shop.ask(f"campaigns/{number}/report")
    everybody = next(each for each in told["groups"] if each["by"] == "all")
    stages = {each["stage"]: each for each in everybody["stages"]}
    rows = story.rows(number)
    assert stages["delivered"]["count"] == sum(row["state"] == "delivered" for row in rows) - 1  # the erased
    assert stages["clicked"]["count"] == stages["converted"]["count"] == 1
    assert stages["clicked"]["by_machine"] == 1  # the scanner's, beside her
    assert (everybody["sales"], everybody["unsubscribed"]) == (90, 1)


def _kinds(story: Story, address: str) -> list[str]:
    """What the timeline of a card says, the oldest first."""
    card = story.shop.ask(f"customers/by-key?key={address}")
    return [each["kind"] for each in reversed(card["timeline"])]


def _card_tells(story: Story, clicker: str, scanned: str, leaving: str) -> None:
    """Everything in its order, and whose click was a machine's."""
    hers = _kinds(story, clicker)
    story_of_her = ["message_sent", "message_delivered", "message_clicked", "order_completed"]
    assert [kind for kind in hers[hers.index("message_sent") :] if kind in story_of_her][:4] == story_of_her
    card = story.shop.ask(f"customers/by-key?key={scanned}")
    clicks = [each["details"] for each in card["timeline"] if each["kind"] == "message_clicked"]
    assert clicks
    assert all(each["machine"] for each in clicks)
    assert "message_unsubscribed" in _kinds(story, leaving)
