"""Customers drawn with groups or without, prepared as clustering wants them."""

from __future__ import annotations

import numpy as np

from clientela.discover.features.table import Prepared


def prepared(numbers: np.ndarray, codes: np.ndarray | None = None, *, scale: bool = True) -> Prepared:
    """Columns n0, n1 … (made mean 0, deviation 1 if `scale`) and c0, c1 … with levels a, b …"""
    numbers = np.asarray(numbers, np.float64)
    codes = np.empty((len(numbers), 0), np.int32) if codes is None else np.asarray(codes, np.int32)
    if scale:
        numbers = (numbers - numbers.mean(axis=0)) / numbers.std(axis=0)
    levels = tuple(tuple("abcdefghijkl"[: column.max() + 1]) for column in codes.T)
    return Prepared(
        numbers,
        tuple(f"n{at}" for at in range(numbers.shape[1])),
        codes,
        tuple(f"c{at}" for at in range(codes.shape[1])),
        levels,
    )


def planted(
    customers: int, rng: np.random.Generator, *, separation: float, groups: int = 4, features: int = 5
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers and the true groups: spheres of deviation 1 whose centres are all `separation` apart."""
    truth = rng.integers(0, groups, customers)
    corners = np.zeros((groups, features))
    corners[np.arange(groups), np.arange(groups)] = separation / np.sqrt(2)
    turn = np.linalg.qr(rng.standard_normal((features, features)))[0]
    return corners[truth] @ turn + rng.standard_normal((customers, features)), truth
