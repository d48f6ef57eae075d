"""A message that is ready for its recipients: parsed, styled and read once, written for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from liquid.exceptions import LiquidError

from clientela.act.messages.lines import one_line
from clientela.act.messages.problems import MessageProblem
from clientela.act.messages.template.environment import Sink, write_part
from clientela.act.messages.template.holes import Holes
from clientela.act.messages.template.wording import Lacking
from clientela.act.messages.writing import Writing
from clientela.errors import ClientelaError
from clientela.rules.types import ValueType

if TYPE_CHECKING:
    from liquid import BoundTemplate


class WriteError(ClientelaError):
    """A message cannot be written for one recipient, whatever she is told about it; `part` is where."""

    def __init__(self, part: str, said: str) -> None:
        self.part = part
        super().__init__(f"{part}: {said}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as one recipient gets it.

    `lacking` is what was to be said and came out empty, or in a form nobody knows: such a message is not
    fit to be sent.
    """

    subject: str
    html: str | None
    text: str
    lacking: tuple[Lacking, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A message made ready by `compose`.

    `needs` are the merge fields it reads, which are frozen with the audience: variables and memberships as
    rules spell them (`types` has their types), and then `lists` (products) and `given` (coupons). `links`
    are addresses of one delivery, made when it is sent. `sources` are the parts as Liquid.
    """

    writing: Writing
    types: Mapping[str, ValueType]
    segments: tuple[str, ...]
    lists: tuple[str, ...]
    given: tuple[str, ...]
    links: tuple[str, ...]
    warnings: tuple[MessageProblem, ...]
    templates: Mapping[str, BoundTemplate] = field(repr=False)
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def needs(self) -> tuple[str, ...]:
        """Everything that is frozen with the audience."""
        return (*self.types, *self.lists, *self.given)

    def render(self, values: Mapping[str, object]) -> Rendered:
        """The message with one recipient's values, by the names of `needs` and `links`.

        Raises WriteError, which no message does that `check_message` let pass, and LimitError.
        """
        roots = self.roots(values)
        lacking: dict[Lacking, None] = {}
        written: dict[str, str] = {}
        for part in self.templates:
            sink = Sink(self.holes if part == "text" else None)
            lacking |= dict.fromkeys(self.write(part, values, roots, sink))
            written[part] = "".join(sink.pieces)
        subject = one_line(written.get("subject", ""))
        for part, text in (
            ("subject", subject),
            ("text", written["text"]),
            ("html", written.get("html", "-")),
        ):
            if part in self.templates and not text.strip():
                lacking[Lacking("empty", part)] = None
        return Rendered(subject, written.get("html"), written["text"], tuple(lacking))

    @property
    def holes(self) -> Holes | None:
        """What closes the holes in a plain text that was made from HTML."""
        return Holes() if self.writing.text is None else None

    def roots(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """The values as Liquid sees them: `customer.city` beside `city`, `company.name`."""
        company = {need[8:]: values.get(need) for need in self.types if need.startswith("company.")}
        return {**values, "customer": values, "company": company}

    def write(
        self, part: str, values: Mapping[str, object], roots: Mapping[str, object], sink: Sink
    ) -> list[Lacking]:
        """Write one part into a sink; returns what was lacking."""
        try:
            return write_part(self.templates[part], values, roots, sink).lacking
        except LiquidError as error:
            raise WriteError(part, str(error.message)) from error
