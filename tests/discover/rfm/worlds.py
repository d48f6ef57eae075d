"""Orders laid out by hand, imported like any file."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import clientela
from clientela.workspace import Workspace


def firm_with(folder: Path, orders: Iterable[tuple[str, dt.date | str, float]]) -> Workspace:
    """A workspace (in UTC) of these orders: customer, day, amount."""
    file = folder / "orders.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("order_id", "customer", "date", "total"))
        for number, (customer, day, amount) in enumerate(orders, 1):
            writer.writerow((f"O{number}", customer, day, amount))
    firm = clientela.create(folder / "firm")
    report = firm.import_file(file, "orders")
    assert report.rejected == 0
    return firm
