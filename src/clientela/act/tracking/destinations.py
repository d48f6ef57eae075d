"""Where a counted link leads: an address kept with the campaign, filled with what was frozen of her.

The firm wrote scheme and host letter by letter; merge fields stand behind them only. So whatever is known
of a customer, a link leads to no other host than the one that was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from liquid.exceptions import LiquidError

from clientela.act.messages.problems import LimitError
from clientela.act.messages.template.environment import MessageLiquid, Sink, write_part
from clientela.act.messages.template.names import roots_of
from clientela.errors import ClientelaError

if TYPE_CHECKING:
    from liquid import BoundTemplate

_HOST = re.compile(r"https?://[^\s/?#\\@{}<>\"'\ue000\ue001]+(?=[/?#]|\Z)", re.IGNORECASE)
TURN = "counted_turn"
"""The round of a loop that a link was written in; 1 is the first."""


class LinkError(ClientelaError):
    """A link leads nowhere: what it says of a customer is gone, or is nothing an address can hold."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it was written; `loop` is the head of the loop around it whose things it names.

    `html` says that the address stands in HTML, with `&amp;` and values escaped.
    """

    address: str
    loop: str = ""
    html: bool = False

    def destination(self, values: Mapping[str, object], language: str, turn: int = 0) -> str:
        """Where it leads for a customer with these values; raises LinkError where it leads nowhere."""
        template = _template(self, language)
        values = {**values, TURN: turn}
        sink = Sink()
        try:
            write_part(template, values, roots_of(values), sink)
        except (LiquidError, LimitError) as error:
            raise LinkError(f"the link cannot be written: {error}") from error
        written = "".join(sink.pieces)
        return self._checked(unescape(written) if self.html else written)

    def _checked(self, written: str) -> str:
        """The address as a browser reads it, with no break in it, and still at its host."""
        address = "".join(letter for letter in written if letter.isprintable()).strip()
        if not self.host or not address.startswith(self.host):
            raise LinkError("the link leads nowhere; what it says of the customer is gone")
        return address

    @property
    def host(self) -> str:
        """Scheme and host as they were written; empty where a merge field stands in them."""
        return host_of(unescape(self.address) if self.html else self.address)


def host_of(address: str) -> str:
    """Scheme and host of an address on the web, where both are written out; empty for anything else."""
    found = _HOST.match(address)
    return found.group() if found else ""


@lru_cache(maxsize=1_024)
def _template(link: Link, language: str) -> BoundTemplate:
    source = link.address
    if link.loop:
        source = f"{link.loop}{{% if forloop.index == {TURN} %}}{source}{{% endif %}}{{% endfor %}}"
    return MessageLiquid(language, html=link.html).from_string(source)
