"""Messages to be sent: what can be merged into them, and how they look for whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING

from clientela.errors import MissingExtraError
from clientela.rules.nodes import Rule
from clientela.workspace.asking import Asking
from clientela.workspace.clock import now
from clientela.workspace.looking import Looking

# Liquid and its company take time to load, and most questions need none of it.
if TYPE_CHECKING:
    from clientela.act.messages import Composed, Rendered, Writing
    from clientela.act.messages.preview import Message as Proved
    from clientela.act.messages.proofing import Proof


class Message:
    """A message ready for its recipients; `composed` is what a campaign sends."""

    def __init__(self, workspace: Messaging, proved: Proved) -> None:
        self._workspace, self._proved = workspace, proved
        self.composed: Composed = proved.composed

    def __repr__(self) -> str:
        return (
            f"Message({self.composed.writing.channel}, reads {', '.join(self.composed.needs) or 'nothing'})"
        )

    def preview(
        self,
        customer: int | str,
        as_of: dt.datetime | None = None,
        *,
        segment: str | Rule | None = None,
        coupon: str = "GIFT-2026",
    ) -> Rendered:
        """The message as this customer, a key or our number, would get it as one of the segment."""
        return self._proved.preview(
            self._number(customer), as_of or now(), among=self._rule(segment), coupon=coupon
        )

    def said_of(
        self,
        customer: int | str,
        as_of: dt.datetime | None = None,
        *,
        segment: str | Rule | None = None,
    ) -> dict[str, object]:
        """What the message says of this customer as one of the segment, by the names that it merges."""
        return self._proved.said_of(self._number(customer), as_of or now(), among=self._rule(segment))

    def check(self, segment: str | Rule, as_of: dt.datetime | None = None, *, most_parts: int = 3) -> Proof:
        """Whose texts would be wrong or empty, among the members of a segment, and why.

        For text messages it counts the parts, and points out those of more than `most_parts`.
        """
        rule = self._workspace.segment(segment).rule
        return self._proved.check(rule, as_of or now(), most_parts=most_parts)

    def _number(self, customer: int | str) -> int:
        return self._workspace.customer_id(f"#{customer}" if isinstance(customer, int) else customer)

    def _rule(self, segment: str | Rule | None) -> Rule | None:
        return None if segment is None else self._workspace.segment(segment).rule

    def cost(self, segment: str | Rule, price: Decimal, as_of: dt.datetime | None = None) -> Decimal:
        """What a text message to the members of a segment costs, at a price a part."""
        return self.check(segment, as_of).cost(price)


class Messaging(Asking, Looking):
    """What is said to whom."""

    def message(self, writing: Writing) -> Message:
        """A message as written, made ready; raises MessageError with everything that is wrong with it.

        Raises MissingExtraError where the libraries of messages are not installed.
        """
        if find_spec("liquid") is None:
            raise MissingExtraError("a message", "mail")
        from clientela.act.messages import MergeFields, compose
        from clientela.act.messages.preview import Message as Proved

        return Message(self, Proved(self.base, compose(writing, MergeFields(self.catalog))))
