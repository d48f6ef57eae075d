"""A message as it goes on the wire: envelope and bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from clientela.act.messages import Composed
from clientela.act.messages.mime import Addressee, DkimKey, Letters, Mailbox, Post
from clientela.act.messages.mime.post import TOKEN
from clientela.errors import ClientelaError
from clientela_web.channels.lines import NotWritableError
from clientela_web.channels.rendering import Renderer, check_whole
from clientela_web.channels.tokens import Links
from clientela_web.ledger.claiming import Claimed
from clientela_web.models import Campaign


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready for the wire; `data` ends with the line that ends it."""

    row: Claimed
    return_path: bytes
    recipient: bytes
    data: bytes


class LetterWriter:
    """Writes the letters of one campaign; what all of them share is made once."""

    def __init__(
        self,
        campaign: Campaign,
        composed: Mapping[str, Composed],
        links: Links,
        keys: tuple[DkimKey, ...] = (),
    ) -> None:
        """`composed` has the message of each variant; of `""` where there is one only."""
        self._renderer = Renderer(campaign, composed, links)
        post = post_of(campaign, keys)
        self._letters = {variant: Letters(message, post) for variant, message in composed.items()}

    def write(self, row: Claimed, at: dt.datetime) -> Letter:
        """The letter for one row; raises NotWritableError where it would be blank or wrong."""
        token = self._renderer.token(row)
        values = self._renderer.values(row, token)
        try:
            mail = self._letters[row.variant].mail(values, Addressee(row.address, token, at))
            recipient = mail.recipient.encode("ascii")
        except (ClientelaError, UnicodeEncodeError) as error:
            raise NotWritableError(str(error)) from error
        check_whole(mail.lacking)
        return Letter(row, mail.return_path.encode("ascii"), recipient, stuffed(mail.data))


def post_of(campaign: Campaign, keys: tuple[DkimKey, ...] = ()) -> Post:
    """How the campaign's mails are posted; raises ClientelaError, which says what is wrong with it."""
    local, _, domain = campaign.sender_address.rpartition("@")
    return Post(
        campaign=f"campaign {campaign.pk}",
        sender=Mailbox(campaign.sender_address, campaign.sender_name),
        return_path=f"{local}+{TOKEN}@{domain}",
        list_id=f"{campaign.purpose}.{domain}" if campaign.purpose.isidentifier() else "",
        reply_to=Mailbox(campaign.reply_to) if campaign.reply_to else None,
        keys=keys,
    )


def stuffed(message: bytes) -> bytes:
    """The message as DATA wants it (RFC 5321, 4.5.2): leading dots doubled, the end marked."""
    if b"\n." in message:
        message = message.replace(b"\r\n.", b"\r\n..")
    return message + (b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n")
