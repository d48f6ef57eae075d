"""The mailbox's mail server, on this machine alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from clientela_web.channels import mail_folder
from clientela_web.models import Provider

HOST = "127.0.0.1"
LARGEST = 50_000_000
PROVIDER = "Mailbox"


class Keeper:
    """Keeps what comes, once for each recipient."""

    def __init__(self, most: int) -> None:
        self._most = most

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """A message is here: it is on disk before the sender hears so."""
        content = envelope.content or b""
        data = content if isinstance(content, bytes) else content.encode()
        for recipient in envelope.rcpt_tos:
            mail_folder.keep(envelope.mail_from or "", recipient, data, self._most)
        return "250 2.0.0 Kept in the mailbox"


@contextmanager
def running(port: int, most: int) -> Iterator[None]:
    """Take mail while the block lasts, at a port that is free."""
    mail_folder.mail_folder().mkdir(parents=True, exist_ok=True)
    controller = Controller(
        Keeper(most),
        hostname=HOST,
        port=port,
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
        ident="Clientela",
    )
    try:
        controller.start()
        yield
    finally:
        controller.stop(no_assert=True)
        mail_folder.leave()


def provider_at(port: int) -> Provider:
    """The provider that leads here, so that campaigns can choose it."""
    found, _ = Provider.objects.update_or_create(
        name=PROVIDER,
        defaults={
            "channel": "email",
            "kind": "smtp",
            "settings": {"host": HOST, "port": port, "security": "none"},
            "trouble": "",
            "trouble_until": None,
        },
    )
    return found
