"""Mail servers as a kind of provider."""

from __future__ import annotations

import datetime as dt
import smtplib
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clientela.act.messages import MergeFields, Writing, compose
from clientela.act.messages.mime import Addressee, Letters, Mailbox, Post
from clientela.catalog import FirmCatalog
from clientela_web.channels.email.server import MailServer, ServerError
from clientela_web.channels.kinds import ProviderKind, Setting
from clientela_web.models import Provider

PATIENCE = 15.0  # seconds somebody waits for a page


def try_out(provider: Provider, to: str, sender: str) -> str:
    """Send a message saying that it arrived; what the server said. Raises ClientelaError."""
    server = replace(MailServer.of(provider), seconds=PATIENCE)
    written = Writing(
        "email",
        subject=_("It works: %(name)s") % {"name": provider.name},
        text=_("This message came by “%(name)s”. Campaigns can go the same way.") % {"name": provider.name},
        language=(get_language() or "en").split("-", maxsplit=1)[0],
    )
    post = Post("try out", Mailbox.read(sender), return_path=Mailbox.read(sender).address, keys=server.keys)
    mail = Letters(compose(written, MergeFields(FirmCatalog())), post).mail(
        {}, Addressee(to, f"t{_stamp()}", timezone.now())
    )
    return _sent(server, mail.return_path, mail.recipient, mail.data)


def _sent(server: MailServer, return_path: str, recipient: str, data: bytes) -> str:
    connection = server.connect()
    try:
        connection.sendmail(return_path, [recipient], data)
        return server.host
    except (OSError, smtplib.SMTPException) as error:
        raise ServerError(f"{server.host} did not take the message: {error}") from error
    finally:
        connection.close()


def _stamp() -> str:
    """Another for each try: a server may throw away a message id that it has seen."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%d%H%M%S%f}"


KINDS = (
    ProviderKind(
        key="smtp",
        channel="email",
        label=gettext_lazy("Mail server (SMTP)"),
        settings=(
            Setting("host", gettext_lazy("Mail server"), help=gettext_lazy("Such as smtp.example.com.")),
            Setting("port", gettext_lazy("Port"), "number", initial=587),
            Setting(
                "security",
                gettext_lazy("Encryption"),
                "choice",
                initial="starttls",
                choices=(
                    ("starttls", gettext_lazy("STARTTLS, mostly port 587")),
                    ("tls", gettext_lazy("TLS from the first byte, mostly port 465")),
                    ("none", gettext_lazy("None: only for a server in your own network")),
                ),
            ),
            Setting("user", gettext_lazy("Log-in name"), required=False),
            Setting("password", gettext_lazy("Password"), "secret", required=False),
            Setting(
                "hello",
                gettext_lazy("What we call ourselves"),
                required=False,
                help=gettext_lazy("The name of this machine, where the server insists on one."),
            ),
            Setting(
                "dkim.domain",
                gettext_lazy("DKIM: domain"),
                required=False,
                help=gettext_lazy("Mails are signed for this domain where a key is given."),
            ),
            Setting("dkim.selector", gettext_lazy("DKIM: selector"), required=False),
            Setting("dkim_key", gettext_lazy("DKIM: private key in PEM"), "key", required=False),
        ),
        check=MailServer.of,
        try_out=try_out,
    ),
)
