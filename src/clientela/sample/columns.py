"""Columns of text made whole: Arrow arrays from codes and numbers, never a Python string per row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clientela.sample.draws import Flags, Ints

Text: TypeAlias = pa.Array  # of strings
FIRST_DAY = date(1920, 1, 1)
LAST_DAY = date(2060, 1, 1)
EPOCH_OFFSET = (FIRST_DAY - date(1970, 1, 1)).days
DAY = 86_400


def taken(words: Sequence[str], codes: Ints) -> Text:
    """The word of each code; a negative code gives a missing value."""
    return pa.array(words, pa.string()).take(pa.array(codes, mask=codes < 0))


def joined(*parts: Text | str) -> Text:
    """The parts put together row by row; a missing part adds nothing."""
    return pc.binary_join_element_wise(
        *[pa.scalar(part) if isinstance(part, str) else part for part in parts],
        "",
        null_handling="replace",
        null_replacement="",
    )


def where(mask: Flags, yes: Text | str | None, no: Text | str | None) -> Text:
    """`yes` in the rows of `mask`, else `no`; None is a missing value."""
    sides = [
        pa.scalar(side, pa.string()) if side is None or isinstance(side, str) else side for side in (yes, no)
    ]
    return pc.if_else(pa.array(mask), *sides)


def numbers(values: Ints, width: int = 0) -> Text:
    """Whole numbers in digits, filled up with zeros to `width`."""
    text = pa.array(values).cast(pa.string())
    return pc.ascii_lpad(text, width, "0") if width else text


def amounts(minor: Ints, mark: str = ".") -> Text:
    """Money, given in hundredths, with two decimals behind `mark`."""
    return joined(numbers(minor // 100), mark, numbers(minor % 100, 2))


@lru_cache(maxsize=16)
def _calendar(pattern: str) -> pa.Array:
    days = (LAST_DAY - FIRST_DAY).days
    dates = (FIRST_DAY + timedelta(days=n) for n in range(days))
    return pa.array([pattern.format(y=d.year, m=d.month, d=d.day) for d in dates], pa.string())


@lru_cache(maxsize=1)
def _clock() -> pa.Array:
    return pa.array([f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}Z" for s in range(DAY)], pa.string())


ISO = "{y:04d}-{m:02d}-{d:02d}"
DOTTED = "{d:02d}.{m:02d}.{y:04d}"
SLASHED = "{d:02d}/{m:02d}/{y:04d}"


def days(values: Ints, pattern: str = ISO, missing: Flags | None = None) -> Text:
    """Days since 1970 written as dates."""
    return _calendar(pattern).take(pa.array(values - EPOCH_OFFSET, mask=missing))


def instants(seconds: Ints) -> Text:
    """Seconds since 1970, in UTC, as ISO 8601."""
    return joined(days(seconds // DAY, f"{ISO}T"), _clock().take(pa.array(seconds % DAY)))


def flags(values: Flags, yes: str, no: str) -> Text:
    """One word for true, one for false."""
    return taken((no, yes), values.astype(np.int64))
