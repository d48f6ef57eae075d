"""How the mail of one campaign is posted: from whom, answered where, bounced where, signed by what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from clientela.act.messages.mime.addresses import Mailbox, wire_address
from clientela.act.messages.mime.dkim import DkimKey
from clientela.act.messages.mime.headers import phrase, unstructured
from clientela.errors import ClientelaError

TOKEN = "{token}"  # noqa: S105
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,48}")
_LIST_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.))*[A-Za-z0-9]")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
OURS = frozenset(
    {"from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "content-type", "reply-to"}
    | {"list-id", "list-unsubscribe", "list-unsubscribe-post", "dkim-signature", "return-path", "sender"}
    | {"content-transfer-encoding", "received"}
)


class PostError(ClientelaError):
    """Mail cannot be posted so."""


@dataclass(frozen=True, slots=True)
class Post:
    """What all mails of a campaign share.

    `campaign` is its key, which makes message ids stable; `return_path` is where bounces go, with `{token}`
    for what tells the deliveries apart (VERP); `list_id` is a name under our domain (RFC 2919), `list_name`
    what people call the list. `headers` are further fields, such as Feedback-ID.
    """

    campaign: str
    sender: Mailbox
    return_path: str
    list_id: str = ""
    list_name: str = ""
    reply_to: Mailbox | None = None
    unsubscribe_mail: str = ""
    keys: tuple[DkimKey, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def checked(self) -> Post:
        """The post itself; raises PostError or AddressError, which say what is wrong with it."""
        if not self.campaign:
            raise PostError("a campaign needs a key, for its message ids")
        wire_address(self.return_path.replace(TOKEN, "t"))
        if self.unsubscribe_mail:
            wire_address(self.unsubscribe_mail.replace(TOKEN, "t"))
        if self.list_id and not _LIST_ID.fullmatch(self.list_id):
            raise PostError(f"{self.list_id!r} is no list id; write it as news.example.com")
        for name in self.headers:
            if not _HEADER.fullmatch(name) or name.lower() in OURS:
                raise PostError(f"the field {name!r} cannot be set; it is ours, or no name of a field")
        return self

    def fixed(self) -> list[tuple[bytes, bytes]]:
        """The fields that are alike in every mail."""
        made = [(b"From", self.sender.header("From"))]
        if self.reply_to:
            made.append((b"Reply-To", self.reply_to.header("Reply-To")))
        if self.list_id:
            name = phrase(self.list_name, 9) + b"\r\n " if self.list_name else b""
            made.append((b"List-Id", name + b"<" + self.list_id.encode() + b">"))
        made += [(name.encode(), unstructured(value, len(name) + 2)) for name, value in self.headers.items()]
        return [*made, (b"MIME-Version", b"1.0")]

    def envelope_from(self, token: str) -> str:
        """Where the bounce of one delivery goes."""
        return self.return_path.replace(TOKEN, known_token(token))

    def message_id(self, token: str) -> str:
        """The same for the same delivery of the same campaign, whenever and wherever it is built."""
        digest = blake2b(f"{self.campaign}\n{token}".encode(), digest_size=18).hexdigest()
        return f"<{digest}@{self.sender.domain}>"

    def boundary(self) -> str:
        """What stands between the parts; no quoted-printable and no base64 can hold it."""
        return f"=_{blake2b(self.campaign.encode(), digest_size=12).hexdigest()}"


def known_token(token: str) -> str:
    """The token; raises PostError for one that could not stand in an address."""
    if not _TOKEN.fullmatch(token):
        raise PostError(f"{token!r} is no token; it has letters, digits, - and _, at most 48")
    return token
