"""A shop drawn by a seed, whose profile pandas and SciPy can compute as well."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa

import clientela
from clientela.workspace import Workspace

AS_OF = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
CUSTOMERS = 400
CITIES = np.array(
    ["Barcelona", "Girona", "Reus", "Vic", "Olot", "Berga", "Ripoll", "Valls", "Falset", "Sort"]
)
INTERESTS = ("hiking", "opera", "chess")


def profiled_shop(folder: Path) -> Workspace:
    """400 customers and their orders; a tenth of the incomes and a fifth of the tiers are missing."""
    shop = clientela.create(folder, time_zone="Europe/Madrid")
    shop.add_field("weight", "number")
    shop.store.write_entities("customer", _customers(), source="test", received_at=AS_OF)
    shop.store.append_events(_orders())
    return shop


def _customers() -> pa.Table:
    rng = np.random.default_rng(11)
    ids = np.arange(1, CUSTOMERS + 1)
    income = rng.gamma(3, 9000, CUSTOMERS).round(2)
    weights = np.arange(1, len(CITIES) + 1) ** -1.5  # the last are rare
    ages = rng.integers(18, 80, CUSTOMERS)
    return pa.table(
        {
            "customer_id": ids,
            "external_id": [f"C{number}" for number in ids],
            "first_name": ["Anna"] * CUSTOMERS,
            "email": [f"c{number}@example.com" for number in ids],
            "city": rng.choice(CITIES, CUSTOMERS, p=weights / weights.sum()).tolist(),
            "country": ["ES"] * CUSTOMERS,
            "income": [None if rng.random() < 0.1 else f"{value:.2f}" for value in income],
            "weight": rng.normal(70, 12, CUSTOMERS),
            "balance": [f"{value:.2f}" for value in rng.normal(0, 50, CUSTOMERS)],
            "loyalty_card": [bool(drawn < 0.4) for drawn in rng.random(CUSTOMERS)],
            "loyalty_tier": [_tier(drawn) for drawn in rng.random(CUSTOMERS)],
            "interests": [_interests(rng) for _ in ids],
            "birthday": [dt.date(2026 - int(age), 1, 15) for age in ages],
            "loyalty_since": [dt.date(2020, 1, 1) + dt.timedelta(days=int(age) * 10) for age in ages],
            "notes": ["rang twice"] * CUSTOMERS,
        }
    )


def _interests(rng: np.random.Generator) -> list[str] | None:
    chosen = [interest for interest in INTERESTS if rng.random() < 0.5]
    return [*chosen, *chosen[:1]] or None  # the first is named twice


def _orders() -> pa.Table:
    rng = np.random.default_rng(13)
    owners = rng.integers(1, CUSTOMERS + 1, 900)
    at = [AS_OF - dt.timedelta(hours=int(hours)) for hours in rng.integers(-2000, 12_000, 900)]
    return pa.table(
        {
            "event_id": [f"o{number}" for number in range(900)],
            "customer_id": owners,
            "at": pa.array(at, pa.timestamp("us", "UTC")),
            "kind": ["order_completed"] * 900,
            "amount": [f"{value:.2f}" for value in rng.gamma(2, 30, 900)],
        }
    )


def _tier(drawn: float) -> str | None:
    return None if drawn < 0.2 else "gold" if drawn < 0.5 else "blue"
