"""A shop in whose towns something is planted: each is a kind of customer, told by its figures alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

import clientela
from clientela.workspace import Workspace

AS_OF = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
RECEIVED = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
UTC = pa.timestamp("us", "UTC")
LAPSED, HUNTERS, FIRMS, TINY, SILENT = "Vic", "Reus", "Olot", "Sort", "Berga"
TOWNS = {LAPSED: 60, HUNTERS: 60, FIRMS: 40, TINY: 8, SILENT: 40, "Girona": 200}


def planted_shop(folder: Path) -> Workspace:
    """Vic: orders, none for 200 days. Reus: all at a discount. Olot: deals lost on price. Berga: no consent.

    Sort is like everybody, but of eight people. Girona is everybody else.
    """
    shop = clientela.create(folder, time_zone="Europe/Madrid", currency="EUR")
    people = list(_people())
    shop.store.write_entities("company", _companies(), source="test", received_at=RECEIVED)
    shop.store.write_entities("customer", _customers(people), source="test", received_at=RECEIVED)
    shop.store.write_entities("deal", _deals(people), source="test", received_at=RECEIVED)
    shop.store.append_events(_orders(people))
    shop.store.append_consents(_consents(people))
    for town in TOWNS:
        shop.save_segment(town, f"city = '{town}'", at=AS_OF)
    shop.save_segment("Nobody", "city = 'Atlantis'", at=AS_OF)
    return shop


def _people() -> Iterator[tuple[int, str]]:
    number = 0
    for town, count in TOWNS.items():
        for _ in range(count):
            number += 1
            yield number, town


def _customers(people: list[tuple[int, str]]) -> pa.Table:
    return pa.table(
        {
            "customer_id": [number for number, _ in people],
            "external_id": [f"C{number}" for number, _ in people],
            "city": [town for _, town in people],
            "company_id": pa.array([1 + number % 5 if town == FIRMS else None for number, town in people]),
        }
    )


def _companies() -> pa.Table:
    return pa.table({"company_id": list(range(1, 6)), "name": list("ABCDE"), "employees": [60] * 5})


def _deals(people: list[tuple[int, str]]) -> pa.Table:
    numbers = [number for number, town in people if town == FIRMS]
    reasons = ["price too high" if place % 4 else "wrong colour" for place in range(len(numbers))]
    closed = pa.array([AS_OF - dt.timedelta(days=300)] * len(numbers), UTC)
    return pa.table(
        {
            "deal_id": list(range(1, len(numbers) + 1)),
            "customer_id": numbers,
            "status": ["lost"] * len(numbers),
            "lost_reason": reasons,
            "closed_at": closed,
        }
    )


def _orders(people: list[tuple[int, str]]) -> pa.Table:
    rows = [row for number, town in people for row in _orders_of(number, town)]
    return pa.table(
        {
            "event_id": [f"o{place}" for place in range(len(rows))],
            "customer_id": [row[0] for row in rows],
            "at": pa.array([AS_OF - dt.timedelta(days=row[1], hours=row[0] % 9) for row in rows], UTC),
            "kind": ["order_completed"] * len(rows),
            "amount": [row[2] for row in rows],
            "discount": [row[3] for row in rows],
            "currency": ["EUR"] * len(rows),
        }
    )


def _orders_of(number: int, town: str) -> Iterator[tuple[int, int, str, str | None]]:
    """Customer, days ago, amount, discount."""
    if town == LAPSED:
        for turn in range(10):
            yield number, 200 + 20 * turn + number % 15, "150.00", None
    elif town == HUNTERS:
        for turn in range(4):
            yield number, 10 + 40 * turn + number % 7, "40.00", "12.00"
    elif town not in (FIRMS,):
        for turn in range(2 + number % 3):
            yield (
                number,
                5 + (60 + number % 30) * turn + number % 40,
                "50.00",
                "5.00" if number % 5 == turn else None,
            )


def _consents(people: list[tuple[int, str]]) -> pa.Table:
    rows = [
        (number, channel)
        for number, town in people
        if town != SILENT
        for channel in ("email", "phone")
        if (channel == "email" and number % 3) or (channel == "phone" and number % 2)
    ]
    return pa.table(
        {
            "customer_id": [number for number, _ in rows],
            "channel": [channel for _, channel in rows],
            "purpose": ["marketing"] * len(rows),
            "state": ["given"] * len(rows),
            "at": pa.array([AS_OF - dt.timedelta(days=100)] * len(rows), UTC),
            "source": ["test"] * len(rows),
            "wording": ["yes"] * len(rows),
        }
    )
