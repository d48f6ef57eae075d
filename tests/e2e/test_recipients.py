"""What a recipient meets, also without scripts: on a telephone and a screen, light and dark."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.e2e.looking import check_accessible, check_fits_everywhere

_MAILED = """
from clientela_web.database import prepare
prepare()
from clientela_web.channels.tokens import token_of
from clientela_web.ledger.keys import address_key
from clientela_web.models import Campaign, Delivery
campaign = Campaign.objects.create(name="Autumn", channel="email", purpose="marketing", salt="autumn")
for customer in (1, 2):
    address = f"reader{customer}@example.com"
    row = Delivery.objects.create(
        campaign=campaign, customer_id=customer, channel="email", state="delivered", segment="All",
        address=address, address_key=address_key("email", address),
    )
    print(token_of(row.pk))
"""


@pytest.fixture(scope="module")
def tokens(changing_site):
    """Of two messages that the first two customers got."""
    done = subprocess.run(
        [sys.executable, "-c", _MAILED],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "CLIENTELA_WORKSPACE": str(changing_site.folder)},
    )
    return done.stdout.split()


@pytest.fixture
def site(changing_site):
    return changing_site


def test_unsubscribing_without_scripts_and_cookies(person, tokens, shot):
    page = person(None, scripts=False, width=390)
    page.goto(f"/u/{tokens[0]}")
    page.get_by_role("button").click()
    page.get_by_role("status").wait_for()
    shot(page, "recipient-unsubscribed-390")
    page.get_by_role("main").get_by_role("link").click()
    assert page.url.endswith(f"/p/{tokens[0]}")
    box = page.locator("[type=checkbox][value='email:marketing']")
    assert not box.is_checked()
    box.check()
    page.locator("button.primary").click()
    page.get_by_role("status").wait_for()
    assert box.is_checked()
    assert page.context.cookies() == []


@pytest.mark.parametrize("dark", [False, True])
def test_pages_are_accessible_and_fit(person, tokens, shot, dark):
    page = person(None, dark=dark)
    for name, path in (("unsubscribe", "/u/"), ("preferences", "/p/")):
        page.goto(path + tokens[1])
        check_accessible(page)
        check_fits_everywhere(page)
        shot(page, f"recipient-{name}-{'dark' if dark else 'light'}")
    page.goto("/p/nothing")
    check_accessible(page)
    check_fits_everywhere(page)
    shot(page, f"recipient-nothing-{'dark' if dark else 'light'}")


def test_stopping_everything_by_keyboard(person, tokens):
    page = person(None, scripts=False)
    page.goto(f"/p/{tokens[1]}")
    page.locator("button.danger").focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert page.locator("input[name=wanted]:checked").count() == 0


NOTHING_THERE = {
    "en": "This link leads nowhere",
    "ca": "Aquest enllaç no porta enlloc",
    "es": "Este enlace no lleva a ninguna parte",
    "pl": "Ten link donikąd nie prowadzi",
    "ru": "Эта ссылка никуда не ведёт",
    "ro": "Acest link nu duce nicăieri",
}


@pytest.mark.parametrize("language", NOTHING_THERE)
def test_a_link_that_is_not_ours_is_answered_in_the_readers_language(person, language):
    page = person(None, language=language, width=390)
    answer = page.goto("/u/nothing")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("heading", level=1).text_content() == NOTHING_THERE[language]
