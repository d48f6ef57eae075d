"""A message as Django knows it, for a provider that builds the mail itself."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.mime.image import MIMEImage

from django.core.mail import EmailMultiAlternatives

from clientela_web.channels.alone import RefusedError, row_to
from clientela_web.channels.email.letters import post_of
from clientela_web.channels.house import HouseMail
from clientela_web.channels.lines import NotWritableError
from clientela_web.channels.rendering import Renderer
from clientela_web.channels.tokens import tracking_token_of
from clientela_web.ledger.claiming import Claimed
from clientela_web.models import Campaign

NAME = "delivery"
"""What our own name for a message is called among the metadata that a provider says again."""
WITHOUT_METADATA = ("mailersend", "postal")
WITHOUT_PICTURES = ("brevo", "postal", "scaleway")
"""Kinds that carry no picture inside a mail: it goes without, as to programs that show none."""
_PICTURE = re.compile(r"""<img [^>]*src="cid:[^"]*"[^>]*>""")


@dataclass(frozen=True, slots=True)
class Mail:
    """One message, ready for a provider."""

    row: Claimed
    message: EmailMultiAlternatives


class MailWriter:
    """Writes the mails of one campaign."""

    def __init__(self, campaign: Campaign, renderer: Renderer, *, has_metadata: bool) -> None:
        """Raises ClientelaError, which says what is wrong with the sender."""
        self._renderer, self._has_metadata = renderer, has_metadata
        post = post_of(campaign).checked()
        self._sender = str(Address(campaign.sender_name, addr_spec=post.sender.address))
        self._reply_to = [post.reply_to.address] if post.reply_to else None
        self._list_id = f"<{post.list_id}>" if post.list_id else ""

    def write(self, row: Claimed, at: dt.datetime) -> Mail:  # noqa: ARG002 (the provider dates it)
        """The mail for one row; raises NotWritableError where it would be blank or wrong."""
        rendered = self._renderer.rendered(row)
        message = EmailMultiAlternatives(
            rendered.subject,
            rendered.text,
            self._sender,
            [row.address],
            headers=self._headers(row),
            reply_to=self._reply_to,
        )
        if rendered.html is not None:
            message.attach_alternative(rendered.html, "text/html")
        if self._has_metadata:
            message.metadata = {NAME: tracking_token_of(row.pk)}  # type: ignore[attr-defined]  # anymail's own
        try:
            message.message()  # what a mail cannot be is found now
        except ValueError as error:
            raise NotWritableError(str(error)) from error
        return Mail(row, message)

    def _headers(self, row: Claimed) -> dict[str, str]:
        headers = {"List-Id": self._list_id} if self._list_id else {}
        if link := self._renderer.links(row).get("unsubscribe_url"):
            headers["List-Unsubscribe"] = f"<{link}>"
            if link.startswith("https://"):
                headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers


def house_mail(mail: HouseMail, kind: str) -> Mail:
    """A mail of the house for a provider of that kind, which names it itself; raises RefusedError."""
    has_pictures = kind not in WITHOUT_PICTURES
    message = EmailMultiAlternatives(
        " ".join(mail.subject.split()),
        mail.text,
        str(Address(mail.sender.name, addr_spec=mail.sender.address)),
        [mail.to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if mail.html:
        message.attach_alternative(mail.html if has_pictures else _PICTURE.sub("", mail.html), "text/html")
    for name, picture in mail.pictures.items() if has_pictures else ():
        part = MIMEImage(picture, "png")
        part["Content-ID"] = f"<{name}>"
        part["Content-Disposition"] = "inline"
        message.attach(part)
    try:
        message.message()  # what a mail cannot be is found now
    except ValueError as error:
        raise RefusedError(str(error)) from error
    return Mail(row_to(mail.to), message)
