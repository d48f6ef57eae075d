"""Which encoding a file is written in, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clientela.collect.sources import Compression, head

ASCII = "it holds ASCII only, which is the same in all of them"


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """The encoding decided on; `sure` is False where another reading is nearly as likely."""

    name: str
    sure: bool
    reason: str
    bom: bool = False
    runner_up: str | None = None


def guess_encoding(path: Path, compression: Compression, given: str | None = None) -> EncodingGuess:
    """Decide on the letters of the whole file, not on those that happen to stand at its top."""
    if given:
        return EncodingGuess(given, True, "given")
    data = head(path, compression, 1 << 20)
    try:
        data.decode()
    except UnicodeDecodeError:
        return EncodingGuess("cp1252", False, "not UTF-8")
    return EncodingGuess("utf-8", True, "valid UTF-8")
