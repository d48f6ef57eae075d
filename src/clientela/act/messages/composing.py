"""A message as written → one that is ready for its recipients, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from liquid.exceptions import LiquidError

from clientela.act.messages.composed import Composed
from clientela.act.messages.fields import MergeFields
from clientela.act.messages.leftovers import leftovers
from clientela.act.messages.marked import footed, mjml_of
from clientela.act.messages.markup import left_open, pieces, text_pieces
from clientela.act.messages.masks import Masks
from clientela.act.messages.page import Moved, finished, html_of_mjml
from clientela.act.messages.plain import Source, read_plain
from clientela.act.messages.plaintext import text_of
from clientela.act.messages.problems import MessageError, MessageProblem
from clientela.act.messages.reviewing import review
from clientela.act.messages.template.blocks import Slip, shortened, slips
from clientela.act.messages.template.checking import Check, Needs
from clientela.act.messages.template.environment import MessageLiquid
from clientela.act.messages.template.limits import MOST_TEMPLATE
from clientela.act.messages.template.reading import read_template
from clientela.act.messages.template.said import slips_of_pieces
from clientela.act.messages.trying import try_out
from clientela.act.messages.writing import PAGES, Writing
from clientela.catalog.labels import known_language

if TYPE_CHECKING:
    from liquid import BoundTemplate

WARNED = frozenset({"left_braces", "stray_braces", "not_shown", "no_alt", "leads_nowhere"})
"""What may be meant so: it is pointed out, and sent."""
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
        (*_warnings(writing, templates, needs), *composing.warnings),
        templates,
        sources,
    )
    try_out(made, composing.sources)
    return made


@dataclass(slots=True)
class _Composing:
    """One message on its way."""

    writing: Writing
    fields: MergeFields
    needs: Needs = field(default_factory=Needs)
    sources: dict[str, Source] = field(default_factory=dict)
    warnings: list[MessageProblem] = field(default_factory=list)

    def liquid(self, part: str) -> MessageLiquid:
        return MessageLiquid(self.writing.language, html=part in (*PAGES, "preheader"))

    def read(self) -> None:
        """Read every part as written; raises MessageError with the problems of all."""
        problems = list(_problems_of_parts(self.writing))
        for part, written in self.writing.parts().items():
            whole = footed(written, self.writing.language) if part == "markdown" else written
            problems += self._read(part, whole)
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
        found = self._looked_through(source)
        try:
            template = liquid.from_string(source.liquid)
        except LiquidError as error:
            found += slips_of_pieces(liquid, source.liquid, self.fields)
            if all(each.code in WARNED for each in found):
                found.append(Slip("liquid", -1, {"piece": part, "said": str(error.message)}))
        else:
            yield from Check(source, read_template(template), liquid, self.fields, self.needs).problems()
        yield from self._told(source, found)

    def _looked_through(self, source: Source) -> list[Slip]:
        """What goes wrong with blocks and braces, what looks like a field, what no mail program shows."""
        text, part, language = source.liquid, source.part, self.writing.language
        stretches = list(pieces(text) if part in ("html", "mjml") else text_pieces(text))
        found = [*slips(text, stretches), *leftovers(text, stretches, self.fields, language)]
        if part == "html":
            if (at := left_open(text)) is not None:
                found.append(Slip("open_tag", at, {"said": shortened(text[at : at + 200])}))
            found += review(text)
        return found

    def _told(self, source: Source, found: list[Slip]) -> Iterator[MessageProblem]:
        """The problems, one at a place; what may be meant so is kept as a warning."""
        told: set[int] = set()
        for code, at, facts in found:
            problem = source.problem(code, at, **facts)
            if code in WARNED:
                self.warnings.append(problem)
            elif at not in told:
                told.add(at)
                yield problem

    def bodies(self) -> dict[str, str]:
        """Every part that is sent, as Liquid."""
        kept = [part for part in ("subject", "text") if part in self.sources]
        bodies: dict[str, str] = {part: self.sources[part].liquid for part in kept}
        if html := self._page(bodies):
            bodies["html"] = html
        return bodies

    def _page(self, bodies: dict[str, str]) -> str:
        """The page of the body in HTML, if there is one; makes the plain text where none was written."""
        part = next((each for each in PAGES if each in self.sources), "")
        if not part:
            return ""
        masks, liquid = Masks(), self.sources[part].liquid
        body = masks.hide(mjml_of(liquid) if part == "markdown" else liquid)
        if part != "html":
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
        pages = [part for part in PAGES if (getattr(writing, part) or "").strip()]
        if not pages and not (writing.text or "").strip():
            yield MessageProblem("message", "no_body")
        if len(pages) > 1:
            yield MessageProblem(pages[1], "two_bodies")
    elif not (writing.text or "").strip():
        yield MessageProblem("text", "no_text")
    elif any(getattr(writing, part) for part in PAGES):
        yield MessageProblem("html", "no_html_here")


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
