"""A mail of the house as a mail server takes it."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from clientela.act.messages.mime import DkimKey
from clientela.act.messages.mime.addresses import wire_address
from clientela.act.messages.mime.whole import sign_whole
from clientela_web.channels.alone import RefusedError, row_to
from clientela_web.channels.email.letters import Letter, stuffed
from clientela_web.channels.house import HouseMail

_PLAIN = SMTP.clone(cte_type="7bit")  # what any server on the way passes on unchanged


def letter_of(mail: HouseMail, keys: tuple[DkimKey, ...] = ()) -> Letter:
    """The mail ready for the wire, signed with these keys; raises AddressError and RefusedError."""
    to, back = wire_address(mail.to), wire_address(mail.return_path or mail.sender.address)
    try:
        data = _message(mail, to).as_bytes(policy=_PLAIN)
        envelope = back.encode("ascii"), to.encode("ascii")
    except (UnicodeEncodeError, ValueError) as error:
        raise RefusedError(f"the mail to {mail.to} cannot be written: {error}") from error
    return Letter(row_to(to), *envelope, stuffed(sign_whole(data, keys, int(mail.at.timestamp()))))


def _message(mail: HouseMail, to: str) -> EmailMessage:
    message = EmailMessage(_PLAIN)
    message["From"] = Address(mail.sender.name, addr_spec=wire_address(mail.sender.address))
    message["To"] = Address(addr_spec=to)
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
        page = message.get_payload()[1]  # type: ignore[index]
        for name, picture in mail.pictures.items():
            page.add_related(picture, "image", "png", cid=f"<{name}>")  # type: ignore[union-attr]
    return message
