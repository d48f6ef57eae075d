"""A shop small enough to know everybody in it: what the rule cases are asked of.

Wall times without an offset are Madrid's, the shop's zone. Everything is asked at AS_OF, half an hour into
16 April 2026 in Madrid: in New York it is still the 15th. What lies later is there to be overlooked.
"""

from __future__ import annotations

import atexit
import datetime as dt
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

import clientela
from clientela.catalog.kinds import FIELDS
from clientela.rules.nodes import Rule
from clientela.store import Store
from clientela.store.estimates import write_estimates
from clientela.store.schema import TABLES
from clientela.workspace import Workspace

Row = dict[str, Any]
MADRID = ZoneInfo("Europe/Madrid")
AS_OF = dt.datetime(2026, 4, 16, 0, 30, tzinfo=MADRID)
RECEIVED = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)

CUSTOMERS: dict[str, Row] = {
    "anna": {
        "created_at": "2024-05-10 09:00",
        "country": "ES",
        "city": "Girona",
        "latitude": 41.3874,
        "longitude": 2.1686,
        "birthday": "1994-04-19",
        "email": "anna@example.com",
        "income": "30000",
        "interests": ["urban", "casual"],
        "loyalty_card": True,
        "shoe_size": "38.5",
    },
    "bogdan": {
        "created_at": "2023-02-10 09:00",
        "country": "RO",
        "city": "București",
        "time_zone": "Europe/Bucharest",
        "birthday": "1980-12-01",
        "email": "bogdan@alfa.example",
        "customer_type": "contact",
        "company_id": 1,
        "renewal_at": "2026-04-20 10:00",
    },
    "carme": {
        "created_at": "2024-09-01 09:00",
        "country": "ES",
        "city": "Badalona",
        "latitude": 41.45,
        "longitude": 2.2474,
        "birthday": "1984-02-29",
        "email": "Carme@example.com",
        "income": "38000.5",
        "interests": ["family", "outdoor"],
        "loyalty_tier": "gold",
        "loyalty_card": False,
        "shoe_size": "37",
    },
    "dmitri": {
        "created_at": "2025-01-15 09:00",
        "country": "MD",
        "city": "Кишинёв",
        "time_zone": "Europe/Chisinau",
        "email": "dmitri@alfa.example",
        "customer_type": "contact",
        "company_id": 1,
        "renewal_at": "2026-04-10 10:00",
    },
    "ewa": {
        "created_at": "2026-01-01 09:00",
        "country": "PL",
        "city": "Łódź",
        "latitude": 51.7592,
        "longitude": 19.456,
        "time_zone": "Europe/Warsaw",
        "birthday": "1990-04-22",
        "email": "ewa@example.pl",
        "income": "25000",
        "interests": ["urban"],
        "loyalty_points": 120,
    },
    "filip": {
        "created_at": "2025-06-01 09:00",
        "country": "PL",
        "city": "Kraków",
        "birthday": "2008-07-07",
        "income": "4000",
        "interests": ["trends"],
        "loyalty_tier": "silver",
        "loyalty_points": 0,
    },
    "grace": {
        "created_at": "2026-01-05 16:00",
        "country": "US",
        "city": "New York",
        "time_zone": "America/New_York",
        "birthday": "1991-04-15",
        "email": "grace@example.com",
        "income": "90000",
        "interests": ["urban", "outdoor"],
    },
    "hugo": {
        "created_at": "2024-11-01 09:00",
        "country": "ES",
        "city": "Girona",
        "latitude": 41.9794,
        "longitude": 2.8214,
        "birthday": "1975-05-01",
        "email": "hugo@beta.example",
        "customer_type": "contact",
        "company_id": 2,
    },
    "ioana": {
        "created_at": "2025-03-01 09:00",
        "country": "RO",
        "city": "Cluj-Napoca",
        "email": "ioana@gamma.example",
        "customer_type": "contact",
        "company_id": 3,
    },
    "kenji": {
        "created_at": "2025-08-01 09:00",
        "country": "JP",
        "city": "Tokyo",
        "time_zone": "Asia/Tokyo",
        "birthday": "1999-04-16",
        "income": "42000",
    },
    # nothing at all is known of her, so she has always been there
    "lia": {},
    # comes after as of
    "marta": {
        "created_at": "2026-05-01 09:00",
        "country": "ES",
        "city": "Barcelona",
        "birthday": "1994-04-19",
        "email": "marta@example.com",
        "income": "42000",
        "interests": ["urban"],
        "company_id": 1,
    },
    # without created_at: exists from her first event
    "nadia": {"country": "ES", "city": "barcelona"},
    # an event before created_at: exists from that; her company comes after as of
    "pau": {"created_at": "2026-06-01 09:00", "country": "ES", "city": "El Prat", "company_id": 4},
}
IDS = {name: number for number, name in enumerate(CUSTOMERS, 1)}

