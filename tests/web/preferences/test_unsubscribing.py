"""Unsubscribing: one click of a mail program (RFC 8058), or the button on the page; never by looking."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from django.utils import timezone

from clientela_web.channels.tokens import Links, delivery_of, token_of
from clientela_web.ledger import senders
from clientela_web.ledger.claiming import claim
from clientela_web.ledger.refusing import forget
from clientela_web.models import AuditEntry, Delivery, LateWithdrawal, Withdrawal
from tests.cases.shop import IDS
from tests.web.channels.people import WRITING, writer_of
from tests.web.preferences.conftest import ANNA

FORM = "application/x-www-form-urlencoded"
ONE_CLICK = "List-Unsubscribe=One-Click"


def one_click(browser, token, body=ONE_CLICK, kind=FORM):
    return browser.post(f"/u/{token}", body, content_type=kind)


def state_of(delivery):
    return tuple(Delivery.objects.values_list("state", "reason").get(pk=delivery.pk))


def test_looking_at_the_page_changes_nothing(stranger, delivery, token, said):
    for asked in (stranger.get, stranger.head):
        assert asked(f"/u/{token}").status_code == 200
    assert state_of(delivery) == ("pending", "")
    assert [state for state, *_ in said()] == ["given"]
    assert not Withdrawal.objects.exists()


def test_one_click_acts_without_log_in_cookie_token_or_redirect(stranger, delivery, token, said):
    answer = one_click(stranger, token)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Location" not in answer
    assert state_of(delivery) == ("suppressed", "withdrawn")
    assert said()[-1] == ("withdrawn", "by hand: recipient: one-click", ONE_CLICK)
    assert list(Withdrawal.objects.values_list("customer_id", "channel", "purpose")) == [
        (ANNA, "email", "marketing")
    ]


def test_one_click_may_come_as_multipart(stranger, delivery, token):
    kind = "multipart/form-data; boundary=x"
    body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    assert one_click(stranger, token, body, kind).status_code == 200
    assert state_of(delivery) == ("suppressed", "withdrawn")


def test_again_gives_the_same_answer_and_writes_nothing_more(stranger, token, said):
    first, second = one_click(stranger, token), one_click(stranger, token)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert [state for state, *_ in said()] == ["given", "withdrawn"]
    assert AuditEntry.objects.filter(action="consented").count() == 1


@pytest.mark.parametrize(
    "body", ["", "List-Unsubscribe=one-click", "List-Unsubscribe=", f"{ONE_CLICK}&{ONE_CLICK}", "x=One-Click"]
)
def test_any_other_post_changes_nothing(stranger, delivery, token, body):
    assert one_click(stranger, token, body).status_code == 400
    assert state_of(delivery) == ("pending", "")
    assert not Withdrawal.objects.exists()


def test_a_row_that_a_sender_has_claimed_is_taken_from_it(stranger, campaign, delivery, token):
    claim(senders.register(), campaign, 10)
    assert state_of(delivery) == ("claimed", "")
    one_click(stranger, token)
    assert state_of(delivery) == ("suppressed", "withdrawn")


def test_nobody_else_and_nothing_else_is_touched(own_firm, stranger, campaign, token, said):
    own_firm.set_consent(ANNA, "email", purpose="service", given=True)
    one_click(stranger, token)
    assert Delivery.objects.filter(campaign=campaign, state="pending").count() == 2
    assert [state for state, *_ in said(purpose="service")] == ["given"]
    assert [state for state, *_ in said(IDS["bogdan"])] == ["given"]


def test_the_button_does_the_same_and_leads_on_to_the_choices(stranger, delivery, token, said):
    page = stranger.get(f"/u/{token}").content.decode()
    wish = "I want no more of these messages (E-mail: offers and news)."
    assert wish in page
    assert "You will get no more" not in page  # it is not done yet
    answer = stranger.post(f"/u/{token}", {"unsubscribe": "page"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert "You are unsubscribed" in answer.content.decode()
    assert "You will get no more of these messages (E-mail: offers and news)." in answer.content.decode()
    assert f'href="/p/{token}"' in answer.content.decode()
    assert state_of(delivery) == ("suppressed", "withdrawn")
    assert said()[-1] == ("withdrawn", "by hand: recipient: unsubscribe page", wish)


def test_the_header_of_a_letter_is_what_works(stranger, campaign, token):
    (row,) = [each for each in claim(senders.register(), campaign, 10) if each.customer_id == ANNA]
    letter = writer_of(campaign).write(row, dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    mail = email.message_from_bytes(letter.data, policy=email.policy.default)
    assert mail["List-Unsubscribe-Post"] == ONE_CLICK
    address = urlsplit(mail["List-Unsubscribe"].strip("<>"))
    assert (address.scheme, address.netloc, address.path) == ("https", "shop.example", f"/u/{token}")
    assert "{{ unsubscribe_url }}" in WRITING["text"]
    assert address.geturl() in mail.get_body(("plain",)).get_content()
    assert stranger.post(address.path, mail["List-Unsubscribe-Post"], content_type=FORM).status_code == 200
    assert Withdrawal.objects.filter(customer_id=ANNA).exists()


def test_links_of_messages_lead_to_these_pages(token):
    links = Links("https://shop.example/").merged(token)
    found = {name: resolve(urlsplit(links[name]).path) for name in ("unsubscribe_url", "preferences_url")}
    assert {name: each.view_name for name, each in found.items()} == {
        "unsubscribe_url": "preferences:unsubscribe",
        "preferences_url": "preferences:preferences",
    }
    assert {each.kwargs["token"] for each in found.values()} == {token}


def test_whoever_was_merged_since_is_unsubscribed_as_who_she_is_now(own_firm, stranger, token, said):
    own_firm.merge(IDS["ewa"], ANNA)
    assert one_click(stranger, token).status_code == 200
    assert said(IDS["ewa"])[-1][0] == "withdrawn"
    assert set(Withdrawal.objects.values_list("customer_id", flat=True)) == {ANNA, IDS["ewa"]}


def test_a_store_that_fails_does_not_hold_it_up_and_is_told_of(own_firm, stranger, delivery, token, caplog):
    own_firm.store.engine.close()
    assert one_click(stranger, token).status_code == 200
    assert state_of(delivery) == ("suppressed", "withdrawn")
    assert Withdrawal.objects.filter(customer_id=ANNA).exists()
    assert "is not in the data" in caplog.text
    assert AuditEntry.objects.get(action="consented").facts["in the data"] == "no"
    waiting = LateWithdrawal.objects.get()
    assert (waiting.channel, waiting.purpose, waiting.way) == ("email", "marketing", "one-click")


def test_once_the_store_is_back_the_same_click_writes_it(own_firm, stranger, token, said):
    Withdrawal.objects.create(customer_id=ANNA, channel="email", purpose="marketing")
    assert one_click(stranger, token).status_code == 200
    assert said()[-1][0] == "withdrawn"


WRONG = ["x", "a" * 26, "a" * 40, "a" * 400, "ıııııııııııııııııııııııı", "%00", "7777777777777777777777", "*"]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("where", ["u", "p"])
def test_a_wrong_token_meets_a_calm_page(campaign, stranger, where, wrong):
    answer = stranger.get(f"/{where}/{wrong}", headers={"Accept-Language": "ca"})
    assert answer.status_code == 404
    assert "Aquest enllaç no porta enlloc" in answer.content.decode()
    assert stranger.post(f"/{where}/{wrong}", ONE_CLICK, content_type=FORM).status_code == 404


def test_no_answer_tells_whether_somebody_was_there(own_firm, stranger, campaign):
    tokens = {row.customer_id: token_of(row.pk) for row in Delivery.objects.filter(campaign=campaign)}
    anna, bogdan = tokens[ANNA], tokens[IDS["bogdan"]]
    assert stranger.get(f"/p/{anna}").status_code == stranger.get(f"/p/{bogdan}").status_code == 200
    own_firm.erase(ANNA)
    forget([ANNA])
    own_firm.erase(IDS["bogdan"])  # of which the ledger has not heard yet
    asked = [anna, bogdan, token_of(10**9), "a" * 26]
    answers = [stranger.get(f"/{where}/{each}") for where in "up" for each in asked]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert stranger.post(f"/u/{anna}", ONE_CLICK, content_type=FORM).content == answers[0].content


def test_tokens_of_another_key_are_foreign(settings, campaign, stranger, token):
    settings.SECRET_KEY = "another"
    assert delivery_of(token) is None
    assert stranger.get(f"/u/{token}").status_code == 404


@pytest.mark.parametrize("where", ["u", "p"])
def test_pages_tell_nobody_of_the_link(stranger, token, where):
    answer = stranger.get(f"/{where}/{token}")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    page = answer.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "<script" not in page
    assert "style=" not in page


def test_the_page_speaks_the_customers_language_else_the_browsers(own_firm, stranger, token):
    own_firm.change_settings(language="en", languages=["en"])
    polish = {"Accept-Language": "pl-PL,pl;q=0.9"}
    assert stranger.get(f"/u/{token}", headers=polish)["Content-Language"] == "pl"
    own_firm.set_attribute(ANNA, "language", "ro")
    answer = stranger.get(f"/u/{token}", headers=polish)
    assert answer["Content-Language"] == "ro"
    assert '<html lang="ro"' in answer.content.decode()


def test_a_process_without_the_store_unsubscribes(
    settings, tmp_path, administrator, stranger, delivery_alone, caplog
):
    settings.WORKSPACE = tmp_path / "nothing here"
    token = token_of(delivery_alone.pk)
    assert stranger.get(f"/u/{token}", headers={"Accept-Language": "es"})["Content-Language"] == "es"
    assert one_click(stranger, token).status_code == 200
    assert state_of(delivery_alone) == ("suppressed", "withdrawn")
    assert timezone.now() - Withdrawal.objects.get().at < dt.timedelta(minutes=1)
    assert "is not in the data" in caplog.text
