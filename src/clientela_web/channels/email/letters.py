"""A message as it goes on the wire: envelope and bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from clientela.act.audience.merging import decode_values
from clientela.errors import ClientelaError
from clientela.rules.types import ValueType
from clientela_web.channels.email.mime import Mime
from clientela_web.channels.tokens import Links
from clientela_web.ledger.claiming import Claimed
from clientela_web.models import Campaign


class NotWritableError(ClientelaError):
    """A message cannot be written for one customer; it is not sent as a blank."""


class Rendered(Protocol):
    """A message as one recipient gets it."""

    @property
    def subject(self) -> str: ...
    @property
    def html(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def lacking(self) -> tuple[object, ...]: ...


class Composed(Protocol):
    """A message that is ready for its recipients."""

    def render(self, values: Mapping[str, object]) -> Rendered: ...


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready for the wire; `data` ends with the line that ends it."""

    row: Claimed
    return_path: bytes
    recipient: bytes
    data: bytes
    is_8bit: bool = False

    @property
    def domain(self) -> str:
        """Where it goes."""
        return self.row.address.rpartition("@")[2]


class LetterWriter:
    """Writes the letters of one campaign; what all of them share is made once."""

    def __init__(self, campaign: Campaign, composed: Mapping[str, Composed], links: Links) -> None:
        self._composed, self._links = composed, links
        self._types = {name: ValueType(kind) for name, kind in campaign.value_types.items()}
        self._mime = Mime(sender=(campaign.sender_name, campaign.sender_address), reply_to=campaign.reply_to)

    def write(self, row: Claimed) -> Letter:
        """The letter for one row; raises NotWritableError where it would be blank or wrong."""
        values: dict[str, object] = dict(decode_values(row.merge_values, self._types))
        links = self._links.of(row)
        try:
            told = self._composed[row.variant].render({**values, **links.merged})
        except ClientelaError as error:
            raise NotWritableError(str(error)) from error
        if told.lacking:
            raise NotWritableError(", ".join(map(str, told.lacking)))
        data = self._mime.message(
            to=row.address,
            subject=told.subject,
            html=told.html,
            text=told.text,
            message_id=links.message_id,
            unsubscribe=links.unsubscribe,
        )
        return Letter(row, links.return_path.encode(), row.address.encode(), data)
