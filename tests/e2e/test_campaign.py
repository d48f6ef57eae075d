"""A campaign from an empty form to mailboxes: written, seen, checked, approved, sent, accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("playwright")
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

from tests.e2e.looking import settled
from tests.e2e.serving import free_port

SLOW = 120_000
SEGMENT = "New buyers"


class _Mailboxes:
    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  (as the server calls it)
        self.taken += envelope.rcpt_tos
        return "250 taken"


@pytest.fixture
def site(changing_site):
    """What was sent is written on the cards of customers."""
    return changing_site


@pytest.fixture
def mailboxes() -> Iterator[tuple[_Mailboxes, int]]:
    """A mail server on loopback, and its port."""
    handler = _Mailboxes()
    port = free_port()
    # it ends when nobody is connected any more
    server = Controller(handler, hostname="127.0.0.1", port=port, timeout=5)
    server.start()
    yield handler, port
    server.stop()


def _look(page, shot, accessible, fits, name):
    settled(page)
    accessible(page)
    fits(page)
    shot(page, name)


def _provider(page, port):
    page.goto("/settings/providers/")
    page.get_by_role("link", name="Mail server (SMTP)").click()
    page.locator("#id_name").fill("Post office")
    page.locator("#id_setting_host").fill("127.0.0.1")
    page.locator("#id_setting_port").fill(str(port))
    page.locator("#id_setting_security").select_option("none")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Send a test message").click()
    expect(page.get_by_text("It was taken")).to_be_visible(timeout=SLOW)


def test_campaign_goes_from_a_segment_to_mailboxes(person, shot, accessible, fits, mailboxes):
    handler, port = mailboxes
    administrator = person("administrator")
    _provider(administrator, port)
    _look(administrator, shot, accessible, fits, "campaign-provider")
    assert handler.taken == ["administrator@example.com"]
    handler.taken.clear()

    page = person("marketer")
    page.goto("/segments/")
    page.get_by_role("link", name=SEGMENT, exact=True).first.click()
    page.get_by_role("link", name="Make a campaign").click()
    expect(page.locator("#id_segment_0")).to_have_value(SEGMENT)
    page.locator("#id_name").fill("Welcome")
    page.locator("#id_subject").fill("Welcome, {first name}")
    page.get_by_label("HTML", exact=True).check()
    page.locator("#id_body").fill("<h1>Hello {first name}</h1><p>You are {{ customer.gender }}.</p>")
    page.locator("#id_sender_address").fill("nowhere")
    page.locator("#id_provider").select_option("Post office")
    _look(page, shot, accessible, fits, "campaign-writing")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is no e-mail address")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.locator("#id_sender_address").fill("news@shop.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is no e-mail address")).to_have_count(0)

    page.get_by_role("link", name="Preview").first.click()
    expect(page.frame_locator("iframe.letter").get_by_role("heading")).to_contain_text("Hello")
    first = page.locator(".subject").inner_text()
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".subject")).not_to_have_text(first)
    page.locator("#look").select_option("dark")
    page.locator("#width").select_option("narrow")
    page.get_by_role("button", name="Show").click()
    expect(page.frame_locator("iframe.letter").get_by_role("heading")).to_contain_text("Hello")
    _look(page, shot, accessible, fits, "campaign-preview")

    page.get_by_role("link", name="Check", exact=True).click()
    page.get_by_role("button", name="Check it now").click()
    approve = page.get_by_role("button", name="Approve it")
    expect(approve).to_be_visible(timeout=SLOW)
    expect(page.locator(".badge").first).to_have_text("Checked")
    expect(page.get_by_text("no consent to this channel and purpose")).to_be_visible()
    meant, wrong = (int(page.locator(".stat b").nth(place).inner_text()) for place in (1, 3))
    _look(page, shot, accessible, fits, "campaign-check")
    russian = person("marketer", language="ru", width=390)
    russian.goto(page.url)
    expect(russian.get_by_text("Кто нет и почему")).to_be_visible()
    _look(russian, shot, accessible, fits, "campaign-check-ru")

    approve.click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(".badge").first).to_have_text("Sent", timeout=SLOW)
    delivered = page.get_by_role("row", name=re.compile("^Delivered"))
    expect(delivered).to_contain_text(str(meant - wrong))
    assert len(handler.taken) == len(set(handler.taken)) == meant - wrong > 0
    _look(page, shot, accessible, fits, "campaign-sent")
    delivered.get_by_role("link").click()
    expect(page.get_by_role("heading", name=f"{meant - wrong} recipients")).to_be_visible()
    _look(page, shot, accessible, fits, "campaign-recipients")

    russian.goto("/campaigns/")
    expect(russian.get_by_role("row", name=re.compile("Welcome"))).to_contain_text("Отправлена")
    _look(russian, shot, accessible, fits, "campaign-list-ru")
