"""A page as a person reads it: parsed, and asked again until what is worked out behind it is there."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

from django.test import Client

PATIENCE_SECONDS = 60.0
VOID = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "path", "polyline", "circle", "line", "rect", "ellipse"}
)


class Element:
    """An element with its attributes, its text in all, and the elements below it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.parts: list[Element | str] = []

    @property
    def text(self) -> str:
        whole = " ".join(part if isinstance(part, str) else part.text for part in self.parts)
        return re.sub(r"\s+", " ", whole).strip()

    def find(self, tag: str = "", css: str = "", **wanted: str) -> list[Element]:
        """Everything below of that tag, class and attributes."""
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                classes = part.attributes.get("class", "").split()
                fits = all(part.attributes.get(name) == value for name, value in wanted.items())
                if tag in ("", part.tag) and (not css or css in classes) and fits:
                    found.append(part)
                found += part.find(tag, css, **wanted)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def parsed(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    return reader.root


def read(client: Client, address: str) -> Element:
    """The page when nothing on it is being worked out any more."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        html = response.content.decode()
        if 'class="spinner"' not in html:
            return parsed(html)
        time.sleep(0.2)
    raise AssertionError(f"{address} is still being worked out")


def number(text: str) -> int:
    """The first whole number of a text as English writes it."""
    found = re.search(r"\d[\d,]*", text)
    assert found, text
    return int(found.group().replace(",", ""))


def rows(table: Element) -> list[list[str]]:
    """The cells of a table's body."""
    (body,) = table.find("tbody")
    return [[cell.text for cell in row.parts if isinstance(cell, Element)] for row in body.find("tr")]
