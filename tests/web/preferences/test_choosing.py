"""The preference page: what is kept is what was shown, and nothing is sent on what is not kept."""

from __future__ import annotations

import re

import pytest

from clientela_web.channels.tokens import token_of
from clientela_web.ledger.refusing import suppress
from clientela_web.models import Delivery, Suppression, SuppressionReason, Withdrawal
from clientela_web.preferences.queries import masked
from tests.web.preferences.conftest import ANNA

LABEL = "I agree to get these messages:"


@pytest.fixture
def many(own_firm, campaign):
    """Anna agreed to more than she got, and to one thing not any more."""
    own_firm.set_consent(ANNA, "sms", given=True)
    own_firm.set_consent(ANNA, "email", purpose="club", given=True)
    own_firm.set_consent(ANNA, "post", given=False)


def switches(page):
    found = re.findall(r'<input type="checkbox" name="wanted" value="([^"]+)"[^>]*?( checked)?>', page)
    return {value: bool(checked) for value, checked in found}


def save(browser, token, wanted, shown=None):
    before = switches(browser.get(f"/p/{token}").content.decode())
    told = {"wanted": wanted, "shown": list(before) if shown is None else shown}
    return browser.post(f"/p/{token}", told)


def test_page_shows_every_topic_and_nobody(stranger, many, token):
    page = stranger.get(f"/p/{token}").content.decode()
    assert switches(page) == {
        "email:club": True,
        "email:marketing": True,
        "post:marketing": False,
        "sms:marketing": True,
    }
    assert "a•••@example.com" in page
    assert "anna" not in page.lower()
    assert "E-mail: club" in page


def test_what_is_switched_is_kept_with_the_words_shown(stranger, many, token, said):
    answer = save(stranger, token, ["email:club", "post:marketing"])
    assert answer.status_code == 200
    assert not answer.cookies
    page = answer.content.decode()
    assert "Your choice is saved." in page
    assert switches(page)["post:marketing"]
    assert not switches(page)["sms:marketing"]
    source = "by hand: recipient: preference page"
    assert said()[-1] == ("withdrawn", source, f"{LABEL} E-mail: offers and news")
    assert said(channel="sms")[-1] == ("withdrawn", source, f"{LABEL} Text message: offers and news")
    assert said(channel="post")[-1] == ("given", source, f"{LABEL} Post: offers and news")
    assert len(said(purpose="club")) == 1, "what was not changed is not written again"
    assert set(Withdrawal.objects.values_list("channel", "purpose")) == {
        ("email", "marketing"),
        ("sms", "marketing"),
    }


def test_switching_on_again_lets_campaigns_reach_her(stranger, many, token, said):
    save(stranger, token, [])
    save(stranger, token, ["email:marketing"])
    assert [state for state, *_ in said()] == ["given", "withdrawn", "given"]
    assert not Withdrawal.objects.filter(channel="email", purpose="marketing").exists()


def test_what_was_not_on_the_page_is_not_taken_back(stranger, many, token, said):
    save(stranger, token, [], shown=["email:marketing"])
    assert said()[-1][0] == "withdrawn"
    assert said(channel="sms")[-1][0] == "given"


def test_a_switch_that_is_not_there_is_refused(stranger, many, token, said):
    assert save(stranger, token, ["push:marketing"]).status_code == 503
    assert said()[-1][0] == "given"
    assert said(channel="push") == []


def test_stopping_everything(stranger, many, token, delivery, said):
    answer = stranger.post(f"/p/{token}", {"stop": "all"})
    page = answer.content.decode()
    assert "You will get no more messages." in page
    assert not any(switches(page).values())
    for topic in ({}, {"channel": "sms"}, {"purpose": "club"}):
        assert said(**topic)[-1][::2] == ("withdrawn", "I want no more messages of any kind.")
    assert Suppression.objects.get().reason == SuppressionReason.UNSUBSCRIBED
    assert Delivery.objects.get(pk=delivery.pk).reason == "unsubscribed"


def test_after_stopping_everything_one_thing_can_be_wanted_again(stranger, many, token):
    stranger.post(f"/p/{token}", {"stop": "all"})
    page = save(stranger, token, ["email:club"]).content.decode()
    assert switches(page) == {
        "email:club": True,
        "email:marketing": False,
        "post:marketing": False,
        "sms:marketing": False,
    }
    assert not Suppression.objects.exists()


def test_what_bounced_stays_on_the_list(stranger, many, token, delivery):
    suppress("email", delivery.address, SuppressionReason.BOUNCED)
    save(stranger, token, [])
    save(stranger, token, ["email:marketing"])
    assert Suppression.objects.get().reason == SuppressionReason.BOUNCED


def test_without_the_data_no_is_heard_and_yes_is_not(settings, tmp_path, stranger, delivery_alone):
    settings.WORKSPACE = tmp_path / "nothing here"
    token = token_of(delivery_alone.pk)
    assert switches(stranger.get(f"/p/{token}").content.decode()) == {"email:marketing": True}
    assert save(stranger, token, []).status_code == 200
    assert Withdrawal.objects.exists()
    answer = save(stranger, token, ["email:marketing"])
    assert answer.status_code == 503
    assert "Not everything could be saved" in answer.content.decode()
    assert Withdrawal.objects.exists()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("anna@example.com", "a•••@example.com"),
        ("+34600111222", "••• 22"),
        ("https://example.com/hook?of=anna", "•••"),
        ("", "•••"),
    ],
)
def test_addresses_are_masked(address, shown):
    assert masked(address) == shown
