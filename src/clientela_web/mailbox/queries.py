"""What is in the mailbox, read as a mail program reads it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from html.parser import HTMLParser

from clientela_web.channels import mail_folder


@dataclass(frozen=True, slots=True)
class Listed:
    """A message in the list."""

    number: int
    at: dt.datetime
    sender: str
    recipient: str
    subject: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A message opened; the newer and the older one beside it."""

    listed: Listed
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]
    raw: str
    links: tuple[str, ...]
    newer: int | None
    older: int | None


def page_of(numbers: list[int]) -> list[Listed]:
    """These messages, as far as they are still there."""
    return [_listed(number, data) for number in numbers if (data := mail_folder.content(number)) is not None]


def opened(number: int) -> Opened | None:
    """The message of that number; None where it is gone."""
    data = mail_folder.content(number)
    if data is None:
        return None
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
    html, text = _body(message, "html"), _body(message, "plain")
    beside = mail_folder.numbers()
    place = beside.index(number) if number in beside else 0
    return Opened(
        _listed(number, data),
        html,
        text,
        tuple((name, " ".join(str(value).split())) for name, value in message.raw_items()),
        data.decode("utf-8", "replace"),
        tuple(dict.fromkeys([*_Anchors(html).found, *re.findall(r"https?://[^\s<>()]+", text)])),
        beside[place - 1] if place > 0 else None,
        beside[place + 1] if place + 1 < len(beside) else None,
    )


def _listed(number: int, data: bytes) -> Listed:
    head = BytesHeaderParser(EmailMessage, policy=policy.default).parsebytes(data)
    at = dt.datetime.fromtimestamp(number / 1e9, dt.UTC)
    said = [str(head.get(name) or "") for name in ("From", "To", "Subject")]
    return Listed(number, at, said[0], said[1] or str(head.get("Delivered-To") or ""), said[2])


def _body(message: EmailMessage, kind: str) -> str:
    """The first body of that kind, whatever letters it says it is written in."""
    part = message.get_body((kind,))
    if part is None:
        return ""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        said = data.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        said = data.decode("utf-8", "replace")
    return said.replace("\r\n", "\n")


class _Anchors(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "a" and (href := known.get("href")) and not _HIDDEN.search(known.get("style") or ""):
            self.found += [href] if href.startswith(("http://", "https://")) else []


_HIDDEN = re.compile(r"display\s*:\s*none")
