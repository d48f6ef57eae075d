"""How strongly one column tells another: from 0 (not at all) to 1 (it is the same).

Sources: Cramér's V with the correction for small tables of Bergsma (J. Korean Stat. Soc. 2013); the
correlation ratio eta (Pearson 1905), the root of the share of variance that lies between groups.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from clientela.discover.features.table import Codes, Numbers


def cramers_v(one: Codes, other: Codes) -> float:
    """Bias-corrected V of two columns of codes without missing ones; 0 where either has a single level."""
    _, rows = np.unique(one, return_inverse=True)
    _, columns = np.unique(other, return_inverse=True)
    shape = int(rows.max()) + 1, int(columns.max()) + 1
    counts = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)
    n = int(counts.sum())
    if min(shape) < 2 or n < 2:
        return 0.0
    expected = np.outer(counts.sum(1), counts.sum(0)) / n
    phi2 = float(((counts - expected) ** 2 / expected).sum()) / n
    phi2 = max(0.0, phi2 - (shape[0] - 1) * (shape[1] - 1) / (n - 1))
    least = min(size - (size - 1) ** 2 / (n - 1) for size in shape) - 1
    return min(1.0, math.sqrt(phi2 / least)) if least > 0 else 0.0


def correlation_ratio(groups: Codes, numbers: Numbers) -> float:
    """Eta: the root of the share of variance that lies between groups; nothing may be missing."""
    _, places = np.unique(groups, return_inverse=True)
    sizes = np.bincount(places)
    means = np.bincount(places, numbers) / sizes
    total = float(((numbers - numbers.mean()) ** 2).sum())
    between = float((sizes * (means - numbers.mean()) ** 2).sum())
    return math.sqrt(min(1.0, between / total)) if total > 0 else 0.0


def known_together(one: NDArray[np.bool_], other: NDArray[np.bool_], least: int) -> NDArray[np.bool_] | None:
    """Where both are known; None where that is too seldom to say anything."""
    both: NDArray[np.bool_] = one & other
    return both if int(both.sum()) >= least else None
