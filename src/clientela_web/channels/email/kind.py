"""Mail servers as a kind of provider."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from clientela_web.channels.email.server import MailServer
from clientela_web.channels.kinds import ProviderKind, Setting
from clientela_web.channels.trying import try_mail

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
        try_out=try_mail,
    ),
)
