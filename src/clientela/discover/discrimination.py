"""How well a score tells those to whom something happened from the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata


def area_under_curve(scores: NDArray[np.float64], happened: NDArray[np.bool_]) -> float:
    """The chance that one to whom it happened scores above one to whom it did not (0.5 is a coin).

    A tie counts half (Mann and Whitney 1947): it is the area under the ROC curve. NaN where there is only
    one outcome.
    """
    yes = int(happened.sum())
    no = len(happened) - yes
    if yes == 0 or no == 0:
        return float("nan")
    return float((rankdata(scores)[happened].sum() - yes * (yes + 1) / 2) / (yes * no))