# (customer, since when, attribute, value; None: cleared)
CHANGES: list[tuple[str, str, str, Any]] = [
    ("anna", "2026-02-01 00:00", "city", "Barcelona"),
    ("anna", "2026-04-01 12:00", "income", "42000"),
    ("carme", "2026-03-01 12:00", "loyalty_tier", None),
    ("ewa", "2026-04-12 08:00", "email", None),
    ("filip", "2025-09-01 08:00", "loyalty_tier", "gold"),
    ("filip", "2026-04-05 08:00", "loyalty_tier", "silver"),
    ("hugo", "2026-05-10 08:00", "city", "Madrid"),
]

COMPANIES: dict[str, Row] = {
    "alfa": {
        "name": "Alfa Retail",
        "industry": "retail",
        "employees": 40,
        "technologies": ["SAP", "Shopify"],
    },
    "beta": {"name": "Beta Foods", "industry": "food", "employees": 20, "technologies": ["Odoo"]},
    "gamma": {"name": "Gamma Textil", "industry": "textile", "employees": 120},
    "delta": {"created_at": "2026-06-01 09:00", "name": "Delta", "industry": "retail", "employees": 500},
}
COMPANY_CHANGES: list[tuple[int, str, str, Any]] = [(1, "2025-10-01 00:00", "employees", 80)]

DEALS: dict[str, Row] = {
    "D1": {
        "created_at": "2024-09-01 10:00",
        "customer_id": 2,
        "company_id": 1,
        "status": "lost",
        "lost_reason": "price too high",
        "amount": "5000",
        "closed_at": "2024-11-05 12:00",
    },
    # of nobody in particular: it is of everybody at gamma
    "D2": {"company_id": 3, "status": "won", "amount": "12000", "closed_at": "2026-02-20 12:00"},
    # is lost after as of
    "D3": {
        "customer_id": 8,
        "company_id": 2,
        "status": "open",
        "amount": "3000",
        "expected_close_on": "2026-05-10",
    },
    "D4": {"customer_id": 8, "company_id": 2, "status": "lost", "lost_reason": "no budget", "amount": "800"},
    # is opened after as of
    "D5": {
        "created_at": "2026-06-01 10:00",
        "company_id": 3,
        "status": "lost",
        "lost_reason": "price too high",
    },
    "D6": {"customer_id": 4, "company_id": 1, "status": "won", "amount": "2000"},
    "D7": {"company_id": 1, "status": "open", "expected_close_on": "2026-04-30"},
}
DEAL_CHANGES: list[tuple[int, str, str, Any]] = [(3, "2026-05-05 12:00", "status", "lost")]


def _order(who: str, at: str, amount: str, category: str, method: str = "card", **more: Any) -> Row:
    return _event(who, at, "order_completed", amount=amount, category=category, payment_method=method, **more)


def _event(who: str, at: str, kind: str, **fields: Any) -> Row:
    return {"customer_id": IDS[who], "at": instant(at), "kind": kind} | fields


def _message(who: str, at: str, what: str, campaign: str, **more: Any) -> Row:
    return _event(who, at, f"message_{what}", campaign=campaign, channel="email", **more)


