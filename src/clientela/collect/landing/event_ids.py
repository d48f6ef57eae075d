"""Ids for events whose file gives none: the same row has the same id in every run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clientela.store.engine import Engine
from clientela.store.tables import quoted

Words = npt.NDArray[np.uint64]
LETTERS = 20  # hexadecimal ones of a row's hash


def row_hashes(engine: Engine, raw: pa.Table, columns: list[str], salt: str) -> pa.Array:
    """80 bits of an MD5 of the texts of some columns for each row, in order: enough for billions of rows."""
    parts = ", ".join(f"coalesce({quoted(column)}, '')" for column in columns)
    with engine.offered("offered_raw", raw.select(columns)):
        found = engine.table(
            f"SELECT left(md5(concat_ws(chr(31), ?, {parts})), {LETTERS}) AS hash FROM offered_raw", [salt]
        )
    return found["hash"].combine_chunks()


class Occurrences:
    """Which occurrence of an identical row each row is, over all chunks of a file."""

    def __init__(self) -> None:
        self._seen: list[Words] = []

    def number(self, hashes: pa.Array) -> npt.NDArray[np.int64]:
        """0 for the first row of its kind in the file, 1 for the second …; remembers these rows."""
        words = _words(hashes)
        order = np.argsort(words, kind="stable")
        ordered = words[order]
        starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        within = np.arange(len(ordered)) - np.repeat(starts, np.diff(np.append(starts, len(ordered))))
        for earlier in self._seen:
            within += np.searchsorted(earlier, ordered, "right") - np.searchsorted(earlier, ordered, "left")
        self._seen.append(ordered)
        numbers = np.empty(len(words), dtype=np.int64)
        numbers[order] = within
        return numbers


def _words(hashes: pa.Array) -> Words:
    """64 bits of each hexadecimal hash; the letters themselves are mixed, not decoded."""
    if not len(hashes):
        return np.empty(0, dtype=np.uint64)
    letters = np.frombuffer(hashes.buffers()[2], dtype=np.uint8)
    start = hashes.offset * LETTERS
    cells = letters[start : start + LETTERS * len(hashes)].reshape(-1, LETTERS)
    first = np.ascontiguousarray(cells[:, :8]).view(np.uint64)[:, 0]
    second = np.ascontiguousarray(cells[:, 8:16]).view(np.uint64)[:, 0]
    rest = np.ascontiguousarray(cells[:, 16:]).view(np.uint32)[:, 0]
    mixed: Words = first * np.uint64(0x9E3779B97F4A7C15) ^ second * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= rest * np.uint64(0x165667B19E3779F9) ^ (mixed >> np.uint64(29))
    return mixed


def numbered_ids(prefix: str, hashes: pa.Array, numbers: npt.NDArray[np.int64]) -> pa.Array:
    """`prefix:hash` for first occurrences, `prefix:hash-n` for the others."""
    ids = pc.binary_join_element_wise(pa.scalar(prefix), hashes, ":")
    repeated = np.flatnonzero(numbers)
    if not len(repeated):
        return ids
    mask = numbers > 0
    chosen = ids.filter(pa.array(mask)).to_pylist()
    suffixed = [f"{one}-{number}" for one, number in zip(chosen, numbers[mask].tolist(), strict=True)]
    return pc.replace_with_mask(ids, pa.array(mask), pa.array(suffixed, pa.string()))
