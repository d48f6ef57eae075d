"""A shop with one campaign of known effect: its ledger as Arrow, its events in a store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

import clientela
from clientela.measure.campaigns import LEDGER, Sent
from clientela.workspace import Workspace

BEGAN = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
AFTER = BEGAN + dt.timedelta(days=20)
EFFECT, BASE = 0.08, 0.10
"""What the message adds to the chance of buying, and what it is without it."""


@dataclass(frozen=True, slots=True)
class Person:
    """One customer of the shop, with the truth about her."""

    number: int
    arm: str  # holdout, plain, warm, or a reason for which she was never drawn
    segment: str
    delivered: bool
    opened: bool
    by_machine: bool
    clicked: bool
    bought: float  # in the window; 0: nothing
    before: float


def people(size: int = 6_000, seed: int = 3) -> list[Person]:
    """Drawn with a fixed seed: a tenth never drawn, a fifth of the rest held out."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(1, size + 1):
        kind = "no_consent" if number % 10 == 0 else ""
        arm = kind or str(rng.choice(["holdout", "plain", "warm"], p=[0.2, 0.4, 0.4]))
        gets = arm in ("plain", "warm")
        delivered = gets and rng.random() < 0.95
        opened = delivered and rng.random() < 0.4
        before = round(float(rng.gamma(2, 20)), 2) if rng.random() < 0.3 else 0.0
        buys = rng.random() < BASE + (EFFECT if gets else 0)
        spent = round(float(rng.gamma(2, 15)) + before / 2 + 0.01, 2) if buys else 0.0
        clicked, by_machine = bool(opened and rng.random() < 0.3), bool(delivered and number % 7 == 0)
        segment = "Vic" if number % 3 else "Reus"
        found.append(
            Person(number, arm, segment, bool(delivered), bool(opened), by_machine, clicked, spent, before)
        )
    return found


def make_campaign_shop(folder: Path, crowd: list[Person]) -> Workspace:
    """The customers and their events; the campaign's own are called "Spring"."""
    shop = clientela.create(folder, time_zone="Europe/Madrid", currency="EUR")
    customers = pa.table(
        {
            "customer_id": [each.number for each in crowd],
            "external_id": [f"C{each.number}" for each in crowd],
            "city": [each.segment for each in crowd],
        }
    )
    received = BEGAN - dt.timedelta(days=300)
    shop.store.write_entities("customer", customers, source="test", received_at=received)
    shop.store.append_events(_events(crowd))
    for name in ("Vic", "Reus"):
        shop.save_segment(name, f"city = '{name}'", at=BEGAN)
    return shop


def _events(crowd: list[Person]) -> pa.Table:
    day = dt.timedelta(days=1)
    rows: list[dict[str, object]] = []

    def add(who: Person, kind: str, at: dt.datetime, **more: object) -> None:
        rows.append(
            {
                "event_id": f"{kind} {who.number} {len(rows)}",
                "customer_id": who.number,
                "kind": kind,
                "at": at,
            }
            | {"received_at": at, "source": "test", **more}
        )

    for who in crowd:
        if who.arm in ("plain", "warm"):
            add(who, "message_sent", BEGAN, campaign="Spring", channel="email", coupon=who.arm.upper())
        if who.delivered:
            add(who, "message_delivered", BEGAN, campaign="Spring", channel="email")
        if who.opened:
            add(who, "message_opened", BEGAN + day, campaign="Spring", machine=False)
        if who.by_machine:
            add(who, "message_opened", BEGAN + day / 24, campaign="Spring", machine=True)
        if who.clicked:
            add(who, "message_clicked", BEGAN + day, campaign="Spring", machine=False)
        if who.bought:
            add(who, "order_completed", BEGAN + 2 * day, amount=who.bought, currency="EUR")
        if who.before:
            add(who, "order_completed", BEGAN - 10 * day, amount=who.before, currency="EUR")
        # neither in the window nor in the time before it
        add(who, "order_completed", BEGAN + 15 * day, amount=1000.0, currency="EUR")
        add(who, "order_completed", BEGAN - 200 * day, amount=1000.0, currency="EUR")
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: pa.array([row.get(name) for row in rows]) for name in names}
    for name in ("at", "received_at"):
        columns[name] = columns[name].cast(pa.timestamp("us", "UTC"))
    return pa.table(columns)


def ledger(crowd: list[Person]) -> pa.RecordBatch:
    """The campaign's rows, as the site would hand them over."""
    never = [each.arm == "no_consent" for each in crowd]
    held = [each.arm == "holdout" for each in crowd]
    states = [
        "delivered" if each.delivered else "suppressed" if out else "skipped" if aside else "failed"
        for each, out, aside in zip(crowd, never, held, strict=True)
    ]
    reasons = [
        "no_consent" if out else "holdout" if aside else "" if each.delivered else "refused"
        for each, out, aside in zip(crowd, never, held, strict=True)
    ]
    at = [BEGAN + dt.timedelta(seconds=each.number) if each.delivered else None for each in crowd]
    variants = ["plain" if each.number % 2 else "warm" for each in crowd]
    return pa.record_batch(
        [
            pa.array([each.number for each in crowd], pa.int64()),
            pa.array([each.segment for each in crowd]),
            pa.array(
                [
                    each.arm if each.arm in ("plain", "warm") else other
                    for each, other in zip(crowd, variants, strict=True)
                ]
            ),
            pa.array(["email"] * len(crowd)),
            pa.array(states),
            pa.array(reasons),
            pa.array(at, pa.timestamp("us", "UTC")),
        ],
        schema=LEDGER,
    )


def sent(crowd: list[Person], **fields: object) -> Sent:
    """The campaign."""
    told = {"variants": {"plain": 50.0, "warm": 50.0}, "holdout_percent": 20.0}
    return Sent("Spring", BEGAN, [ledger(crowd)], **{**told, **fields})
