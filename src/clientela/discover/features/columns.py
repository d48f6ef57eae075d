"""From Arrow batches to NumPy columns, whatever order the engine answers in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from clientela.discover.features.table import MISSING, Codes, Mask, Numbers

MOST_LEVELS = 20_000
"""A text with more levels than this names things: it is not read on."""


class Column(Protocol):
    """A column in the making."""

    def add(self, part: pa.Array) -> None:
        """The cells of the next batch."""


class NumberColumn:
    """Numbers and truths as float64, NaN where missing."""

    def __init__(self) -> None:
        self._parts: list[Numbers] = []

    def add(self, part: pa.Array) -> None:
        self._parts.append(as_float64(part))

    def sorted(self, order: NDArray[np.intp]) -> Numbers:
        """The whole column in that order; can be asked once."""
        parts, self._parts = self._parts, []
        return np.concatenate(parts)[order] if parts else np.empty(0)


class TextColumn:
    """Texts as codes into their levels; `overflown` once there are too many levels to mean anything."""

    def __init__(self) -> None:
        self._parts: list[Codes] = []
        self._known: dict[str, int] = {}
        self.overflown = False

    def add(self, part: pa.Array) -> None:
        if self.overflown:
            return
        self._parts.append(codes_into(self._known, _as_text(part)))
        if len(self._known) > MOST_LEVELS:
            self.overflown = True
            self._parts.clear()

    def sorted(self, order: NDArray[np.intp]) -> tuple[Codes, tuple[str, ...]]:
        """Codes in that order of customers, and their levels by code point."""
        parts, self._parts = self._parts, []
        codes = np.concatenate(parts) if parts else np.empty(0, np.int32)
        levels = sorted(self._known)
        places = np.full(len(levels) + 1, MISSING, np.int32)
        for place, level in enumerate(levels):
            places[self._known[level]] = place
        return places[codes][order], tuple(levels)  # the last place is that of MISSING


class ListColumn:
    """Lists of texts: who has which item."""

    def __init__(self) -> None:
        self._items: list[Codes] = []
        self._owners: list[NDArray[np.int64]] = []
        self._known: dict[str, int] = {}
        self._has: list[Mask] = []
        self._rows = 0

    def add(self, part: pa.Array) -> None:
        has = np.asarray(pc.fill_null(pc.greater(pc.list_value_length(part), 0), fill_value=False))
        self._has.append(has.astype(bool))
        self._owners.append(np.asarray(pc.list_parent_indices(part), np.int64) + self._rows)
        self._items.append(codes_into(self._known, pc.list_flatten(part)))
        self._rows += len(part)

    def flags(self, order: NDArray[np.intp], least: float, most: int) -> dict[str, Numbers]:
        """For each item that at least the share `least` of those with a list have, whether she has it.

        At most `most` items, the most frequent first; NaN where there is no list.
        """
        if not self._known:
            return {}
        has = np.concatenate(self._has)
        owners, items = np.concatenate(self._owners), np.concatenate(self._items)
        owned = np.unique(owners * len(self._known) + items)  # an item named twice counts once
        owners, items = np.divmod(owned, len(self._known))
        counts = np.bincount(items, minlength=len(self._known))
        floor = max(least * int(has.sum()), 1)
        ranked = sorted((-int(counts[code]), item) for item, code in self._known.items())
        frequent = [item for count, item in ranked if -count >= floor][:most]
        return {item: self._flag(owners[items == self._known[item]], has)[order] for item in frequent}

    def _flag(self, owners: NDArray[np.int64], has: Mask) -> Numbers:
        flag = np.where(has, 0.0, np.nan)
        flag[owners] = 1.0
        return flag


def as_float64(part: pa.Array) -> Numbers:
    """Numbers, decimals and truths as float64: each the double nearest to the value; NaN where missing."""
    if pa.types.is_decimal(part.type):
        return _decimal_as_float64(part)
    if not pa.types.is_floating(part.type):
        part = part.cast(pa.float64(), safe=False)
    return np.asarray(part.fill_null(np.nan), np.float64)


def _decimal_as_float64(part: pa.Array) -> Numbers:
    """Unscaled integers over the power of ten: exactly rounded, as a literal of a rule is."""
    if part.type.bit_width != 128:
        part = part.cast(pa.decimal128(part.type.precision, part.type.scale))
    words = np.frombuffer(part.buffers()[1], np.int64)[2 * part.offset : 2 * (part.offset + len(part))]
    low, high = words[::2], words[1::2]
    missing = np.asarray(part.is_null())
    if np.any((low >> 63 != high) & ~missing):  # wider than 64 bits
        return np.array([np.nan if cell is None else float(cell) for cell in part.to_pylist()])
    found: Numbers = low / float(10**part.type.scale)
    found[missing] = np.nan
    return found


def codes_into(known: dict[str, int], part: pa.Array) -> Codes:
    """The texts as codes of `known`, which new texts join; -1 where missing."""
    encoded = part.dictionary_encode()
    levels: Sequence[str] = encoded.dictionary.to_pylist()
    places = np.array([known.setdefault(level, len(known)) for level in levels] + [MISSING], np.int32)
    return places[np.asarray(encoded.indices.fill_null(len(levels)), np.int64)]


def _as_text(part: pa.Array) -> pa.Array:
    if pa.types.is_string(part.type) or pa.types.is_large_string(part.type):
        return part
    if pa.types.is_floating(part.type) or pa.types.is_decimal(part.type):
        part = part.cast(pa.int64(), safe=False)  # such codes are whole numbers
    return part.cast(pa.string())
