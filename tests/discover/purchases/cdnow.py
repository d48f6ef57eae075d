"""The orders of CDNOW, as its files have them."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from clientela.discover.purchases import Histories, PurchaseDays, purchase_days


def day(text: str) -> int:
    """The number of a day written 1997-09-30."""
    return dt.date.fromisoformat(text).toordinal()


def sample(folder: Path) -> PurchaseDays:
    """Every tenth customer."""
    return _days(line.split()[1:] for line in (folder / "CDNOW_sample.txt").read_text().splitlines())


def master(folder: Path) -> PurchaseDays:
    """All 23,570 customers."""
    with gzip.open(folder / "CDNOW_master.txt.gz", "rt") as file:
        return _days(line.split() for line in file.read().splitlines()[1:])


def one(x: float, t_x: float, watched: float, m: float = np.nan) -> Histories:
    """The history of one customer, in weeks."""
    return Histories(np.array([1]), *(np.array([float(each)]) for each in (x, t_x, watched, m)), unit="week")


def _days(rows: Iterable[list[str]]) -> PurchaseDays:
    ids, days, amounts = [], [], []
    for customer, date, _, amount in rows:
        ids.append(int(customer))
        days.append(day(f"{date[:4]}-{date[4:6]}-{date[6:]}"))
        amounts.append(float(amount))
    return purchase_days(ids, days, amounts)
