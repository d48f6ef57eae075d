"""A message as written → one that is ready for its recipients, or everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from liquid.exceptions import LiquidError

from clientela.act.messages.composed import Composed, WriteError
from clientela.act.messages.fields import MergeFields
from clientela.act.messages.masks import Masks
from clientela.act.messages.page import Moved, finished, html_of_mjml
from clientela.act.messages.plain import Source, read_plain
from clientela.act.messages.plaintext import text_of
from clientela.act.messages.problems import LimitError, MessageError, MessageProblem
from clientela.act.messages.samples import sample_values
from clientela.act.messages.template.checking import Check, Needs
from clientela.act.messages.template.environment import MessageLiquid
from clientela.act.messages.template.limits import MOST_TEMPLATE
from clientela.act.messages.template.reading import read_template
from clientela.act.messages.writing import Writing
from clientela.catalog.labels import known_language

if TYPE_CHECKING:
    from liquid import BoundTemplate

CHANNELS = ("email", "sms", "webhook")
CLIPPED = 102_000
"""Gmail shows no more bytes of a message than this, and hides the rest behind a link."""


def compose(writing: Writing, fields: MergeFields) -> Composed:
    """Read a message once for all its recipients.

    Raises MessageError with every problem, each with its place and cure; MissingExtraError where a body in
    HTML is to be made and the libraries for it are not installed.
    """
    known_language(writing.language)
    composing = _Composing(writing, fields)
    composing.read()
    sources = composing.bodies()
    templates = {part: composing.liquid(part).from_string(text) for part, text in sources.items()}
    needs = composing.needs
    made = Composed(
        writing,
        needs.types,
        tuple(needs.segments),
        tuple(needs.lists),
        tuple(needs.given),
        tuple(needs.links),
        tuple(_warnings(writing, templates, needs)),
        templates,
        sources,
    )
    _try(made)
    return made


@dataclass(slots=True)
class _Composing:
    """One message on its way."""

    writing: Writing
    fields: MergeFields
    needs: Needs = field(default_factory=Needs)
    sources: dict[str, Source] = field(default_factory=dict)

    def liquid(self, part: str) -> MessageLiquid:
        return MessageLiquid(self.writing.language, html=part in ("html", "mjml", "preheader"))

    def read(self) -> None:
        """Read every part as written; raises MessageError with the problems of all."""
        problems = list(_problems_of_parts(self.writing))
        for part, written in self.writing.parts().items():
            problems += self._read(part, written)
        if problems:
            raise MessageError(problems)

    def _read(self, part: str, written: str) -> Iterator[MessageProblem]:
        if len(written) > MOST_TEMPLATE:
            yield MessageProblem(part, "too_long", facts={"most": MOST_TEMPLATE})
            return
        source = read_plain(part, written, self.fields, self.writing.language)
        self.sources[part] = source
        yield from source.problems
        liquid = self.liquid(part)
        try:
            template = liquid.from_string(source.liquid)
        except LiquidError as error:
            yield _not_liquid(source, error)
        else:
            yield from Check(source, read_template(template), liquid, self.fields, self.needs).problems()

    def bodies(self) -> dict[str, str]:
        """Every part that is sent, as Liquid."""
        kept = [part for part in ("subject", "text") if part in self.sources]
        bodies: dict[str, str] = {part: self.sources[part].liquid for part in kept}
        if html := self._page(bodies):
            bodies["html"] = html
        return bodies

    def _page(self, bodies: dict[str, str]) -> str:
        """The page of the body in HTML, if there is one; makes the plain text where none was written."""
        part = "mjml" if "mjml" in self.sources else "html"
        if part not in self.sources:
            return ""
        masks = Masks()
        body = masks.hide(self.sources[part].liquid)
        if part == "mjml":
            body = html_of_mjml(body, self.writing.language)
        if "text" not in bodies:
            bodies["text"] = masks.show(text_of(body, masks))
        title = masks.hide_text(bodies.get("subject", ""))
        preheader = masks.hide_text(self.sources["preheader"].liquid) if "preheader" in self.sources else None
        language = self.writing.language
        try:
            page = finished(body, part=part, language=language, title=title, preheader=preheader)
        except Moved as error:
            said = masks.show(error.mask)
            raise MessageError([MessageProblem(part, "moved", facts={"said": said})]) from error
        return masks.show(page)


def _problems_of_parts(writing: Writing) -> Iterator[MessageProblem]:
    if writing.channel not in CHANNELS:
        yield MessageProblem("message", "unknown_channel", facts={"name": writing.channel})
    elif writing.channel == "email":
        if not writing.subject.strip():
            yield MessageProblem("subject", "no_subject")
        if not any((writing.html, writing.mjml, writing.text)):
            yield MessageProblem("message", "no_body")
        if writing.html and writing.mjml:
            yield MessageProblem("mjml", "two_bodies")
    elif not (writing.text or "").strip():
        yield MessageProblem("text", "no_text")
    elif writing.html or writing.mjml:
        yield MessageProblem("html", "no_html_here")


_TAG = re.compile(r"unexpected tag '([^']*)'")


def _not_liquid(source: Source, error: LiquidError) -> MessageProblem:
    index = error.token.start_index if error.token else -1
    said = str(error.message)
    if found := _TAG.search(said):
        return source.problem("unknown_tag", index, name=found.group(1))
    return source.problem("liquid", index, said=said)


def _warnings(
    writing: Writing, templates: dict[str, BoundTemplate], needs: Needs
) -> Iterator[MessageProblem]:
    """What may be meant so, but seldom is."""
    if writing.channel != "email":
        return
    if "unsubscribe_url" not in needs.links:
        yield MessageProblem("message", "no_unsubscribe")
    html = templates.get("html")
    if html is not None and (size := len(str(html).encode())) > CLIPPED:
        yield MessageProblem("html", "clipped", facts={"size": size // 1000})


def _try(made: Composed) -> None:
    """Write the message with nothing known, then with all of it, for faults that reading cannot see."""
    for values in ({}, sample_values(made.types, made.lists, made.given, made.links)):
        try:
            made.render(values)
        except (WriteError, LimitError) as error:
            raise MessageError([MessageProblem("message", "fails", facts={"said": str(error)})]) from error
