"""Empty lines that are left where something of a plain text is left out for somebody."""

from __future__ import annotations


class Holes:
    """Knows how the text ends so far, and takes the line breaks too many from the next piece."""

    def __init__(self) -> None:
        self.breaks = 2  # nothing comes before the first word

    def closed(self, piece: str) -> str:
        """The piece, so that with what came before there is never more than one empty line."""
        if piece and piece[0] != "\n" and piece[-1] != "\n":
            self.breaks = 0
            return piece
        bare = piece.lstrip("\n")
        leading = len(piece) - len(bare)
        if not bare:
            kept = min(leading, 2 - self.breaks)
            self.breaks += kept
            return piece[:kept]
        excess = max(0, self.breaks + leading - 2)
        self.breaks = min(2, len(bare) - len(bare.rstrip("\n")))
        return piece[excess:] if excess else piece
