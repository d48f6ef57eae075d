"""The same with somebody else's mail server, which knows no pipelining and counts for itself."""

from __future__ import annotations

import socket

import pytest
from aiosmtpd.controller import Controller

from clientela_web.channels.email.server import MailServer
from clientela_web.channels.email.wire import Wire
from tests.web.channels.people import campaign_to, provider_at
from tests.web.channels.test_posting import outcome, post

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:aiosmtpd"),
]


class Kept:
    """Keeps what it is given; refuses one recipient."""

    def __init__(self):
        self.mails = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def aiosmtp():
    kept = Kept()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield kept, controller.port
    controller.stop()


def test_everybody_gets_it_once_there_too(aiosmtp):
    kept, port = aiosmtp
    provider = provider_at(port)
    wire = Wire(MailServer.of(provider))
    assert not wire._pipelines
    wire.say_goodbye()
    people = [f"c{number}@x.example" for number in range(60)]
    campaign = campaign_to([*people[:30], "gone@x.example", *people[30:]], provider)
    post(campaign, most=3)
    assert sorted(recipients[0] for recipients, _ in kept.mails) == sorted(people)
    assert outcome(campaign)["gone"] == ("failed", "refused")
    (content,) = (body for recipients, body in kept.mails if recipients == ["c0@x.example"])
    assert b"\r\n.A line with a dot.\r\n" in content