def instant(text: str) -> dt.datetime:
    """An instant; without an offset it is wall time in Madrid."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=MADRID)


EVENTS: list[Row] = [
    # anna buys every month, mostly shoes
    _order("anna", "2025-10-20 10:00", "120", "shoes", item="SKU-1"),
    _order("anna", "2025-11-25 10:00", "80", "shirts", item="SKU-2"),
    _order("anna", "2025-12-20 18:00", "200", "shoes", "cash", item="SKU-1", discount="20", coupon="XMAS"),
    _order("anna", "2026-01-25 10:00", "60", "shoes", item="SKU-3"),
    _order("anna", "2026-02-25 11:00", "90.50", "jackets", item="SKU-4"),
    _order("anna", "2026-04-02 20:00", "150", "shoes", item="SKU-1", cart_id="A1"),
    _order("anna", "2026-04-20 10:00", "999", "shoes", item="SKU-9"),
    # bogdan bought once; the last contact with him was in October 2024
    _order("bogdan", "2025-02-01 10:00", "400", "uniforms", "transfer"),
    _event("bogdan", "2024-10-10 11:00", "call_logged", channel="phone", duration=12.5),
    # carme buys at a discount alone; her last order lies exactly 30 days back
    _order("carme", "2025-11-28 10:00", "60", "kids", discount="20", coupon="BF"),
    _order("carme", "2026-01-07 10:00", "45", "kids", discount="15", coupon="SALES"),
    _order("carme", "2026-03-16 23:30", "30", "kids", "cash", discount="10", coupon="SALES"),
    # dmitri was called; only a machine opened the letter to him
    _event("dmitri", "2026-02-01 11:00", "call_logged", channel="phone", duration=3),
    _message("dmitri", "2026-03-20 09:00", "delivered", "Spring"),
    _message("dmitri", "2026-03-20 09:01", "opened", "Spring", machine=True),
    # ewa ordered her first cart within two hours and left the second
    _event("ewa", "2026-04-10 10:00", "product_added", cart_id="E1", item="SKU-2", category="shirts"),
    _order("ewa", "2026-04-10 12:00", "70", "shirts", "blik", cart_id="E1"),
    _event("ewa", "2026-04-11 09:00", "product_added", cart_id="E2", item="SKU-1", category="shoes"),
    # filip bought every month of 2025 until November
    *(_order("filip", f"2025-{month:02}-10 17:00", "25", "t-shirts") for month in range(6, 12)),
    _event("filip", "2025-12-01 17:00", "order_refunded", amount="25"),
    # grace: signed up, looked, bought; a letter to her bounced
    _event("grace", "2026-01-05 16:00", "signed_up", method="web"),
    _event("grace", "2026-01-08 16:00", "product_viewed", item="SKU-4", category="jackets"),
    _order("grace", "2026-01-20 03:00", "300", "jackets", item="SKU-4"),
    _message("grace", "2026-03-20 09:00", "sent", "Spring"),
    _message("grace", "2026-03-20 09:02", "bounced", "Spring"),
    # hugo looked too late; he opened, clicked and answered
    _event("hugo", "2026-02-01 10:00", "signed_up", method="referral"),
    _event("hugo", "2026-02-20 10:00", "product_viewed", item="SKU-4", category="jackets"),
    _message("hugo", "2026-03-20 09:00", "sent", "Spring"),
    _message("hugo", "2026-03-20 09:00", "delivered", "Spring"),
    _message("hugo", "2026-03-21 09:00", "opened", "Spring", machine=False),
    _message("hugo", "2026-03-21 09:05", "clicked", "Spring"),
    _message("hugo", "2026-03-21 09:30", "replied", "Spring"),
    _event("hugo", "2025-12-01 10:00", "survey_answered", survey="nps", score="9"),
    _event("hugo", "2026-01-15 10:00", "survey_answered", survey="nps", score="3", theme="price"),
    # ioana never opened anything
    _message("ioana", "2026-03-20 09:00", "sent", "Spring"),
    _message("ioana", "2026-03-20 18:00", "unsubscribed", "Spring"),
    _message("ioana", "2025-12-01 09:00", "complained", "Winter"),
    _event("ioana", "2026-04-01 10:00", "ticket_opened", ref="T1", topic="delivery"),
    # kenji came back after eight months, at the very instant of as of: 07:30 of the 16th in Tokyo
    _order("kenji", "2025-08-01 09:00", "500", "shoes", "paypal"),
    _order("kenji", "2026-04-16 00:30", "40", "shoes", "paypal"),
    _order("kenji", "2026-04-16T00:30:00.000001+02:00", "1000", "shirts", "paypal"),
    _order("marta", "2026-05-02 10:00", "500", "shoes"),
    # nadia filled a cart a few hours ago
    _event("nadia", "2026-04-10 10:00", "page_viewed", url="/shoes", device="phone", duration=12),
    _event("nadia", "2026-04-10 10:05", "product_viewed", item="SKU-1", category="shoes"),
    _event("nadia", "2026-04-15 20:00", "product_added", cart_id="N1", item="SKU-1", category="shoes"),
    # pau ordered his cart an hour too late
    _event("pau", "2025-11-20 10:00", "product_added", cart_id="P1", item="SKU-2", category="shirts"),
    _order("pau", "2025-11-21 11:00", "55", "shirts", cart_id="P1"),
    _event("anna", "2026-03-01 10:00", "survey_answered", survey="nps", score="10", text="Ràpid i bé"),
    _event("carme", "2026-02-10 10:00", "survey_answered", survey="nps", score="6", text="Lent"),
    _event("ioana", "2026-04-02 10:00", "survey_answered", survey="csat", score="4", theme="delivery"),
    # a kind of the firm's own
    _event("anna", "2026-04-14 10:00", "fitting_booked", room="2", at_home=False, day="2026-04-18"),
    _event("carme", "2026-04-13 10:00", "fitting_booked", room="1", at_home=True, day="2026-05-02"),
]

CONSENTS: list[tuple[str, str, str, str, str]] = [
    ("anna", "email", "marketing", "given", "2024-05-10 09:00"),
    ("carme", "email", "marketing", "given", "2024-09-01 09:00"),
    ("carme", "email", "marketing", "withdrawn", "2026-02-01 09:00"),
    ("ewa", "email", "marketing", "given", "2026-01-01 09:00"),
    ("ewa", "email", "marketing", "withdrawn", "2026-01-01 09:00"),
    ("filip", "sms", "marketing", "given", "2025-06-01 09:00"),
    ("grace", "email", "marketing", "given", "2026-01-05 16:00"),
    ("grace", "email", "marketing", "withdrawn", "2026-05-01 09:00"),
    ("hugo", "email", "service", "given", "2024-11-01 09:00"),
    ("kenji", "email", "marketing", "given", "2026-04-16 00:30"),
]

SEGMENTS = {
    "VIP": "sum(order_completed.amount, last 365 days) >= 300",
    "Young": "age < 35",
    "Young VIP": "in segment 'VIP' and in segment 'Young'",
}
# when VIP was recorded: bogdan leaves in March, when grace enters; marta enters after as of
RECORDED = ["2026-01-01 00:00", "2026-03-01 00:00", "2026-04-15 12:00", "2026-05-15 00:00"]


def make_shop(folder: Path) -> Workspace:
    """The shop in a workspace of its own."""
    shutil.copytree(_made(), folder, dirs_exist_ok=True)
    return clientela.open(folder)


@cache
def _made() -> Path:
    """The folder of a shop that nobody opens: making one takes ten times as long as copying it."""
    place = tempfile.TemporaryDirectory(prefix="clientela-shop-")
    atexit.register(place.cleanup)
    _make(Path(place.name)).close()
    return Path(place.name)


def _make(folder: Path) -> Workspace:
    shop = clientela.create(folder, time_zone="Europe/Madrid", country="ES", currency="EUR")
    shop.add_field("shoe_size", "decimal", label="shoe size")
    shop.add_field("renewal_at", "instant", label="renewal")
    shop.store.engine.execute(
        "INSERT INTO custom_event_kinds VALUES (?, ?, ?, ?)",
        (
            "fitting_booked",
            "fitting",
            json.dumps({"room": "text", "at_home": "boolean", "day": "date"}),
            AS_OF,
        ),
    )
    shop.reload()
    fill(shop.store)
    shop.reload()
    for name, rule in SEGMENTS.items():
        shop.save_segment(name, rule, at=instant(RECORDED[0]))
    for at in RECORDED[1:]:
        shop.refresh_segments("VIP", as_of=instant(at))
    return shop


# Three runs: of the first of them nobody may hear who asks of an earlier day, of the last nobody at AS_OF.
ESTIMATES: list[tuple[str, str, list[Row]]] = [
    (
        "churn_risk",
        "2026-03-01 00:00",
        [
            {"customer_id": "anna", "value": 0.9, "low": 0.8, "high": 0.95},
            {"customer_id": "bogdan", "value": 0.7, "low": 0.5, "high": 0.8},
        ],
    ),
    (
        "churn_risk",
        "2026-04-15 00:00",
        [
            {"customer_id": "anna", "value": 0.2, "low": 0.1, "high": 0.4},
            {"customer_id": "bogdan", "value": 0.6, "low": 0.45, "high": 0.75},
            {"customer_id": "carme", "value": 0.75, "low": 0.65, "high": 0.85},
        ],
    ),
    (
        "churn_risk",
        "2026-05-01 00:00",
        [{"customer_id": "grace", "value": 0.99, "low": 0.98, "high": 1.0}],
    ),
    (
        "overdue_since",
        "2026-04-15 00:00",
        [
            {"customer_id": "anna", "day": dt.date(2026, 5, 20)},
            {"customer_id": "carme", "day": dt.date(2026, 4, 1)},
            {"customer_id": "filip", "day": None},
        ],
    ),
]


def external_ids(shop: Workspace, rule: str | Rule, as_of: dt.datetime = AS_OF) -> list[str]:
    """The members by the shop's own names, in order."""
    found = shop.segment(rule).members(as_of=as_of).to_arrow()
    return sorted(found.column("external_id").to_pylist())


