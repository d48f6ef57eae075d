"""A shop of any size whose every customer follows from her number: what audiences are asked of."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

import clientela
from clientela.workspace import Workspace

AS_OF = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
EARLIER = AS_OF - dt.timedelta(days=100)
SEGMENTS = {"Vic": "city = 'Vic'", "Loyal": "loyalty_points >= 500", "Staff": "loyalty_tier = 'staff'"}


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of customer `number`."""

    number: int

    @property
    def segments(self) -> set[str]:
        found = {"Vic"} if self.number % 2 == 0 else set()
        found |= {"Loyal"} if self.number % 5 == 0 else set()
        return found | ({"Staff"} if self.number % 17 == 0 else set())

    @property
    def email(self) -> str | None:
        if self.number % 11 == 0:
            return None
        if self.number % 13 == 0:
            return f"customer {self.number} at example.com"
        if self.number % 23 == 0:
            return f"c{self.number}@bücher.example.com"
        return f"c{self.number}@d{self.number % 7}.example.com"

    @property
    def wire_address(self) -> str | None:
        if self.number % 11 and not self.number % 13:
            return None
        return self.email and self.email.replace("bücher", "xn--bcher-kva")

    @property
    def consents(self) -> bool:
        return bool(self.number % 7 and self.number % 19)

    @property
    def first_name(self) -> str | None:
        return None if self.number % 10 == 3 else f"Name {self.number}"

    @property
    def birthday(self) -> dt.date:
        return dt.date(1950, 1, 1) + dt.timedelta(days=self.number % 20_000)

    def place(self, salt: str) -> float:
        """Where the lot puts her between 0 and 1."""
        digest = hashlib.md5(f"{salt}:{self.number}".encode(), usedforsecurity=False).hexdigest()
        return int(digest[:8], 16) / 2**32


def make_crowd(folder: Path, size: int) -> Workspace:
    """A workspace of customers 1 to `size`, with the segments saved."""
    shop = clientela.create(folder, time_zone="Europe/Madrid", currency="EUR")
    people = [Person(number) for number in range(1, size + 1)]
    shop.store.write_entities("customer", _customers(people), source="test", received_at=EARLIER)
    shop.store.append_consents(_consents(people))
    for name, rule in SEGMENTS.items():
        shop.save_segment(name, rule, at=AS_OF)
    return shop


def _customers(people: list[Person]) -> pa.Table:
    return pa.table(
        {
            "customer_id": [person.number for person in people],
            "external_id": [f"C{person.number}" for person in people],
            "city": ["Reus" if person.number % 2 else "Vic" for person in people],
            "loyalty_points": [600 if person.number % 5 == 0 else 100 for person in people],
            "loyalty_tier": ["staff" if person.number % 17 == 0 else None for person in people],
            "email": [person.email for person in people],
            "first_name": [person.first_name for person in people],
            "birthday": [person.birthday for person in people],
        }
    )


def _consents(people: list[Person]) -> pa.Table:
    rows = [(person.number, "given", 0) for person in people if person.number % 7]
    rows += [(person.number, "withdrawn", 10) for person in people if person.number % 19 == 0]
    at = [EARLIER + dt.timedelta(days=days) for _, _, days in rows]
    return pa.table(
        {
            "customer_id": [number for number, _, _ in rows],
            "channel": ["email"] * len(rows),
            "purpose": ["marketing"] * len(rows),
            "state": [state for _, state, _ in rows],
            "at": pa.array(at, pa.timestamp("us", "UTC")),
            "source": ["test"] * len(rows),
            "wording": ["yes"] * len(rows),
        }
    )
