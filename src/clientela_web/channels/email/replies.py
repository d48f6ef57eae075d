"""What a mail server answers."""

from __future__ import annotations

from typing import NamedTuple


class Reply(NamedTuple):
    """A three-digit code and the text of all its lines."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def is_temporary(self) -> bool:
        """Whether the same may be taken later."""
        return 400 <= self.code < 500

    @property
    def is_bad(self) -> bool:
        """Whether it was refused."""
        return self.code >= 400


class Replies:
    """Bytes come in, whole replies come out."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._lines: list[str] = []

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that are whole by now; raises ValueError for what no mail server says."""
        self._bytes += data
        found: list[Reply] = []
        while (end := self._bytes.find(b"\n")) >= 0:
            line = bytes(self._bytes[:end]).rstrip(b"\r").decode("utf-8", "replace")
            del self._bytes[: end + 1]
            self._lines.append(line[4:])
            if line[3:4] != "-":
                found.append(Reply(int(line[:3]), " ".join(self._lines).strip()))
                self._lines = []
        return found
