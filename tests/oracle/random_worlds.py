"""Worlds drawn at random, with the instants and values where mistakes live.

Rules and worlds draw from the same pools (`PERIODS`, `TEXTS` …), so that events fall exactly on the borders
of windows and literals meet the values they are held against.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from clientela.rules.nodes import Unit
from clientela.rules.types import ValueType
from tests.oracle.calendar_arithmetic import MICROSECOND, day_of, instant_of, midnight, step_day, step_instant
from tests.oracle.catalogue import COMPANY_ATTRIBUTES, CUSTOMER_ATTRIBUTES, DEAL_ATTRIBUTES, ESTIMATES, KINDS
from tests.oracle.loading import HELD_ALWAYS
from tests.oracle.world import (
    Change,
    Company,
    Consent,
    Customer,
    Deal,
    Estimated,
    Event,
    Membership,
    Plain,
    Run,
    World,
)

T = TypeVar("T")

ZONES = (
    "Europe/Madrid",
    "Europe/Bucharest",
    "America/Sao_Paulo",
    "America/New_York",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kolkata",
    "America/Havana",
    "UTC",
)
WALLS = tuple(
    dt.datetime.fromisoformat(text)
    for text in (
        "2025-03-30T02:30",  # inside the gap in Madrid
        "2025-10-26T02:30",  # twice in Madrid
        "2025-04-30T02:30",  # a month after the gap
        "2025-11-26T02:30",  # a month after the overlap
        "2025-04-30T03:30",  # likewise in Bucharest
        "2024-02-29T12:00",
        "2025-02-28T12:00",
        "2025-03-31T00:00",
        "2025-05-31T23:59:59.999999",
        "2025-01-01T00:00",
        "2026-01-01T00:00:00.000001",
        "2018-11-04T00:00",  # no midnight in São Paulo
        "2018-12-04T00:00",
        "2018-02-17T23:30",  # twice in São Paulo
        "2018-03-17T23:30",
        "2025-11-02T00:30",  # twice in Havana
        "2025-12-02T00:30",
        "2025-06-15T09:30",
        "2025-08-31T18:45:12.345678",
        "2025-09-05T06:00",  # a Friday
    )
)
# Where the clocks of a zone turn, or a month or a quarter after that.
TURNS = {
    "Europe/Madrid": ("2025-03-30T02:30", "2025-10-26T02:30", "2025-04-30T02:30", "2025-11-26T02:30"),
    "Europe/Bucharest": ("2025-03-30T03:30", "2025-10-26T03:30", "2025-04-30T03:30", "2025-11-26T03:30"),
    "America/Sao_Paulo": ("2018-11-04T00:00", "2018-12-04T00:00", "2018-02-17T23:30", "2018-03-17T23:30"),
    "America/New_York": ("2025-03-09T02:30", "2025-11-02T01:30", "2025-06-09T02:30", "2025-12-02T01:30"),
    "America/Havana": ("2025-11-02T00:30", "2025-12-02T00:30", "2025-03-09T00:00", "2026-02-02T00:30"),
    "Pacific/Auckland": ("2025-09-28T02:30", "2025-04-06T02:30", "2025-10-28T02:30", "2025-05-06T02:30"),
}
PERIODS: tuple[tuple[int, Unit], ...] = (
    (1, "hour"),
    (24, "hour"),
    (1, "day"),
    (7, "day"),
    (30, "day"),
    (90, "day"),
    (2, "week"),
    (1, "month"),
    (3, "month"),
    (1, "quarter"),
    (1, "year"),
    (2, "year"),
    (90, "minute"),
    (45, "second"),
)
TEXTS = {
    "city": ("Barcelona", "Kraków", "Iași", "Łódź", "Москва", "barcelona", "Zielona Góra", ""),
    "note": (
        "Æther Straße",
        "ȘTIRI și țară",
        "ёлка й",
        "plain",
        "Señor Ñandú",
        "a%b_c",
        'O\'Brien \\ "x"',
        "Œuvre",
    ),
    "next_thing": ("shoes", "hats", "łódka", "Shoes"),
    "time_zone": ZONES,
    "industry": ("retail", "Retail", "software", "Łąka"),
    "status": ("open", "won", "lost"),
    "lost_reason": ("price too high", "no answer"),
    "order_id": ("o1", "o2", "o3"),
    "cart_id": ("c1", "c2", "c3"),
    "category": ("shoes", "Shoes", "hats", "ñu", ""),
    "payment_method": ("card", "cash", "transfer"),
    "colour": ("red", "rosé", "blue"),
    "item": ("SKU-1", "SKU-2", "ø-3"),
    "path": ("/cart", "/CART/paid", "/home"),
    "survey": ("nps", "csat"),
    "text": ("muy bien", "źle", "Очень хорошо", ""),
    "theme": ("price", "delivery"),
    "campaign": ("Spring", "Autumn"),
    "channel": ("email", "sms"),
}
LISTS = ("urban", "casual", "sport", "Ürban", "niños")
INTEGERS = (0, 0, 1, 1, 2, 2, 2, 3, 3, 5, 5, 10, 10, -1, -1, 2**53 + 1)
DECIMALS = tuple(
    Decimal(t)
    for t in ("0", "5", "10", "10", "10.5", "19.99", "20", "50", "100", "0.0001", "-5", "9", "12345678.9012")
)
DOUBLES = (0.0, 0.1, 0.2, 0.30000000000000004, 1.5, 1000.0, 1250.75, -3.25, 1e6, 1e-7)
PLACES = (
    (41.39, 2.17),
    (41.41, 2.21),
    (52.23, 21.01),
    (44.43, 26.1),
    (-33.87, 151.21),
    (0.3, -179.9),
    (0.3, 179.9),
)
NO_TIME = dt.timedelta(0)
PAUSES = (dt.timedelta(hours=1), dt.timedelta(hours=24), dt.timedelta(days=7), dt.timedelta(days=30))
HALF_HOUR = dt.timedelta(minutes=30)  # on the other side of a border that lies in an overlap of clocks
SEGMENTS = ("Loyal", "Lapsed", "Nested")


def one(rng: Random, pool: Sequence[T]) -> T:
    return pool[int(rng.random() * len(pool))]


def chance(rng: Random, share: float) -> bool:
    return rng.random() < share


def random_as_of(rng: Random, zone: ZoneInfo) -> dt.datetime:
    """An instant, often one where clocks or calendars turn."""
    drawn = rng.random()
    if drawn < 0.3 and zone.key in TURNS:
        return instant_of(dt.datetime.fromisoformat(one(rng, TURNS[zone.key])), zone)
    if drawn < 0.65:
        at = instant_of(one(rng, WALLS), zone)
        return at + one(rng, (0, 0, 0, 1)) * dt.timedelta(hours=1)
    return dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
        microseconds=rng.randrange(500 * 86_400_000_000)
    )


class Instants:
    """Instants around as_of: on borders, repeated, one microsecond off, and some that lie ahead."""

    def __init__(self, rng: Random, as_of: dt.datetime, zone: ZoneInfo) -> None:
        self.rng, self.as_of, self.zone = rng, as_of, zone
        self.used: list[dt.datetime] = [as_of]
        self.today = day_of(as_of, zone)

    def draw(self, *, ahead: float = 0.06) -> dt.datetime:
        if chance(self.rng, 0.2):
            return one(self.rng, self.used)
        at = self.fresh(ahead)
        self.used.append(at)
        return at

    def fresh(self, ahead: float) -> dt.datetime:
        sign = 1 if chance(self.rng, ahead) else -1
        kind = self.rng.random()
        if kind < 0.05:
            return self.as_of
        if kind < 0.35:
            count, unit = (1, "month") if chance(self.rng, 0.2) else one(self.rng, PERIODS)
            border = step_instant(self.as_of, sign * count, unit, self.zone)
            aside = (MICROSECOND * -1, MICROSECOND * 0, MICROSECOND * 0, MICROSECOND, HALF_HOUR, -HALF_HOUR)
            return border + one(self.rng, aside)
        if kind < 0.5:
            return midnight(self.day(), self.zone) - MICROSECOND * one(self.rng, (0, 0, 1))
        span = one(self.rng, (3_600, 86_400, 30 * 86_400, 400 * 86_400, 900 * 86_400))
        return self.as_of + sign * dt.timedelta(
            seconds=self.rng.randrange(span), microseconds=self.rng.randrange(3)
        )

    def day(self) -> dt.date:
        """A day near today, a month's or year's turn, or any in two years."""
        kind = self.rng.random()
        if kind < 0.15:
            count, unit = one(self.rng, PERIODS)
            return step_day(self.today, count * one(self.rng, (-1, 0, 1)), unit)
        if kind < 0.45:
            return self.today + dt.timedelta(days=self.rng.randrange(-9, 10))
        if kind < 0.6:
            first = self.today.replace(day=1) - dt.timedelta(days=30 * self.rng.randrange(5))
            return first.replace(day=1) - dt.timedelta(days=self.rng.randrange(2))
        return self.today - dt.timedelta(days=self.rng.randrange(-60, 800))

    def birthday(self) -> dt.date:
        """A date of another year whose return is often near, sometimes on 29 February."""
        if chance(self.rng, 0.15):
            return dt.date(one(self.rng, (1992, 2000, 2020, 2024)), 2, 29)
        near = self.today + dt.timedelta(days=self.rng.randrange(-16, 17))
        return near.replace(year=near.year - one(self.rng, (0, 1, 20, 35, 60)), day=min(near.day, 28))


class Drawing:
    """Draws the parts of one world."""

    def __init__(self, rng: Random, as_of: dt.datetime, zone: str) -> None:
        self.rng, self.as_of, self.zone = rng, as_of, zone
        self.instants = Instants(rng, as_of, ZoneInfo(zone))

    def value(self, name: str, kind: ValueType) -> Plain | None:
        """A value of this attribute or field."""
        rng = self.rng
        match kind:
            case ValueType.TEXT:
                return one(rng, TEXTS[name])
            case ValueType.INTEGER:
                return one(rng, INTEGERS)
            case ValueType.NUMBER:
                return one(rng, DOUBLES)
            case ValueType.DECIMAL | ValueType.MONEY:
                return one(rng, DECIMALS)
            case ValueType.BOOLEAN:
                return chance(rng, 0.5)
            case ValueType.DATE:
                return self.instants.birthday() if chance(rng, 0.5) else self.instants.day()
            case ValueType.INSTANT:
                return self.instants.draw(ahead=0.3)
            case ValueType.LIST:
                return tuple(rng.sample(LISTS, rng.randrange(4)))

    def attributes(
        self, types: dict[str, ValueType], given: dict[str, Any]
    ) -> tuple[dict[str, Plain | None], tuple[Change, ...]]:
        """Values of attributes that never changed, and the histories of the others."""
        always: dict[str, Plain | None] = {}
        changes: list[Change] = []
        for name, kind in types.items():
            if chance(self.rng, 0.22):
                continue

            def drawn(name: str = name, kind: ValueType = kind) -> Plain | None:
                return given[name]() if name in given else self.value(name, kind)

            if chance(self.rng, 0.25):
                changes += self.history(name, drawn, len(changes))
            else:
                always[name] = drawn()
        return always, tuple(changes)

    def history(self, name: str, drawn: Any, seq: int) -> list[Change]:
        found: list[Change] = []
        assumed = chance(self.rng, 0.6)
        for index in range(self.rng.randrange(1, 4)):
            at = HELD_ALWAYS if assumed and index == 0 else self.instants.draw(ahead=0.15)
            if found and not found[-1].assumed and chance(self.rng, 0.15):
                at = found[-1].at
            value = None if chance(self.rng, 0.15) else drawn()
            found.append(Change(name, value, at, seq + index, assumed=assumed and index == 0))
        return found

    def created_at(self) -> dt.datetime | None:
        kind = self.rng.random()
        if kind < 0.35:
            return None
        return self.as_of if kind < 0.4 else self.instants.draw(ahead=0.1)

    def companies(self) -> tuple[Company, ...]:
        return tuple(
            Company(number, self.created_at(), *self.attributes(COMPANY_ATTRIBUTES, {}))
            for number in range(1, self.rng.randrange(1, 5))
        )

    def customers(self, companies: int) -> tuple[Customer, ...]:
        given = {
            "company_id": lambda: self.rng.randrange(1, companies + 2),
            "birthday": self.instants.birthday,
        }
        found = []
        many = 9 if chance(self.rng, 0.4) else 26  # few customers have more events each
        for number in range(1, self.rng.randrange(7, many)):
            always, changes = self.attributes(CUSTOMER_ATTRIBUTES, given)
            for name in ("latitude", "longitude"):
                changes = tuple(change for change in changes if change.attribute != name)
            place: dict[str, Plain | None] = dict(
                zip(("latitude", "longitude"), one(self.rng, PLACES), strict=True)
            )
            if chance(self.rng, 0.15):
                place[one(self.rng, ("latitude", "longitude"))] = None
            if chance(self.rng, 0.2):
                moved = zip(("latitude", "longitude"), one(self.rng, PLACES), strict=True)
                at = self.instants.draw(ahead=0.15)
                changes += tuple(Change(name, value, at, 900) for name, value in moved)
                changes += tuple(Change(name, value, HELD_ALWAYS, 899, True) for name, value in place.items())
                place = {}
            found.append(Customer(number, self.created_at(), always | place, changes))
        return tuple(found)

    def deals(self, customers: int, companies: int) -> tuple[Deal, ...]:
        given = {
            "customer_id": lambda: self.rng.randrange(1, customers + 1) if chance(self.rng, 0.6) else None,
            "company_id": lambda: self.rng.randrange(1, companies + 2),
        }
        return tuple(
            Deal(number, self.created_at(), *self.attributes(DEAL_ATTRIBUTES, given))
            for number in range(1, self.rng.randrange(1, 22))
        )

    def events(self, customers: int) -> tuple[Event, ...]:
        events: list[Event] = []
        for _ in range(self.rng.randrange(0, 60)):
            if events and chance(self.rng, 0.2):
                twin = events[-1]
                after = one(self.rng, (NO_TIME, NO_TIME, *PAUSES)) - one(self.rng, (NO_TIME, MICROSECOND))
                self.append(events, twin.kind, twin.customer_id, twin.at + max(after, NO_TIME))
                continue
            self.append(events, self.kind(), self.rng.randrange(1, customers + 1), self.instants.draw())
        for _ in range(self.rng.randrange(0, 5)):
            self.cart(events, self.rng.randrange(1, customers + 1))
        if chance(self.rng, 0.4):
            self.mailing(events, customers)
        self.rng.shuffle(events)
        return tuple(events[:80])

    def kind(self) -> str:
        shares = (0.38, 0.55, 0.68, 0.8)
        common = ("order_completed", "product_added", "page_viewed", "survey_answered")
        drawn = self.rng.random()
        for share, kind in zip(shares, common, strict=True):
            if drawn < share:
                return kind
        return one(self.rng, [kind for kind in KINDS if kind.startswith("message_")])

    def cart(self, events: list[Event], customer: int) -> None:
        """Something added, and perhaps ordered within, at or after 24 hours."""
        at = self.instants.draw()
        for kind in ("product_added", "order_completed", "product_added"):
            self.append(events, kind, customer, at)
            at += one(
                self.rng,
                (
                    dt.timedelta(0),
                    dt.timedelta(hours=1),
                    dt.timedelta(hours=24),
                    dt.timedelta(hours=24, microseconds=1),
                    dt.timedelta(days=7),
                ),
            )

    def mailing(self, events: list[Event], customers: int) -> None:
        """A message to many customers at once, and what they did with it."""
        kinds = [kind for kind in KINDS if kind.startswith("message_")]
        at = self.instants.draw(ahead=0)
        for customer in range(1, customers + 1):
            for kind in self.rng.sample(kinds, one(self.rng, (0, 1, 2, 3))):
                self.append(events, kind, customer, at)

    def append(self, events: list[Event], kind: str, customer: int, at: dt.datetime) -> None:
        fields = {
            name: None if chance(self.rng, 0.1) else self.value(name, value_type)
            for name, (value_type, _) in KINDS[kind].items()
            if not chance(self.rng, 0.15)
        }
        number = len(events) + 1
        events.append(Event(f"e{number * 7919 % 1000:03}-{number}", customer, at, kind, fields))

    def consents(self, customers: int) -> tuple[Consent, ...]:
        found: list[Consent] = []
        for _ in range(self.rng.randrange(0, 40)):
            state = "given" if chance(self.rng, 0.7) else "withdrawn"
            if found and chance(self.rng, 0.15):
                found.append(replace(found[-1], state=state))
                continue
            customer = self.rng.randrange(1, customers + 1)
            channel, purpose = one(self.rng, ("email", "sms")), one(self.rng, ("marketing", "service"))
            found.append(Consent(customer, channel, purpose, state, self.instants.draw()))
        return tuple(found)

    def memberships(self, customers: int) -> tuple[Membership, ...]:
        found = []
        for _ in range(self.rng.randrange(0, 45)):
            entered, left = sorted((self.instants.draw(), self.instants.draw()))
            found.append(
                Membership(
                    one(self.rng, SEGMENTS),
                    self.rng.randrange(1, customers + 1),
                    entered,
                    left if chance(self.rng, 0.6) else None,
                )
            )
        return tuple(found)

    def runs(self, customers: int) -> tuple[Run, ...]:
        """Some runs of some estimates, each of some of the customers."""
        wanted = [(name, self.instants.draw()) for name in ESTIMATES for _ in range(self.rng.randrange(4))]
        return tuple(Run(name, at, self.estimated(name, customers)) for name, at in dict.fromkeys(wanted))

    def estimated(self, name: str, customers: int) -> tuple[Estimated, ...]:
        rows = []
        for customer in range(1, customers + 1):
            if chance(self.rng, 0.2):
                continue
            value = None if chance(self.rng, 0.1) else self.value(name, ESTIMATES[name])
            if ESTIMATES[name] is ValueType.NUMBER and chance(self.rng, 0.8):
                low, high = sorted((one(self.rng, DOUBLES), one(self.rng, DOUBLES)))
                rows.append(Estimated(customer, value, low, high))
            else:
                rows.append(Estimated(customer, value))
        return tuple(rows)


def random_world(rng: Random) -> tuple[World, dt.datetime]:
    """A world without segments' rules, and the instant it is to be asked about."""
    zone = one(rng, ZONES)
    as_of = random_as_of(rng, ZoneInfo(zone))
    drawing = Drawing(rng, as_of, zone)
    companies = drawing.companies()
    customers = drawing.customers(len(companies))
    world = World(
        zone=zone,
        customers=customers,
        companies=companies,
        deals=drawing.deals(len(customers), len(companies)),
        events=drawing.events(len(customers)),
        consents=drawing.consents(len(customers)),
        memberships=drawing.memberships(len(customers)),
        runs=drawing.runs(len(customers)),
    )
    return world, as_of
