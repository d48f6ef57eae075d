"""Gateways and message centres as kinds of providers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clientela_web.channels.kinds import ProviderKind, Setting
from clientela_web.channels.sms.way import check, try_out

SENDER = Setting(
    "sender",
    _("Sender"),
    help=_("A number in the international form, or a name of up to 11 letters where that is allowed."),
)
METHODS = (
    ("sha512", "SHA-512 HMAC"),
    ("sha256", "SHA-256 HMAC"),
    ("sha1", "SHA-1 HMAC"),
    ("md5", "MD5 HMAC"),
    ("md5hash", "MD5"),
)

KINDS = (
    ProviderKind(
        key="twilio",
        channel="sms",
        label="Twilio",
        settings=(
            Setting("account_sid", _("Account"), help="AC…"),
            Setting("auth_token", _("Token"), "secret"),
            SENDER,
        ),
        check=check,
        try_out=try_out,
    ),
    ProviderKind(
        key="vonage",
        channel="sms",
        label="Vonage",
        settings=(
            Setting("api_key", _("Account")),
            Setting("api_secret", _("Secret key"), "secret"),
            Setting("signature_secret", _("Signing key of its reports"), "secret"),
            Setting("signature_method", _("Signed by"), "choice", initial="sha256", choices=METHODS),
            SENDER,
        ),
        check=check,
        try_out=try_out,
    ),
    ProviderKind(
        key="smpp",
        channel="sms",
        label=_("Message centre (SMPP 3.4)"),
        settings=(
            Setting("host", _("Server")),
            Setting("port", _("Port"), "number", initial=2775),
            Setting(
                "security",
                _("Encryption"),
                "choice",
                initial="tls",
                choices=(("tls", "TLS"), ("none", _("None: only for a server in your own network"))),
            ),
            Setting("system_id", _("Log-in name")),
            Setting("password", _("Password"), "secret"),
            Setting("system_type", _("System type"), required=False),
            SENDER,
        ),
        check=check,
        try_out=try_out,
    ),
)
