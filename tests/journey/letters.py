"""Mail as it lies in the mailbox, read by the standard library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: its headers and bodies, and the bytes it came in."""

    message: EmailMessage
    data: bytes

    @property
    def to(self) -> str:
        return str(self.message["Delivered-To"]).strip("<> ")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def links(self) -> list[str]:
        """Where the anchors of the HTML lead, as they follow each other."""
        return _Anchors(self.html).found

    @property
    def signed_part(self) -> bytes:
        """The mail without what the mailbox wrote above it."""
        return re.sub(
            rb"\A(?:Return-Path|Delivered-To): [^\r\n]*\r\n(?:Delivered-To: [^\r\n]*\r\n)?", b"", self.data
        )

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"no {kind} body"
        return str(part.get_content())


def letters_in(folder: Path) -> list[Letter]:
    """Every mail that came, the first first."""
    parser = BytesParser(EmailMessage, policy=policy.default)
    found = [each.read_bytes() for each in sorted((folder / "mailbox").glob("*.eml"))]
    return [Letter(parser.parsebytes(data), data) for data in found]  # type: ignore[arg-type]


class _Anchors(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if (tag, name) == ("a", "href")]