def fill(store: Store) -> None:
    """Everything the shop knows."""
    people = [{"customer_id": IDS[name], "external_id": name} | row for name, row in CUSTOMERS.items()]
    _write(store, "customer", people)
    _change(store, "customer", [(IDS[who], *rest) for who, *rest in CHANGES])
    _write(store, "company", _numbered("company_id", COMPANIES))
    _change(store, "company", COMPANY_CHANGES)
    _write(store, "deal", _numbered("deal_id", DEALS))
    _change(store, "deal", DEAL_CHANGES)
    store.append_events(event_table(EVENTS))
    store.append_consents(consent_table(CONSENTS))
    for name, at, rows in ESTIMATES:
        said = pa.Table.from_pylist([row | {"customer_id": IDS[row["customer_id"]]} for row in rows])
        write_estimates(store.engine, name, instant(at), said, computed_at=instant(at), model="test")


def _numbered(key: str, rows: dict[str, Row]) -> list[Row]:
    return [{key: number, "external_id": name} | row for number, (name, row) in enumerate(rows.items(), 1)]


def _write(store: Store, entity: str, rows: list[Row]) -> None:
    names = dict.fromkeys(name for row in rows for name in row)
    data = {name: [_told(name, row.get(name)) for row in rows] for name in names}
    store.write_entities(entity, pa.table(data), source="shop", received_at=RECEIVED)


