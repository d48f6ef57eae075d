"""A text message, ready for a gateway."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from clientela_web.channels.lines import NotWritableError
from clientela_web.channels.rendering import Renderer
from clientela_web.ledger.claiming import Claimed

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class Text:
    """One message; `to` is a number in the form of E.164, with its plus."""

    row: Claimed
    token: str
    to: str
    text: str


class TextWriter:
    """Writes the text messages of one campaign."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def write(self, row: Claimed, at: dt.datetime) -> Text:  # noqa: ARG002 (the network dates it)
        """The message for one row; raises NotWritableError where it would be blank or wrong."""
        if not _NUMBER.fullmatch(row.address):
            raise NotWritableError("the number is not in the international form, such as +48600100200")
        return Text(row, self._renderer.token(row), row.address, self._renderer.rendered(row).text)
