"""Plain text made from HTML: what a reader without pictures gets.

Links keep their address, lists their marks, tables of data a line a row; tables that only lay things out
are taken apart. Liquid, behind its masks, comes along.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from clientela.act.messages.masks import Masks
from clientela.act.messages.typed import as_text

_SKIPPED = frozenset({"head", "style", "script", "title", "template", "noscript"})
_BLOCKS = {
    "p": 2, "h1": 2, "h2": 2, "h3": 2, "h4": 2, "h5": 2, "h6": 2, "ul": 2, "ol": 2, "blockquote": 2, "pre": 2,
    "table": 2, "div": 1, "section": 1, "article": 1, "header": 1, "footer": 1, "tr": 1, "li": 1, "dt": 1,
    "dd": 1, "figure": 1, "figcaption": 1, "address": 1, "center": 1, "caption": 1, "form": 1,
}  # fmt: skip
_VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "area", "base", "wbr", "source"})
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    name: str
    href: str = ""
    count: int = 0
    data: bool = False
    begun_at: int = 0


def text_of(html: str, masks: Masks) -> str:
    """The text of masked HTML; the masks are still in it where they were text, Liquid is shown where not."""
    reader = _Reader(masks)
    reader.feed(html)
    reader.close()
    return reader.text()


def _address(href: str) -> str:
    """A link as a text tells it: of mail and telephones the address alone, nothing of what leads nowhere."""
    scheme, colon, rest = href.partition(":")
    if colon and scheme.lower() in ("mailto", "tel", "sms"):
        return rest.partition("?")[0].strip()
    return "" if href.startswith("#") or scheme.lower() == "javascript" else href


class _Reader(HTMLParser):
    def __init__(self, masks: Masks) -> None:
        super().__init__(convert_charrefs=True)
        self.masks = masks
        self.out: list[str] = []
        self.open: list[_Open] = []
        self.skipping = 0
        self.breaks = 0
        self.space = self.marked = False

    def text(self) -> str:
        """Everything read, without blanks at the ends of lines."""
        return re.sub(r"[ \t]+(?=\n)", "", "".join(self.out)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if self.skipping or tag in _SKIPPED or _NOT_SHOWN.search(known.get("style", "")):
            self.skipping += tag not in _VOID
            return
        if tag == "br":
            self._break(1, add=True)
        elif tag == "hr":
            self._break(2)
            self._say("-" * 20)
            self._break(2)
        elif tag == "img":
            self._say_words(known.get("alt", ""))
        elif tag not in _VOID:
            self._begin(tag, known)

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= tag not in _VOID
            return
        if not any(each.name == tag for each in self.open):
            return
        while (closed := self.open.pop()).name != tag:
            self._end(closed)
        self._end(closed)

    def handle_comment(self, data: str) -> None:
        liquid = self.masks.behind(data)
        if liquid is None or self.skipping:
            return
        liquid = as_text(liquid)
        if liquid.startswith("{{"):
            self._say(liquid)
        else:
            # no break before it: what is left out takes its own break along, what is repeated needs but one
            if re.match(r"\{%-?\s*for\b", liquid) and self.breaks > 1:
                self.out.append("\n" * (self.breaks - 1))
                self.breaks = 1
            self.out.append(liquid)

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        if any(each.name == "pre" for each in self.open):
            self._say(data)
        else:
            self._say_words(data)

    def _begin(self, tag: str, known: dict[str, str]) -> None:
        parent = self._nearest("ul", "ol") if tag == "li" else None
        self._break_for(tag)
        opened = _Open(tag, href=known.get("href", ""))
        opened.data = tag == "table" and known.get("role") not in ("presentation", "none")
        self.open.append(opened)
        if tag == "li" and parent is not None:
            parent.count += 1
            depth = sum(each.name in ("ul", "ol") for each in self.open) - 1
            self._say("  " * depth + (f"{parent.count}. " if parent.name == "ol" else "- "))
            self.marked = True
        elif tag in ("td", "th"):
            self._begin_cell()
        elif tag == "blockquote":
            self._say("> ")
            self.marked = True
        opened.begun_at = len(self.out)

    def _begin_cell(self) -> None:
        table, row = self._nearest("table"), self._nearest("tr")
        if table is None or row is None or not table.data or self._nested():
            self._break(1)
        elif row.count:
            self.space = False
            self.out.append(" | ")
        if row is not None:
            row.count += 1

    def _nested(self) -> bool:
        """Whether a table that does not say it lays things out stands around this one: then it does."""
        return sum(each.name == "table" and each.data for each in self.open) > 1

    def _end(self, closed: _Open) -> None:
        if closed.name == "a" and closed.href:
            said = self.masks.show("".join(self.out[closed.begun_at :])).strip()
            href = _address(self.masks.show(closed.href).strip())
            if href and said != href:
                self._say(f" ({href})") if said else self._say(href, before=True)
        if closed.name == "blockquote":
            quoted = "".join(self.out[closed.begun_at :])
            self.out[closed.begun_at :] = [quoted.replace("\n", "\n> ")]
        self._break_for(closed.name)

    def _break_for(self, tag: str) -> None:
        lines = _BLOCKS.get(tag, 0)
        self._break(lines if self._nearest("li") is None else min(lines, 1))

    def _nearest(self, *names: str) -> _Open | None:
        return next((each for each in reversed(self.open) if each.name in names), None)

    def _break(self, lines: int, *, add: bool = False) -> None:
        if self.marked:
            return  # what follows a mark stands on its line
        self.breaks = self.breaks + lines if add else max(self.breaks, lines)
        if lines:
            self.space = False

    def _say_words(self, text: str) -> None:
        words = re.sub(r"[\s\u00ad\u034f\u200b\u200c]+", " ", text.replace("\xa0", " "))
        if words.strip():
            self._say(words.strip(), before=words.startswith(" "))
            self.space = words.endswith(" ")
        elif words:
            self.space = True

    def _say(self, text: str, *, before: bool = False) -> None:
        if self.breaks:
            if any(not each.startswith("{%") for each in self.out):
                self.out.append("\n" * min(self.breaks, 2))
        elif (self.space or before) and self.out and not self.out[-1].endswith((" ", "\n")):
            self.out.append(" ")
        self.breaks, self.space, self.marked = 0, False, False
        self.out.append(text)
