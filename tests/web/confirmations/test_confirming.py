"""A consent that is asked for counts once she has confirmed it by the link of a mail: never before."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clientela.workspace import now
from clientela_web.channels.tokens import confirmation_of, confirmation_token_of, delivery_of, token_of
from clientela_web.ledger.pending import MOST_A_DAY, NotAskedError, ask_consent, pending_of
from clientela_web.ledger.refusing import forget, suppress, withdraw
from clientela_web.models import (
    AuditEntry,
    ConfirmationRules,
    ConsentRequest,
    Provider,
    Suppression,
    SuppressionReason,
    Withdrawal,
)
from clientela_web.workers import confirming
from tests.cases.shop import IDS
from tests.web.api.conftest import program  # noqa: F401
from tests.web.channels.conftest import sink  # noqa: F401
from tests.web.channels.people import provider_at

ANNA = IDS["anna"]
WORDING = "Yes, send me {offers} & <news> {{ once }} a month."
CONSENTS = "consents to email for marketing"


@pytest.fixture
def rules(own_firm, administrator, settings) -> ConfirmationRules:
    """Nobody has agreed to anything; confirmations go to a port where nobody listens."""
    settings.SITE_URL = "https://shop.example"
    own_firm.store.engine.execute("DELETE FROM consents")
    return ConfirmationRules.objects.create(
        provider=provider_at(1), sender_name="The shop", sender_address="news@shop.example"
    )


@pytest.fixture
def ask(rules):
    def asked(customer=ANNA, **told):
        words = {"wording": WORDING, "source": "the test", **told}
        return ask_consent(customer, "email", "marketing", **words)

    return asked


@pytest.fixture
def stranger() -> Client:
    return Client(enforce_csrf_checks=True)


def agreeing(firm) -> list[int]:
    """Whom an audience may have."""
    return firm.segment(CONSENTS).ids(now()).to_pylist()


def path_of(request) -> str:
    return f"/k/{confirmation_token_of(request.pk)}"


def test_from_the_question_to_the_consent(own_firm, rules, ask, stranger, sink):  # noqa: F811
    """Over a real mail server: what she gets, what the link shows, what is written down."""
    server = sink()
    Provider.objects.update(settings={"host": "127.0.0.1", "port": server.port, "security": "none"})
    withdraw(ANNA, "email", "marketing")
    request = ask(language="ro")
    assert confirming.work() is True
    assert confirming.work() is False
    (mail,) = server.messages()
    assert (mail["To"], mail["From"]) == ("anna@example.com", "The shop <news@shop.example>")
    assert mail["Subject"] == "Vă rugăm să confirmați că doriți aceste mesaje"
    text = mail.get_body(("plain",)).get_content()
    assert WORDING in text
    (link,) = re.findall(r"https://\S+", text)
    assert link in mail.get_body(("html",)).get_content()
    assert mail["List-Unsubscribe"] is None
    path = urlsplit(link).path
    page = stranger.get(path)
    assert (page.status_code, page["Content-Language"]) == (200, "ro")
    assert "Yes, send me {offers} &amp; &lt;news&gt; {{ once }} a month." in page.content.decode()
    assert "anna@example.com" not in page.content.decode()
    assert agreeing(own_firm) == []
    assert list(pending_of(ANNA)) == [request]
    done = stranger.post(path, {"confirm": "page"})
    assert done.status_code == 200
    assert not done.cookies
    assert agreeing(own_firm) == [ANNA]
    rows = own_firm.store.engine.rows("SELECT state, source, wording FROM consents")
    assert rows == [("given", "by hand: recipient: confirmed, asked by the test", WORDING)]
    request.refresh_from_db()
    assert timezone.now() - request.confirmed_at < dt.timedelta(minutes=1)
    assert not Withdrawal.objects.exists()
    assert AuditEntry.objects.filter(action="consented", what=f"#{ANNA}").count() == 1


def test_again_writes_nothing_more(own_firm, ask, stranger):
    request = ask()
    first = stranger.post(path_of(request), {"confirm": "page"})
    second = stranger.post(path_of(request), {"confirm": "page"})
    assert first.content == second.content == stranger.get(path_of(request)).content
    assert own_firm.store.engine.rows("SELECT count(*) FROM consents") == [(1,)]


def test_looking_confirms_nothing_and_neither_does_another_post(own_firm, ask, stranger):
    path = path_of(ask())
    assert stranger.get(path).status_code == stranger.head(path).status_code == 200
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 400
    assert stranger.post(path).status_code == 400
    assert agreeing(own_firm) == []


def test_link_ends(own_firm, rules, ask, stranger):
    request = ask()
    assert request.expires_at - timezone.now() > dt.timedelta(days=6, hours=23)
    ConsentRequest.objects.update(expires_at=timezone.now())
    assert list(pending_of(ANNA)) == []
    for answer in (stranger.get(path_of(request)), stranger.post(path_of(request), {"confirm": "page"})):
        assert answer.status_code == 410
        assert "This link has expired" in answer.content.decode()
    assert agreeing(own_firm) == []


def test_address_that_is_no_longer_hers_confirms_nothing(own_firm, ask, stranger):
    request = ask()
    own_firm.set_attribute(ANNA, "email", "other@example.com")
    assert stranger.post(path_of(request), {"confirm": "page"}).status_code == 410
    assert agreeing(own_firm) == []


def test_merged_since_it_is_hers_who_she_is_now(own_firm, ask, stranger):
    request = ask()
    own_firm.set_attribute(IDS["ewa"], "email", None)
    own_firm.merge(IDS["ewa"], ANNA)
    own_firm.set_attribute(IDS["ewa"], "email", "anna@example.com")
    assert stranger.post(path_of(request), {"confirm": "page"}).status_code == 200
    assert agreeing(own_firm) == [IDS["ewa"]]


def test_erased_nothing_is_left_of_the_question(own_firm, ask, stranger):
    request = ask()
    forget([ANNA])
    assert not ConsentRequest.objects.exists()
    assert stranger.get(path_of(request)).status_code == 404


def test_tokens_are_of_one_use_each(ask, stranger):
    number = ask().pk
    token = confirmation_token_of(number)
    assert confirmation_of(token) == number
    assert confirmation_of(token_of(number)) is None
    assert delivery_of(token) is None
    for wrong in (token_of(number), token[:-1], "x", "ü", "a" * 100):
        assert stranger.get(f"/k/{wrong}").status_code == 404
        assert stranger.post(f"/k/{wrong}", {"confirm": "page"}).status_code == 404


def test_store_that_fails_is_told_and_nothing_counts(own_firm, ask, stranger, caplog):
    request = ask()
    own_firm.store.engine.execute("ALTER TABLE consents RENAME TO away")
    assert stranger.post(path_of(request), {"confirm": "page"}).status_code == 503
    own_firm.store.engine.execute("ALTER TABLE away RENAME TO consents")
    request.refresh_from_db()
    assert request.confirmed_at is None
    assert "could not be written down" in caplog.text
    assert stranger.post(path_of(request), {"confirm": "page"}).status_code == 200
    assert agreeing(own_firm) == [ANNA]


def test_who_must_not_be_written_to_is_not_asked(own_firm, ask):
    for reason, message in (
        (SuppressionReason.BOUNCED, "nothing may be sent to her address"),
        (SuppressionReason.COMPLAINED, "nothing may be sent to her address"),
    ):
        suppress("email", "anna@example.com", reason)
        with pytest.raises(NotAskedError, match=message):
            ask()
        Suppression.objects.all().delete()
    own_firm.set_attribute(IDS["dmitri"], "email", None)
    with pytest.raises(NotAskedError, match="no e-mail address"):
        ask(IDS["dmitri"])
    own_firm.set_consent(IDS["carme"], "email", given=True)
    with pytest.raises(NotAskedError, match="agreed to that already"):
        ask(IDS["carme"])
    with pytest.raises(NotAskedError, match="by a link"):
        ask_consent(ANNA, "sms", "marketing", wording="Yes", source="x")


def test_unsubscribed_she_may_come_back_by_her_own_click(own_firm, ask, stranger):
    suppress("email", "anna@example.com", SuppressionReason.UNSUBSCRIBED)
    request = ask()
    assert Suppression.objects.count() == 1
    stranger.post(path_of(request), {"confirm": "page"})
    assert not Suppression.objects.exists()


def test_nobodys_mailbox_is_filled(ask):
    for _ in range(MOST_A_DAY):
        ask()
    with pytest.raises(NotAskedError, match="often enough"):
        ask()
    ConsentRequest.objects.update(created_at=timezone.now() - dt.timedelta(days=1, minutes=1))
    assert ask()


def test_server_that_is_away_is_tried_again_and_given_up(own_firm, ask):
    request = ask()
    for tries in range(1, confirming.MOST_TRIES + 1):
        assert confirming.work() is True
        request.refresh_from_db()
        assert request.attempts == tries
        assert confirming.work() is False  # not before its pause is over
        ConsentRequest.objects.filter(state="running").update(lease_until=timezone.now())
    assert request.state == "failed"
    assert "cannot be used" in request.error


def test_program_asks_and_hears_how_it_stands(rules, program, stranger):  # noqa: F811
    marketer, viewer = program("marketer"), program("viewer")
    told = {"customer": "anna@example.com", "wording": "Yes.", "language": "pl"}
    where = "/api/v1/consents/requests"
    assert viewer.post(where, told, content_type="application/json").status_code == 403
    made = marketer.post(where, told, content_type="application/json")
    assert made.status_code == 202
    answer = made.json()
    assert (answer["customer_id"], answer["state"], answer["confirmed_at"]) == (ANNA, "pending", None)
    request = ConsentRequest.objects.get()
    assert request.source.startswith("key ")
    stranger.post(path_of(request), {"confirm": "page"})
    assert marketer.get(f"{where}/{answer['request']}").json()["state"] == "confirmed"
    assert marketer.get(f"{where}/12345").status_code == 404
    refused = marketer.post(where, told, content_type="application/json")
    assert (refused.status_code, refused.json()["detail"]) == (422, "she agreed to that already")


def test_card_asks_and_shows_that_it_waits(rules, browse, marketer):
    browser = browse(marketer)
    address = reverse("cards:consent", args=[ANNA])
    form = {"channel": "email", "purpose": "marketing", "state": "asked", "wording": ""}
    assert browser.post(address, form).status_code == 422
    card = browser.post(address, {**form, "wording": "Yes."}, follow=True).content.decode()
    assert "She is asked by e-mail. Nothing else is sent before she confirms." in card
    assert "not confirmed yet" in card
    assert ConsentRequest.objects.get().source == f"account {marketer.pk}"
    ConfirmationRules.objects.all().delete()
    refused = browser.post(address, {**form, "wording": "Yes."}).content.decode()
    assert "obody sends confirmations yet" in refused


def test_settings_say_who_sends(own_firm, browse, administrator, marketer):
    browser, address = browse(administrator), "/settings/confirmations/"
    assert "There is no provider of e-mail yet" in browser.get(address).content.decode()
    provider = provider_at(25)
    form = {"provider": provider.pk, "sender_address": "nobody", "days": 0}
    wrong = browser.post(address, form)
    assert wrong.status_code == 422
    assert "This is no e-mail address." in wrong.content.decode()
    form |= {"sender_address": "news@bücher.example", "sender_name": "Shop", "days": 14}
    assert browser.post(address, form).status_code == 302
    kept = ConfirmationRules.objects.get()
    assert (kept.sender_address, kept.days) == ("news@xn--bcher-kva.example", 14)
    assert browser.post(address, {**form, "days": 3}).status_code == 302
    assert ConfirmationRules.objects.get().days == 3
    assert browse(marketer).get(address).status_code == 403
