"""How django-anymail reaches a provider, and how it knows its calls."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from anymail.exceptions import AnymailConfigurationError, AnymailImproperlyInstalled
from django.core.mail import get_connection

from clientela_web.channels.hearing import NotTheirsError, address_of
from clientela_web.channels.lines import ProviderError
from clientela_web.channels.sealing import secrets_of
from clientela_web.models import Provider

if TYPE_CHECKING:
    from anymail.backends.base import AnymailBaseBackend
    from anymail.webhooks.base import AnymailBaseWebhookView

SECONDS = 30
VIEWS = {
    "amazon_ses": "AmazonSESTrackingWebhookView",
    "brevo": "BrevoTrackingWebhookView",
    "mailersend": "MailerSendTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "mailjet": "MailjetTrackingWebhookView",
    "mailtrap": "MailtrapTrackingWebhookView",
    "mandrill": "MandrillCombinedWebhookView",
    "postal": "PostalTrackingWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
    "resend": "ResendTrackingWebhookView",
    "sparkpost": "SparkPostTrackingWebhookView",
    "unisender_go": "UnisenderGoTrackingWebhookView",
}
# What calls are known by, where it is not the user and password (`webhook_secret`) in them.
SIGNED_BY = {
    "mailersend": "signing_secret",
    "mailgun": "webhook_signing_key",
    "mailtrap": "tracking_secret",
    "mandrill": "webhook_key",
    "postal": "webhook_key",
    "unisender_go": "api_key",
}


def backend_of(provider: Provider) -> AnymailBaseBackend:
    """What sends mail by that provider; raises ProviderError for settings that cannot be."""
    told = {**provider.settings, **secrets_of(provider)}
    if provider.kind == "amazon_ses":
        told = _of_amazon(told)
    try:
        found: AnymailBaseBackend = get_connection(
            f"anymail.backends.{provider.kind}.EmailBackend", timeout=SECONDS, **told
        )
    except (AnymailConfigurationError, AnymailImproperlyInstalled) as error:
        raise ProviderError(f"{provider.name}: {' '.join(str(error).split())}") from error
    return found


def view_of(provider: Provider) -> AnymailBaseWebhookView:
    """What reads the calls of that provider; raises NotTheirsError where nothing tells them from others."""
    secrets, name = secrets_of(provider), SIGNED_BY.get(provider.kind, "webhook_secret")
    secret = secrets.get(name) or str(provider.settings.get(name, ""))
    if provider.kind not in VIEWS or not secret:
        raise NotTheirsError(f"nothing is agreed on by which calls of {provider.name!r} would be known")
    told: dict[str, Any] = {name: secret}
    if provider.kind == "mandrill":
        told["webhook_url"] = address_of(provider)
    module = import_module(f"anymail.webhooks.{provider.kind}")
    view: AnymailBaseWebhookView = getattr(module, VIEWS[provider.kind])(**told)
    return view


def _of_amazon(told: dict[str, Any]) -> dict[str, Any]:
    """The names that Amazon's own library has."""
    names = {
        "region": "region_name",
        "access_key": "aws_access_key_id",
        "secret_key": "aws_secret_access_key",
    }
    return {"client_params": {names[name]: told[name] for name in names if told.get(name)}}
