"""Liquid hidden behind letters that no message has, so that what stands around it can be read."""

from __future__ import annotations

import re

from clientela.act.messages.markup import LIQUID

_HOLE = re.compile("\ue000(\\d+)\ue001")


class Hidden:
    """The pieces of Liquid of one text, each behind its number."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def hide(self, text: str) -> str:
        """The text with every piece of Liquid behind a hole."""
        return LIQUID.sub(lambda found: self._hole(found.group()), text)

    def show(self, text: str) -> str:
        """The text with every piece back in its place."""
        return _HOLE.sub(lambda found: self._pieces[int(found.group(1))], text)

    def _hole(self, piece: str) -> str:
        self._pieces.append(piece)
        return f"\ue000{len(self._pieces) - 1}\ue001"
