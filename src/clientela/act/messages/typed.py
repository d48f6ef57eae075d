"""Liquid and fields as editors leave them: quotes in print form or as entities, hard blanks, tags in between.

What somebody typed in an editor of pages, pasted from a document or got back from a tool is the same to her;
so it is the same here.
"""

from __future__ import annotations

import re
from html import unescape

TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
"""A tag of HTML; in Liquid, less and more have a blank or a figure behind them."""
_DOUBLE = r"(?:&(?:quot|ldquo|rdquo|bdquo|laquo|raquo|#34|#822[01]|#x22);|[“”„«»])"
_SINGLE = r"(?:&(?:apos|lsquo|rsquo|sbquo|#39|#821[67]|#x27);|[‘’‚‹›])"
_STRINGS = (
    rf"""(?P<kept>"[^"]*"|'[^']*')|{_DOUBLE}(?P<double>.*?){_DOUBLE}|{_SINGLE}(?P<single>.*?){_SINGLE}"""
)
_STRING = re.compile(_STRINGS, re.DOTALL)
_STRING_OR_TAG = re.compile(f"(?P<tag>{TAG.pattern})|{_STRINGS}", re.DOTALL)
_BLANKS = re.compile(r"[\xa0\u2007\u202f\u200b\u2060\ufeff]")


def as_liquid(piece: str, *, html: bool) -> str:
    """A piece of Liquid with plain quotes and blanks; in HTML without entities and tags, which go before it.

    What stands in quotes stays as it was written.
    """
    if piece.isascii() and not (html and ("&" in piece or "<" in piece)):
        return piece
    out: list[str] = []
    tags: list[str] = []
    at = 0
    for found in (_STRING_OR_TAG if html else _STRING).finditer(piece):
        out.append(_plain(piece[at : found.start()], html=html))
        if html and (tag := found.group("tag")):
            tags.append(tag)
        else:
            out.append(_quoted(found))
        at = found.end()
    out.append(_plain(piece[at:], html=html))
    return "".join([*tags, *out])


def as_text(piece: str) -> str:
    """A piece of Liquid from HTML as a plain text needs it: what stands in quotes is no markup there."""
    return _STRING.sub(_unmarked, piece) if "&" in piece or "<" in piece else piece


def as_words(inner: str) -> tuple[str, str, str]:
    """What stands between the braces of a field in HTML: tags before it, its words, tags behind."""
    first = next((found.start() for found in re.finditer(r"[^\s<]", TAG.sub(_hidden, inner))), 0)
    words = " ".join(unescape(TAG.sub("", inner)).split())
    before = "".join(TAG.findall(inner[:first]))
    return before, words, "".join(TAG.findall(inner[first:]))


def _hidden(tag: re.Match[str]) -> str:
    """Blanks as long as the tag."""
    return " " * len(tag.group())


def _quoted(found: re.Match[str]) -> str:
    if kept := found.group("kept"):
        return str(kept)
    said = found.group("double") if found.group("double") is not None else found.group("single")
    quote = "'" if '"' in said else '"'
    return f"{quote}{said}{quote}"


def _unmarked(found: re.Match[str]) -> str:
    said = unescape(TAG.sub("", found.group()[1:-1])) if found.group("kept") else ""
    if not said or ('"' in said and "'" in said):
        return found.group()
    quote = "'" if '"' in said else '"'
    return f"{quote}{said}{quote}"


def _plain(text: str, *, html: bool) -> str:
    return _BLANKS.sub(" ", unescape(text) if html else text)
