"""Mail sent to the mailbox over a real connection is shown as it came, and does nothing but be shown."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
import sys
from email.message import EmailMessage

import pytest
from django.urls import reverse

from clientela_web.channels import mail_folder
from clientela_web.channels.carrying import Carrier
from clientela_web.channels.composing import composed_alone
from clientela_web.mailbox.server import provider_at, running
from tests.web.channels.people import campaign_to

pytestmark = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:aiosmtpd")


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def letter(subject="Grüße", html="<h1>Hello <script>alert(1)</script></h1>"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Shop <news@shop.example>", "anna@x.example", subject
    message.set_content("Hello\n.dot\nhttps://shop.example/a\n")
    message.add_alternative(html + '<a href="https://shop.example/b">b</a>', subtype="html")
    return message


@pytest.fixture
def send(own_firm):
    """Send messages to a running mailbox of the test's own."""

    def sent(*messages, most=100):
        port = free_port()
        with running(port, most), smtplib.SMTP("127.0.0.1", port) as wire:
            for message in messages:
                wire.send_message(message)

    return sent


def test_mail_is_listed_and_shown_every_way(send, browse, marketer):
    send(letter("First"), letter())
    browser = browse(marketer)
    listed = browser.get(reverse("mailbox:list")).content.decode()
    assert listed.index("Grüße") < listed.index("First")
    assert "Shop &lt;news@shop.example&gt;" in listed
    newest = mail_folder.numbers()[0]
    address = reverse("mailbox:message", args=[newest])
    page = browser.get(address).content.decode()
    assert f'sandbox="" referrerpolicy="no-referrer" title="Message" src="/mailbox/{newest}/html"' in page
    assert "https://shop.example/a" in page
    assert 'href="https://shop.example/b"' in page
    assert "Hello\n.dot\n" in browser.get(f"{address}?as=text").content.decode()
    headers = browser.get(f"{address}?as=headers").content.decode()
    for told in ("Delivered-To", "&lt;anna@x.example&gt;", "Return-Path", "&lt;news@shop.example&gt;"):
        assert told in headers
    assert "Content-Type: multipart/alternative" in browser.get(f"{address}?as=raw").content.decode()


def test_html_of_a_message_can_do_nothing(send, browse, marketer):
    send(letter())
    answer = browse(marketer).get(reverse("mailbox:html", args=mail_folder.numbers()))
    assert "<script>" in answer.content.decode()
    policy = answer["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'self'"} <= set(policy)
    assert not [each for each in policy if "script" in each or "http" in each]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_page_is_there_only_while_a_mailbox_is_in_use(own_firm, send, browse, marketer, analyst, viewer):
    link = f'href="{reverse("mailbox:list")}"'
    assert browse(marketer).get(reverse("mailbox:list")).status_code == 404
    assert link not in browse(marketer).get("/account/").content.decode()
    send(letter())
    assert link in browse(marketer).get("/account/").content.decode()
    for account in (analyst, viewer):
        assert link not in browse(account).get("/account/").content.decode()
        assert browse(account).get(reverse("mailbox:list")).status_code == 403
    told = browse(marketer).post(reverse("mailbox:empty"), follow=True).content.decode()
    assert "1 message is gone." in told
    assert mail_folder.numbers() == []
    mail_folder.leave()
    assert not mail_folder.is_in_use()


def test_newest_are_kept_and_what_is_no_mail_is_shown_too(send, browse, marketer):
    send(*(letter(f"Number {number}") for number in range(5)), most=3)
    assert len(mail_folder.numbers()) == 3
    number = mail_folder.keep("", "x@y.example", b"\xff\xfe no mail\r\nSubject: =?utf-9?q?=ff?=\r\n", 10)
    browser = browse(marketer)
    for look in ("html", "text", "headers", "raw"):
        answer = browser.get(reverse("mailbox:message", args=[number]), {"as": look})
        assert answer.status_code == 200
    listed = browser.get(reverse("mailbox:list")).content.decode()
    assert [f"Number {each}" in listed for each in range(5)] == [False, False, True, True, True]
    assert browser.get(reverse("mailbox:message", args=[7])).status_code == 404


def test_campaign_is_sent_into_it(own_firm, administrator):
    port = free_port()
    with running(port, 100):
        provider = provider_at(port)
        assert provider_at(port).pk == provider.pk
        campaign = campaign_to([f"c{number}@x.example" for number in range(20)], provider)
        carrier = Carrier(composed_alone, "https://shop.example")
        while carrier.turn():
            pass
        carrier.close()
    campaign.refresh_from_db()
    assert campaign.state == "sent"
    assert len(mail_folder.numbers()) == 20


def test_command_makes_a_provider_and_ends_at_a_signal(tmp_path):
    port = free_port()
    command = [sys.executable, "-c", "from clientela.cli import main; main()", "mailbox", "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name != "CLIENTELA_DATABASE_URL"}
    with subprocess.Popen(
        [*command, "--workspace", str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert f'127.0.0.1:{port}; campaigns reach it by the provider "Mailbox"' in process.stdout.readline()
        with smtplib.SMTP("127.0.0.1", port) as wire:
            wire.send_message(letter())
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert len(list((tmp_path / "mailbox").glob("*.eml"))) == 1
