"""Ids for events whose file gives none: the same row has the same id in every run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clientela.store.engine import Engine
from clientela.store.tables import quoted

Words = npt.NDArray[np.uint64]


def row_hashes(engine: Engine, raw: pa.Table, columns: list[str], salt: str) -> pa.Array:
    """An MD5 of the texts of some columns for each row, in order."""
    parts = ", ".join(f"coalesce({quoted(column)}, '')" for column in columns)
    with engine.offered("offered_raw", raw.select(columns)):
        found = engine.table(f"SELECT md5(concat_ws(chr(31), ?, {parts})) AS hash FROM offered_raw", [salt])
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
    """64 bits of each hexadecimal MD5; the letters themselves are mixed, not decoded."""
    if not len(hashes):
        return np.empty(0, dtype=np.uint64)
    letters = np.frombuffer(hashes.buffers()[2], dtype=np.uint8)
    start = hashes.offset * 32
    halves = letters[start : start + 32 * len(hashes)].reshape(-1, 32).view(np.uint64)
    mixed: Words = halves[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ halves[:, 1] * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= halves[:, 2] * np.uint64(0x165667B19E3779F9) ^ (mixed >> np.uint64(29)) ^ halves[:, 3]
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
