"""What a browser would post of a page: the successful controls of the builder's form."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form(HTMLParser):
    """Reads the controls that belong to a form, by standing in it or naming it."""

    wanted: str = "builder-form"
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    _inside: bool = False
    _select: str | None = None
    _text: str | None = None
    _button: tuple[str, list[str]] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and found.get("id") == self.wanted:
            self._inside = True
        if not self._inside and found.get("form") != self.wanted and tag != "option":
            return
        name = found.get("name", "")
        if tag == "input" and name and found.get("type") != "submit":
            self.fields[name] = found.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select is not None:
            if "selected" in found or self._select not in self.fields:
                self.fields[self._select] = found.get("value", "")
        elif tag == "textarea":
            self._text = name
            self.fields[name] = ""
        elif tag == "button" and found.get("value"):
            self._button = (found["value"], [found.get("title", "")])

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.fields[self._text] += data
        if self._button is not None:
            self._button[1].append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None
        elif tag == "button" and self._button is not None:
            self.buttons[self._button[0]] = " ".join(part for part in self._button[1] if part)
            self._button = None


def form_of(html: str) -> Form:
    """The builder's form as a browser would post it without pressing a button."""
    form = Form()
    form.feed(html)
    return form
