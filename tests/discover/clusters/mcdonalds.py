"""McDonald's data: 1,453 people say yes or no to 11 words (Dolnicar, Grün, Leisch 2018, appendix A)."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

WORDS = 11
VISITS = (
    "Never",
    "Once a year",
    "Every three months",
    "Once a month",
    "Once a week",
    "More than once a week",
)


def answers_of(real_data: Path) -> np.ndarray:
    """People × words, 1 for yes."""
    return np.array([[cell == "Yes" for cell in row[:WORDS]] for row in _rows(real_data)], np.float64)


def liking_and_visits(real_data: Path) -> tuple[np.ndarray, np.ndarray]:
    """From -5 to 5 ("I hate it!-5"), and from 0 (never) to 5."""
    rows = _rows(real_data)
    liking = [int(row[WORDS].removeprefix("I love it!").removeprefix("I hate it!")) for row in rows]
    return np.array(liking), np.array([VISITS.index(row[WORDS + 2]) for row in rows])


def _rows(real_data: Path) -> list[list[str]]:
    with (real_data / "mcdonalds" / "mcdonalds.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]
