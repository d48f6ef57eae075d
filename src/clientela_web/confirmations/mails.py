"""The mail that asks for a confirmation, in her language."""

from __future__ import annotations

import datetime as dt
import smtplib
from dataclasses import dataclass
from html import escape

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clientela.act.messages import MergeFields, Writing, compose
from clientela.act.messages.mime import Addressee, DkimKey, Letters, Mailbox, Post
from clientela.act.messages.mime.letters import Mail
from clientela.act.messages.mime.post import TOKEN
from clientela.catalog import FirmCatalog
from clientela_web.channels.email.server import MailServer, ServerError
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
        """Hand it over; raises ClientelaError, of which a ServerError may pass by itself."""
        server = MailServer.of(self.rules.provider)
        mail = self.written(server.keys)
        connection = server.connect()
        try:
            connection.sendmail(mail.return_path, [mail.recipient], mail.data)
        except (OSError, smtplib.SMTPException) as error:
            raise ServerError(f"{server.host} did not take the message: {error}") from error
        finally:
            connection.close()

    def written(self, keys: tuple[DkimKey, ...] = ()) -> Mail:
        """The mail as it goes out, signed with these keys."""
        local, _at, domain = self.rules.sender_address.rpartition("@")
        post = Post(
            campaign=f"confirmation {self.request.pk}",
            sender=Mailbox(self.rules.sender_address, self.rules.sender_name),
            return_path=f"{local}+{TOKEN}@{domain}",
            keys=keys,
        )
        token = confirmation_token_of(self.request.pk)
        name = self.firm_name or self.rules.sender_name
        writing = _writing(self.request, name, confirmation_url(self.site, token))
        letters = Letters(compose(writing, MergeFields(FirmCatalog())), post)
        return letters.mail({}, Addressee(self.request.address, token, self.at))


def _writing(request: ConsentRequest, firm_name: str, link: str) -> Writing:
    with translation.override(request.language):
        subject = _("Please confirm that you want these messages")
        who = _("%(firm)s was asked to send messages to this address. What you would agree to:") % {
            "firm": firm_name or request.address.rpartition("@")[2]
        }
        until = date_format(request.expires_at, "DATE_FORMAT")
        end = _(
            "The link works until %(day)s. If you did not ask for this, do nothing: nothing more will come."
        ) % {"day": until}
        text = f"{who}\n\n{request.wording}\n\n{_('Confirm')}: {link}\n\n{end}\n"
        html = (
            f"<p>{escape(who)}</p><blockquote>{escape(request.wording)}</blockquote>"
            f'<p><a href="{escape(link)}"><strong>{escape(_("Confirm"))}</strong></a></p><p>{escape(end)}</p>'
        )
    return Writing(
        "email", _plainly(subject), html=_plainly(html), text=_plainly(text), language=request.language
    )


def _plainly(text: str) -> str:
    """A text as it is, whatever braces stand in it: words that somebody typed are no merge fields."""
    return text.replace("{", "{{ '{' }}")
