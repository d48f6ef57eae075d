"""The links of a message, found once and then written as addresses of ours that lead on to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import TYPE_CHECKING

from clientela.act.messages.composed import Composed
from clientela.act.messages.template.environment import MessageLiquid
from clientela.act.messages.template.names import LINKS
from clientela.act.messages.template.reading import read_template
from clientela.act.tracking.destinations import Link, host_of
from clientela.act.tracking.hidden import Hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

CLICKED, OPENED = "counted_click_url", "counted_open_url"
"""The values that a tracked message reads beside its own: both are made for each delivery."""
TRAP = 65_535
"""The number of the link that nobody sees: who follows it is no person."""
MOST_LINKS = 1_000

_SHOWN = re.compile(r"<a(?:rea)?\b(?:[^>\"]|\"[^\"]*\")*>|\ue000\d+\ue001", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\s(?P<name>[^\s=>\"]+)(?:=\"(?P<value>[^\"]*)\")?")
_WRITTEN = re.compile(r"https?://[^\s<>\"]+|\ue000\d+\ue001", re.IGNORECASE)
_LOOP = re.compile(r"\{%-?\s*(for|endfor)\b.*?%\}", re.DOTALL)


def find_links(composed: Composed) -> list[Link]:
    """The links of a message that can be counted, each once, in the order they are written."""
    finding = _Finding(composed)
    for part in ("html", "text"):
        if part in composed.sources:
            finding.walk(part)
    return finding.found[:MOST_LINKS]


def tracked(composed: Composed, links: Sequence[Link], *, opens: bool = True) -> Composed:
    """The message with these links leading through us, and with a picture that tells when it is opened.

    What is not among `links` stays as it is written, so do the links to unsubscribe and to choose.
    """
    finding = _Finding(composed, list(links), is_open=False)
    sources = {part: source for part, source in composed.sources.items() if part != "html"}
    if "text" in sources:
        sources["text"] = finding.walk("text")
    if "html" in composed.sources:
        html = finding.walk("html")
        sources["html"] = _with_marks(html, clicks=bool(links), opens=opens)
    changed = {part: source for part, source in sources.items() if source != composed.sources[part]}
    parsed = {part: finding.liquid(part).from_string(source) for part, source in changed.items()}
    return replace(
        composed, templates={**composed.templates, **parsed}, sources={**composed.sources, **sources}
    )


def _with_marks(html: str, *, clicks: bool, opens: bool) -> str:
    """The page with what no person sees: a link for machines, a picture that is fetched on opening."""
    marks = f'<a href="{{{{ {CLICKED} }}}}/{TRAP}" style="display:none" aria-hidden="true"></a>' * clicks
    if opens:
        marks += (
            f'<img src="{{{{ {OPENED} }}}}" width="1" height="1" alt="" '
            'style="border:0;width:1px;height:1px">'
        )
    place = html.lower().rfind("</body>")
    return html[:place] + marks + html[place:] if place >= 0 else html + marks


@dataclass(slots=True)
class _Finding:
    """A walk through the parts of a message; an open one takes links in, another knows its own only."""

    composed: Composed
    found: list[Link] = field(default_factory=list)
    is_open: bool = True
    numbers: dict[tuple[str, str], int] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = {_key(link): number for number, link in enumerate(self.found, 1)}

    def liquid(self, part: str) -> MessageLiquid:
        return MessageLiquid(self.composed.writing.language, html=part == "html")

    def walk(self, part: str) -> str:
        """The part with the links that are known leading through us."""
        return _Walk(self, part).written()

    def number(self, link: Link) -> int:
        """The link's number; 0 where it is not counted."""
        key = _key(link)
        if self.is_open and key not in self.numbers:
            self.found.append(link)
            self.numbers[key] = len(self.found)
        return self.numbers.get(key, 0)


class _Walk:
    """One part from its beginning to its end, knowing the loops that are open."""

    def __init__(self, finding: _Finding, part: str) -> None:
        self.finding, self.part, self.hidden = finding, part, Hidden()
        self.text = self.hidden.hide(finding.composed.sources[part])
        self.own = {name for name, _ in read_template(finding.composed.templates[part]).own}
        self.loops: list[str] = []

    def written(self) -> str:
        pattern = _SHOWN if self.part == "html" else _WRITTEN
        return self.hidden.show(pattern.sub(self._step, self.text))

    def _step(self, found: re.Match[str]) -> str:
        said = found.group()
        if said.startswith("\ue000"):
            self._note_loop(self.hidden.show(said))
            return said
        return self._tag(said) if self.part == "html" else self._bare(said)

    def _note_loop(self, liquid: str) -> None:
        loop = _LOOP.fullmatch(liquid)
        if loop and loop.group(1) == "for":
            self.loops.append(liquid)
        elif loop and self.loops:
            self.loops.pop()

    def _tag(self, tag: str) -> str:
        for each in _ATTRIBUTE.finditer(tag):
            if each["name"].lower() == "href" and each["value"]:
                start, end = each.span("value")
                return tag[:start] + self._counted(each["value"]) + tag[end:]
        return tag

    def _bare(self, written: str) -> str:
        """An address in a plain text, without what only ends the sentence or the brackets around it."""
        address = _within_brackets(written).rstrip(".,;:!?'*_")
        return self._counted(address) + written[len(address) :]

    def _counted(self, address: str) -> str:
        link = self._link(address)
        number = self.finding.number(link) if link else 0
        if not number or link is None:
            return address
        turn = "/{{ forloop.index }}" if link.loop else ""
        return f"{{{{ {CLICKED} }}}}/{number}{turn}"

    def _link(self, address: str) -> Link | None:
        """The link with this address; None where it cannot be counted: docs/tracking.md says which."""
        html = self.part == "html"
        if not host_of(unescape(address) if html else address):
            return None
        shown = self.hidden.show(address)
        if "{%" in shown:
            return None
        names = self._names(shown)
        if names & self.own - self._things():
            return None
        loop = self.loops[-1] if names & (self._things() | {"forloop"}) else ""
        if loop and (len(self.loops) > 1 or self._names(f"{loop}{{% endfor %}}") & self.own - self._things()):
            return None
        return None if names & set(LINKS) else Link(shown, loop, html)

    def _things(self) -> set[str]:
        """What the loops around this place name."""
        return {name for loop in self.loops for name in _own_of(self.finding.liquid(self.part), loop)}

    def _names(self, liquid: str) -> set[str]:
        template = self.finding.liquid(self.part).from_string(liquid)
        return {str(said.path[0]) for said in read_template(template).paths}


def _own_of(liquid: MessageLiquid, loop: str) -> Iterator[str]:
    for name, _ in read_template(liquid.from_string(f"{loop}{{% endfor %}}")).own:
        yield name


def _within_brackets(written: str) -> str:
    """The address up to the first bracket that closes and was never opened in it."""
    depth = 0
    for place, letter in enumerate(written):
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return written[:place]
    return written


def _key(link: Link) -> tuple[str, str]:
    """What makes two links the same wherever they stand: HTML and plain text count together."""
    return unescape(link.address) if link.html else link.address, link.loop
