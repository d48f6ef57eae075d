"""Nothing later than `as of` is read: a shop whose future is full of noise answers every case alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product

import pyarrow as pa
import pytest

from clientela.compile import Question
from clientela.rules import nodes as n
from clientela.rules.text import parse_rule
from clientela.segments import evaluation
from clientela.workspace import Workspace
from tests.cases.faces import read_cases
from tests.cases.shop import (
    AS_OF,
    CUSTOMERS,
    IDS,
    RECEIVED,
    consent_table,
    event_table,
    external_ids,
    make_shop,
)

CASES = read_cases()
SOON = AS_OF + dt.timedelta(microseconds=1)
NODES = [node for case in CASES for _, node in n.walk(parse_rule(case.text))]
KINDS = sorted(
    {kind for node in NODES for kind in getattr(node, "kinds", ())} | {"message_sent", "deal_lost"}
)


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with make_shop(tmp_path_factory.mktemp("noisy")) as shop:
        plant_future(shop)
        yield shop


def plant_future(shop: Workspace) -> None:
    """In every table and for everybody, from a microsecond after `as of` on."""
    # not lia: of her nothing is known, and her first event would be since when she exists (docs/rules.md)
    who = [name for name in CUSTOMERS if name != "lia"]
    fields = {"amount": "777", "category": "shoes", "item": "SKU-1", "cart_id": "E2", "campaign": "Spring"}
    fields |= {"survey": "nps", "score": "10", "discount": "70", "coupon": "X", "payment_method": "card"}
    rows = [
        {"customer_id": IDS[name], "at": SOON + dt.timedelta(hours=step), "kind": kind, "machine": False}
        | fields
        for name, kind, step in product(who, KINDS, (0, 1))
    ]
    shop.store.append_events(event_table(rows, prefix="future"))
    states = [(name, channel, "marketing") for name in who for channel in ("email", "sms")]
    at = SOON.isoformat()
    shop.store.append_consents(consent_table([(*told, "given", at) for told in states[::2]]))
    shop.store.append_consents(consent_table([(*told, "withdrawn", at) for told in states[1::2]]))
    _plant_attributes(shop)
    _plant_strangers(shop)
    shop.refresh_segments("VIP", as_of=SOON + dt.timedelta(days=60))


def _plant_attributes(shop: Workspace) -> None:
    numbers = list(IDS.values())
    news = {
        "city": "Barcelona",
        "country": "RO",
        "income": "1",
        "email": "x@example.com",
        "birthday": "1970-04-17",
        "interests": ["urban"],
        "loyalty_tier": "gold",
        "loyalty_card": True,
        "time_zone": "Pacific/Auckland",
        "latitude": 41.39,
        "longitude": 2.17,
        "company_id": 1,
    }
    _write(shop, "customer", numbers, news)
    _write(shop, "company", [1, 2, 3, 4], {"industry": "retail", "employees": 1, "technologies": ["Odoo"]})
    _write(
        shop,
        "deal",
        [1, 2, 3, 4, 5, 6, 7],
        {"status": "lost", "lost_reason": "price too high", "amount": "9"},
    )


def _plant_strangers(shop: Workspace) -> None:
    people = {"city": "Barcelona", "income": "99999", "company_id": 1, "birthday": "1994-04-19"}
    _write(shop, "customer", list(range(100, 120)), people, created=True)
    deal = {"status": "lost", "lost_reason": "price too high", "customer_id": 1, "amount": "1"}
    _write(shop, "deal", list(range(100, 110)), deal, created=True)


def _write(
    shop: Workspace, entity: str, numbers: list[int], news: dict[str, object], *, created: bool = False
) -> None:
    own = {f"{entity}_id": numbers} | {name: [value] * len(numbers) for name, value in news.items()}
    own["created_at" if created else "at"] = [SOON.astimezone(dt.UTC)] * len(numbers)
    shop.store.write_entities(entity, pa.table(own), source="future", received_at=RECEIVED)


def test_noise_is_there(shop: Workspace, noisy: Workspace):
    later = SOON + dt.timedelta(days=1)
    assert noisy.population(AS_OF) == shop.population(AS_OF) == 13
    assert noisy.population(later) == 13 + 1 + 20  # marta's events come early, and so do the strangers
    assert noisy.segment("city = 'Barcelona'").count(later).count == 34  # wherever they were before
    assert shop.segment("city = 'Barcelona'").count(later).count == 1


def test_no_case_sees_the_future(noisy: Workspace):
    questions = [Question(parse_rule(case.text), AS_OF) for case in CASES]
    counts = evaluation.count_many(noisy.base, questions)
    assert dict(zip([case.name for case in CASES], counts, strict=True)) == {
        case.name: len(case.ids) for case in CASES
    }


@pytest.mark.parametrize("case", CASES[::5], ids=lambda case: case.name)
def test_members_are_the_same_with_another_future(noisy: Workspace, case):
    assert external_ids(noisy, case.text) == case.ids
