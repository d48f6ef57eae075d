"""A text file's bytes as UTF-8, whole lines at a time, with what could not be decoded marked."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from clientela.collect.files.sources import Compression, Progress, blocks
from clientela.errors import ImportFileError

BOMS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
MARK = "\ufdd0"  # a noncharacter, which no file may hold: stands where bytes could not be decoded
MARK_BYTES = MARK.encode()
MOST_UNDECODABLE = 1_000  # in one block; a file with more is in another encoding


class Undecodable(NamedTuple):
    """Bytes that mean nothing in the file's encoding; `position` counts bytes of the line from 1."""

    line: int
    position: int
    byte: int


class Lines(NamedTuple):
    """Whole lines as UTF-8; `final` with the last of the file."""

    data: bytes
    final: bool
    undecodable: tuple[Undecodable, ...] = ()


def utf8_lines(
    path: Path,
    compression: Compression,
    encoding: str,
    *,
    line_end: str = "\n",
    on_progress: Progress | None = None,
) -> Iterator[Lines]:
    """Yield the file in order; raises `ImportFileError` where it is plainly in another encoding."""
    raw = blocks(path, compression, on_progress=on_progress)
    if encoding in ("utf-16-le", "utf-16-be"):
        yield from _utf16(raw, encoding, path, line_end)
        return
    pending, line = b"", 1
    cut = line_end.encode()
    for number, block in enumerate(raw):
        data = block.removeprefix(codecs.BOM_UTF8) if number == 0 and encoding == "utf-8" else block
        whole, newline, rest = data.rpartition(cut)
        if newline:
            yield _decoded(pending + whole + newline, encoding, line, cut, path, final=False)
            line += pending.count(cut) + whole.count(cut) + 1
            pending = rest
        else:
            pending += data
    yield _decoded(pending, encoding, line, cut, path, final=True)


def _decoded(raw: bytes, encoding: str, line: int, cut: bytes, path: Path, *, final: bool) -> Lines:
    problems: list[Undecodable] = []
    if raw.isascii():
        data = raw
    else:
        try:
            text = raw.decode(encoding)
            data = raw if encoding == "utf-8" else text.encode()
        except UnicodeDecodeError:
            data, problems = _marked(raw, encoding, line, cut, path)
    return Lines(data if cut == b"\n" else data.replace(cut, b"\n"), final, tuple(problems))


def _marked(raw: bytes, encoding: str, line: int, cut: bytes, path: Path) -> tuple[bytes, list[Undecodable]]:
    parts: list[str] = []
    problems: list[Undecodable] = []
    position = 0
    while position < len(raw):
        try:
            parts.append(raw[position:].decode(encoding))
            break
        except UnicodeDecodeError as problem:
            at = position + problem.start
            parts += [raw[position:at].decode(encoding), MARK]
            start = raw.rfind(cut, 0, at) + 1
            problems.append(Undecodable(line + raw.count(cut, 0, at), at - start + 1, raw[at]))
            position += problem.end
        if len(problems) > MOST_UNDECODABLE:
            raise ImportFileError(
                f"{path.name} is not in {encoding}: line {problems[0].line}, byte {problems[0].position} "
                f"(0x{problems[0].byte:02x}) and more than {MOST_UNDECODABLE} others mean nothing in it; "
                "choose another encoding"
            )
    return "".join(parts).encode(), problems


def _utf16(raw: Iterator[bytes], encoding: str, path: Path, line_end: str) -> Iterator[Lines]:
    decoder = codecs.getincrementaldecoder(encoding)()
    pending, line = "", 1
    try:
        for block in raw:
            text = pending + decoder.decode(block)
            if line == 1:
                text = text.removeprefix("\ufeff")
            whole, newline, pending = text.rpartition(line_end)
            if newline:
                yield Lines((whole + newline).replace(line_end, "\n").encode(), final=False)
                line += whole.count(line_end) + 1
        yield Lines((pending + decoder.decode(b"", final=True)).encode(), final=True)
    except UnicodeError as problem:
        raise ImportFileError(
            f"{path.name} is not in {encoding}: after line {line} {problem}; "
            "choose another encoding, or copy the file again if it was cut short"
        ) from problem
