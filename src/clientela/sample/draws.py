"""Random draws that give the same numbers on every machine.

Only tables and searches: no logarithm or exponential, whose last digit differs between machines.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TOPICS = (
    "people",
    "firms",
    "plans",
    "mail",
    "orders",
    "lines",
    "web",
    "voice",
    "service",
    "consent",
    "twins",
)


def stream(seed: int, topic: str, chunk: int, part: int = 0) -> np.random.Generator:
    """The random numbers of one part of one topic in one chunk, independent of every other."""
    entropy = np.random.SeedSequence([seed, TOPICS.index(topic), chunk, part])
    return np.random.Generator(np.random.PCG64(entropy))


def chosen(rng: np.random.Generator, weights: Sequence[int], size: int) -> Ints:
    """`size` positions in `weights`, each as likely as its weight."""
    return chosen_by(rng, np.array([weights], dtype=np.int64), np.zeros(size, dtype=np.int64))


def chosen_by(rng: np.random.Generator, weights: npt.ArrayLike, rows: Ints) -> Ints:
    """For each entry of `rows` a position in that row of `weights`, each as likely as its weight."""
    table = np.atleast_2d(np.asarray(weights, dtype=np.int64))
    bounds = np.cumsum(table, axis=1)
    totals = bounds[:, -1]
    starts = np.concatenate(([0], np.cumsum(totals)[:-1]))
    drawn = starts[rows] + (rng.random(rows.size) * totals[rows]).astype(np.int64)
    flat = (bounds + starts[:, None]).ravel()
    return np.asarray(np.searchsorted(flat, drawn, side="right") - rows * table.shape[1])


def chance(rng: np.random.Generator, share: float | Floats, size: int) -> Flags:
    """True with probability `share` (one for all, or one each)."""
    return np.asarray(rng.random(size) < share)


def between(rng: np.random.Generator, low: npt.ArrayLike, high: npt.ArrayLike, size: int) -> Ints:
    """Whole numbers from `low` to `high`, both included; where `high` is below `low`, `low`."""
    lows = np.broadcast_to(np.asarray(low, dtype=np.int64), (size,))
    highs = np.broadcast_to(np.asarray(high, dtype=np.int64), (size,))
    return np.asarray(lows + (rng.random(size) * (np.maximum(highs - lows, 0) + 1)).astype(np.int64))


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """For each of `counts[i]` rows: its owner `i`, and which of the owner's rows it is, from 0."""
    owners = np.repeat(np.arange(counts.size), counts)
    firsts = np.cumsum(counts) - counts
    return owners, np.arange(owners.size) - firsts[owners]
