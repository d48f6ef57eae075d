"""A page looked through as mail programs do: what they do not show, and what leads nowhere from a mail."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from clientela.act.messages.markup import LIQUID
from clientela.act.messages.template.blocks import Slip, shortened

_NOT_SHOWN = frozenset(
    {"script", "iframe", "object", "embed", "form", "input", "textarea", "select"}
    | {"video", "audio", "svg", "canvas"}
)
_ADDRESSES = {"a": "href", "area": "href", "img": "src"}
_SCHEME = re.compile(r"(?!file:|javascript:|blob:|about:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FIELD = "\ue000"
"""A letter nobody writes stands for Liquid, so that every place stays where it is."""


def review(html: str) -> list[Slip]:
    """What may be meant so and seldom is, the first of each."""
    looking = _Looking()
    looking.feed(LIQUID.sub(lambda found: re.sub(r"[^\n]", _FIELD, found.group()), html))
    looking.close()
    lines = [0, *(found.end() for found in re.finditer("\n", html))]
    first: dict[tuple[str, str], Slip] = {}
    for code, (line, column), said in looking.found:
        first.setdefault((code, said), Slip(code, lines[line - 1] + column, {"said": said, "name": said}))
    return list(first.values())


class _Looking(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[int, int], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: (value or "").strip() for name, value in attrs}
        if tag in _NOT_SHOWN:
            self._say("not_shown", tag)
        if tag == "img" and "alt" not in known and known.get("width") != "1":
            self._say("no_alt", "")
        address = known.get(_ADDRESSES.get(tag, ""), "")
        if address and not address.startswith(("#", _FIELD)) and not _SCHEME.match(address):
            self._say("leads_nowhere", shortened(address.replace(_FIELD, "")))

    def _say(self, code: str, said: str) -> None:
        self.found.append((code, self.getpos(), said))
