"""A whole mail signed as it lies there, for one that was not made of a campaign's pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from clientela.act.messages.mime.dkim import DkimKey, Header

_BLANKS = re.compile(rb"[ \t]+")
_UNFOLDED = re.compile(rb"\r\n(?![ \t])")


def sign_whole(message: bytes, keys: Sequence[DkimKey], seconds: int) -> bytes:
    """The mail with a signature of each key before its headers, all of which are signed.

    Its lines end with CR and LF, and none of its headers occurs twice.
    """
    if not keys:
        return message
    head, _, body = message.partition(b"\r\n\r\n")
    headers = [_header(line) for line in _UNFOLDED.split(head)]
    digest = sha256(relaxed_body(body)).digest()
    return b"".join(key.sign(headers, digest, seconds) for key in keys) + message


def relaxed_body(body: bytes) -> bytes:
    """The body in the relaxed form of RFC 6376, 3.4.4."""
    lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    whole = b"\r\n".join(lines).rstrip(b"\r\n")
    return whole + b"\r\n" if whole else b""


def _header(line: bytes) -> Header:
    name, _, value = line.partition(b":")
    return name, value
