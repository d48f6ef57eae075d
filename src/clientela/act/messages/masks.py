"""Liquid hidden from tools that read HTML: each piece becomes something they leave where it is.

A parser of HTML moves text out of tables, but never a comment; in an attribute, a title or a style sheet
a comment would be no comment, so there a word stands for the piece.
"""

from __future__ import annotations

import re
from html import escape

from clientela.act.messages.markup import LIQUID, pieces

_COMMENT = re.compile(r"<!--q7liquid\d+z-->")
_MASK = re.compile(r"<!--q7liquid(\d+)z-->|q7liquid(\d+)z(?:=\"\")?")


def in_order(html: str) -> list[str]:
    """The masks that are comments, as they follow each other."""
    return _COMMENT.findall(html)


class Masks:
    """The pieces of Liquid of one text, each behind its number."""

    def __init__(self) -> None:
        self.hidden: list[str] = []

    def hide(self, html: str) -> str:
        """The HTML with every piece of Liquid behind a mask."""
        return "".join(
            self._mask(html[piece.start : piece.end], bare=piece.mode != "text")
            if piece.liquid
            else html[piece.start : piece.end]
            for piece in pieces(html)
        )

    def hide_text(self, text: str) -> str:
        """A text as markup, with every piece of Liquid behind a mask."""
        return escape(self.hide_words(text), quote=False)

    def hide_words(self, text: str) -> str:
        """A text with every piece of Liquid behind a word."""
        return LIQUID.sub(lambda found: self._mask(found.group(), bare=True), text)

    def show(self, html: str) -> str:
        """The HTML with every piece back, wherever a tool has put its mask."""
        return _MASK.sub(lambda found: self.hidden[int(found.group(1) or found.group(2))], html)

    def behind(self, comment: str) -> str | None:
        """The Liquid behind the text of a comment; None where it is an ordinary comment."""
        found = _MASK.fullmatch(f"<!--{comment}-->")
        return self.hidden[int(found.group(1))] if found else None

    def _mask(self, liquid: str, *, bare: bool) -> str:
        self.hidden.append(liquid)
        word = f"q7liquid{len(self.hidden) - 1}z"
        return word if bare else f"<!--{word}-->"
