"""The bytes of a file: unpacked where needed, in blocks, with progress."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from clientela.errors import ImportFileError

Compression = Literal["none", "gzip"]
Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all, both counted in the file as it lies on the disk."""

BLOCK = 4 << 20

UNREADABLE = {
    b"\x42\x5a\x68": ("a bzip2 archive", "unpack it, or pack it with gzip"),
    b"\xfd7zXZ": ("an xz archive", "unpack it, or pack it with gzip"),
    b"7z\xbc\xaf": ("a 7-Zip archive", "unpack it first"),
    b"Rar!": ("a RAR archive", "unpack it first"),
    b"\x28\xb5\x2f\xfd": ("a zstd archive", "unpack it, or pack it with gzip"),
    b"%PDF": ("a PDF document", "export the table behind it as CSV or XLSX"),
    b"\x89PNG": ("a picture", "export the table in it as CSV or XLSX"),
    b"\xff\xd8\xff": ("a picture", "export the table in it as CSV or XLSX"),
    b"GIF8": ("a picture", "export the table in it as CSV or XLSX"),
    b"SQLite format 3": ("an SQLite database", "export the table as CSV"),
}


def compression_of(path: Path) -> Compression:
    """How the file is packed, judged by its first bytes; the name is not looked at."""
    with opened_raw(path) as raw:
        return "gzip" if raw.read(2) == b"\x1f\x8b" else "none"


@contextmanager
def opened_raw(path: Path) -> Iterator[IO[bytes]]:
    """The file as it lies on the disk; what the system refuses is said in one sentence."""
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise ImportFileError(f"there is no file {str(path)!r}") from None
    except IsADirectoryError:
        raise ImportFileError(f"{str(path)!r} is a folder; name the file in it") from None
    except PermissionError:
        raise ImportFileError(f"{str(path)!r} may not be read; ask its owner for permission") from None
    with stream:
        yield stream


def blocks(
    path: Path, compression: Compression, *, size: int = BLOCK, on_progress: Progress | None = None
) -> Iterator[bytes]:
    """The unpacked bytes, `size` at a time; never the whole."""
    total = path.stat().st_size if path.is_file() else 0
    with opened_raw(path) as raw:
        stream = gzip.GzipFile(fileobj=raw) if compression == "gzip" else raw
        while block := _block(stream, size, path):
            if on_progress:
                on_progress(min(raw.tell(), total), total)
            yield block


def _block(stream: IO[bytes] | gzip.GzipFile, size: int, path: Path) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise ImportFileError(
            f"{path.name} is packed with gzip but broken or cut short ({problem}); "
            "copy it again from its source"
        ) from problem


def head(path: Path, compression: Compression, size: int) -> bytes:
    """The first `size` unpacked bytes."""
    return next(blocks(path, compression, size=size), b"")


@contextmanager
def unpacked(path: Path, compression: Compression) -> Iterator[Path]:
    """A path whose bytes are not packed; a temporary copy where the file itself is packed."""
    if compression == "none":
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.stem
        with copy.open("wb") as target, opened_raw(path) as raw:
            shutil.copyfileobj(gzip.GzipFile(fileobj=raw), target)
        yield copy


def refuse_unreadable(path: Path, first: bytes) -> None:
    """Raise where the first bytes show a kind of file no table can be read from."""
    if not first:
        raise ImportFileError(f"{path.name} is empty; export it again")
    for magic, (what, cure) in UNREADABLE.items():
        if first.startswith(magic):
            raise ImportFileError(f"{path.name} is {what}; {cure}")
    if not first.startswith(TABLES) and _is_binary(first):
        raise ImportFileError(f"{path.name} is no text and no table; export the table as CSV or XLSX")


TABLES = (b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff")
CONTROLS = bytes([*range(2, 9), 11, *range(14, 27), 127])  # no text has them; the rest may separate columns


def _is_binary(first: bytes) -> bool:
    """Whether more than one byte in two hundred is one that no text has.

    In UTF-16 the halves of letters look like that, but all on one side.
    """
    sides = (first[::2], first[1::2])
    return min(len(side) - len(side.translate(None, CONTROLS)) for side in sides) > max(3, len(first) // 400)