def _told(name: str, value: Any) -> Any:
    if value is not None and name in ("created_at", "closed_at", "renewal_at", "at"):
        return instant(value).astimezone(dt.UTC)
    return value


def _change(store: Store, entity: str, changes: list[tuple[int, str, str, Any]]) -> None:
    rows = []
    for number, at, attribute, value in changes:
        news: Row = {attribute: value} if value is not None else {"clear": [attribute]}
        rows.append({f"{entity}_id": number, "at": at} | news)
    _write(store, entity, rows)


def event_table(rows: list[Row], prefix: str = "e") -> pa.Table:
    """Events as the store takes them: numbered in order, what has no column in the properties."""
    columns = TABLES["events"]
    laid = []
    for number, row in enumerate(rows, 1):
        rest = {name: value for name, value in row.items() if name not in columns}
        known = {name: value for name, value in row.items() if name in columns}
        laid.append(known | {"event_id": f"{prefix}{number:03}", "properties": _properties(rest)})
    return pa.table(
        {
            name: pa.array([row.get(name) for row in laid], _arrow(columns[name]))
            for name in columns
            if any(name in row for row in laid)
        }
    )


def _properties(rest: Row) -> str | None:
    if unknown := rest.keys() - FIELDS.keys() - {"room", "at_home", "day"}:
        raise ValueError(f"no field {unknown} of events")
    return json.dumps(rest) if rest else None


def _arrow(sql_type: str) -> pa.DataType:
    # figures are written as texts here; the store makes decimals of them
    return {"TIMESTAMPTZ": pa.timestamp("us", "UTC"), "BIGINT": pa.int64(), "BOOLEAN": pa.bool_()}.get(
        sql_type, pa.string()
    )


def consent_table(rows: list[tuple[str, str, str, str, str]]) -> pa.Table:
    """Consents as the store takes them."""
    return pa.table(
        {
            "customer_id": [IDS[who] for who, *_ in rows],
            "channel": [channel for _, channel, *_ in rows],
            "purpose": [purpose for _, _, purpose, *_ in rows],
            "state": [state for *_, state, _ in rows],
            "at": [instant(at).astimezone(dt.UTC) for *_, at in rows],
        }
    )
