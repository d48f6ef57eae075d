"""A provider of e-mail tried out: one mail that says it arrived, by the same way as every other."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.act.messages.mime import Mailbox
from clientela_web.channels.house import HouseMail, send_mail
from clientela_web.models import Provider

PATIENCE = 15.0
"""Seconds that somebody waits for a page."""


def try_mail(provider: Provider, to: str, sender: str) -> str:
    """Send a message that says it arrived; what the other side said. Raises ClientelaError."""
    at = timezone.now()
    mail = HouseMail(
        key=f"trial {provider.pk} {at.isoformat()}",  # a server may throw away an id that it has seen
        sender=Mailbox.read(sender),
        to=to,
        subject=_("It works: %(name)s") % {"name": provider.name},
        text=_("This message came by “%(name)s”. Campaigns can go the same way.") % {"name": provider.name},
        at=at,
    )
    return send_mail(provider, mail, seconds=PATIENCE)
