"""The mail that asks for a confirmation, in her language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from html import escape

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clientela.act.messages.mime import Mailbox
from clientela_web.channels.house import HouseMail, send_mail
from clientela_web.channels.tokens import confirmation_token_of, confirmation_url
from clientela_web.models import ConfirmationRules, ConsentRequest


@dataclass(frozen=True, slots=True)
class ConfirmationMail:
    """One mail that asks; `site` is where its link leads."""

    request: ConsentRequest
    rules: ConfirmationRules
    firm_name: str
    site: str
    at: dt.datetime

    def send(self) -> None:
        """Hand it over; raises what `send_mail` does."""
        send_mail(self.rules.provider, self.written())

    def written(self) -> HouseMail:
        """The mail as it goes out, the same in every try."""
        asked, rules = self.request, self.rules
        token = confirmation_token_of(asked.pk)
        name = self.firm_name or rules.sender_name or asked.address.rpartition("@")[2]
        local, _at, domain = rules.sender_address.rpartition("@")
        with translation.override(asked.language):
            subject, text, html = _said(asked, name, confirmation_url(self.site, token))
        return HouseMail(
            key=f"confirmation {token}",
            sender=Mailbox(rules.sender_address, rules.sender_name),
            to=asked.address,
            subject=subject,
            text=text,
            html=html,
            at=self.at,
            return_path=f"{local}+{token}@{domain}",
        )


def _said(asked: ConsentRequest, firm_name: str, link: str) -> tuple[str, str, str]:
    """Subject, plain text and page, in the language that is on."""
    subject = _("Please confirm that you want these messages")
    who = _("%(firm)s was asked to send messages to this address. What you would agree to:") % {
        "firm": firm_name
    }
    until = date_format(asked.expires_at, "DATE_FORMAT")
    end = _(
        "The link works until %(day)s. If you did not ask for this, do nothing: nothing more will come."
    ) % {"day": until}
    text = f"{who}\n\n{asked.wording}\n\n{_('Confirm')}: {link}\n\n{end}\n"
    html = (
        f"<p>{escape(who)}</p><blockquote>{escape(asked.wording)}</blockquote>"
        f'<p><a href="{escape(link)}"><strong>{escape(_("Confirm"))}</strong></a></p><p>{escape(end)}</p>'
    )
    page = f'<!DOCTYPE html>\n<html lang="{asked.language}"><head><meta charset="utf-8">{_HEAD}'
    return subject, text, f"{page}<title>{escape(subject)}</title></head>\n<body>{html}</body></html>\n"


_HEAD = '<meta name="color-scheme" content="light dark">'
