"""E-mail providers as kinds: what django-anymail must know of each, by its own names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clientela_web.channels.anymail.way import check
from clientela_web.channels.kinds import ProviderKind, Setting, Text
from clientela_web.channels.trying import try_mail

REPORTS = Setting(
    "webhook_secret",
    _("User and password of its reports"),
    "secret",
    required=False,
    help=_("As user:password. Enter the same with the address of the reports at the provider."),
)
API_KEY = Setting("api_key", _("API key"), "secret")
SECRET_KEY = Setting("secret_key", _("Secret key"), "secret")


def _signing(name: str) -> Setting:
    return Setting(name, _("Signing key of its reports"), "secret")


def _api(initial: str = "", *, required: bool = False) -> Setting:
    return Setting("api_url", _("Address of the API"), required=required, initial=initial)


def _kind(key: str, label: Text, *settings: Setting) -> ProviderKind:
    return ProviderKind(key, "email", label, settings, check=check, try_out=try_mail)


# SendGrid is left out: anymail does not keep it up any more. It takes mail by SMTP.
KINDS = (
    _kind(
        "amazon_ses",
        "Amazon SES",
        Setting("region", _("Region"), initial="eu-central-1"),
        Setting("access_key", _("Access key")),
        SECRET_KEY,
        REPORTS,
    ),
    _kind("brevo", "Brevo", API_KEY, REPORTS),
    _kind(
        "mailersend", "MailerSend", Setting("api_token", _("API key"), "secret"), _signing("signing_secret")
    ),
    _kind(
        "mailgun",
        "Mailgun",
        API_KEY,
        _signing("webhook_signing_key"),
        Setting("sender_domain", _("Domain of the sender"), required=False),
        _api("https://api.mailgun.net/v3"),
    ),
    _kind("mailjet", "Mailjet", API_KEY, SECRET_KEY, REPORTS),
    _kind("mailtrap", "Mailtrap", Setting("api_token", _("API key"), "secret"), _signing("tracking_secret")),
    _kind("mandrill", "Mandrill", API_KEY, _signing("webhook_key")),
    _kind(
        "postal",
        "Postal",
        API_KEY,
        _api(required=True),
        Setting("webhook_key", _("Public key of its reports"), "key"),
    ),
    _kind("postmark", "Postmark", Setting("server_token", _("API key"), "secret"), REPORTS),
    _kind("resend", "Resend", API_KEY, REPORTS),
    _kind(
        "scaleway",
        "Scaleway TEM",
        SECRET_KEY,
        Setting("project_id", _("Project")),
        Setting("region", _("Region"), initial="fr-par"),
    ),
    _kind("sparkpost", "SparkPost", API_KEY, _api("https://api.sparkpost.com/api/v1"), REPORTS),
    _kind("unisender_go", "Unisender Go", API_KEY, _api("https://go1.unisender.ru/ru/transactional/api/v1")),
)
