"""Conversions are credited once, to the last message before them, and agree with what reports credit."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator

import pyarrow as pa
import pytest

import clientela
from clientela.measure.campaigns import Reading
from clientela.workspace import Workspace, now
from clientela_web.ledger.writing_rows import NewRow, add_rows
from clientela_web.models import Campaign, Delivery
from clientela_web.reports.queries.campaigns import measured
from clientela_web.tracking import conversions
from clientela_web.tracking.conversions import tell_conversions
from clientela_web.tracking.events import message_ids
from clientela_web.workspace import using

BEGAN = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
PEOPLE = range(1, 61)
Buy = Callable[..., None]


@pytest.fixture
def shop(tmp_path, db) -> Iterator[Workspace]:
    """Sixty customers and nothing else."""
    with clientela.create(tmp_path / "shop", time_zone="UTC", currency="EUR") as made, using(made):
        people = {"customer_id": list(PEOPLE), "external_id": [f"C{each}" for each in PEOPLE]}
        made.store.write_entities("customer", pa.table(people), source="test", received_at=BEGAN - DAY)
        yield made


@pytest.fixture
def buy(shop: Workspace) -> Buy:
    """Have somebody do something at an instant; it comes in at that instant unless another is told."""
    made: list[str] = []

    def bought(who: int, at: dt.datetime, kind: str = "order_completed", **told: object) -> None:
        made.append(f"bought {len(made)}")
        row = {"event_id": made[-1], "customer_id": who, "at": at, "kind": kind, "received_at": at, **told}
        shop.store.append_events(pa.Table.from_pylist([row]).cast(_schema(row)))

    return bought


def _schema(row: dict[str, object]) -> pa.Schema:
    instant = pa.timestamp("us", "UTC")
    types = {"at": instant, "received_at": instant, "customer_id": pa.int64()}
    return pa.schema([(name, types.get(name, pa.string())) for name in row])


def campaign(name: str, arrived: dict[int, dt.datetime], **told: object) -> Campaign:
    """A campaign whose message arrived with these customers then."""
    known = {"started_at": min(arrived.values()), "channel": "email", "purpose": "marketing", "salt": name}
    made = Campaign.objects.create(
        name=name, state="sent", sender_address="a@shop.example", **{**known, **told}
    )
    add_rows(
        [NewRow(made.pk, who, "email", "delivered", "", "All", "", False, "", "k", "{}") for who in arrived]
    )
    for row in Delivery.objects.filter(campaign=made):
        Delivery.objects.filter(pk=row.pk).update(finished_at=arrived[row.customer_id])
    return made


def told(shop: Workspace) -> list[tuple[object, ...]]:
    """What is on cards: who, when, by which campaign."""
    return shop.store.engine.rows(
        """SELECT customer_id, "at", campaign FROM events WHERE kind = 'message_converted' ORDER BY "at", 1"""
    )


def tell(shop: Workspace, at: dt.datetime | None = None) -> int:
    count, at = 0, at or now()
    while some := tell_conversions(shop, at):
        count += some
    return count


def test_last_message_before_it_is_credited_once(shop, buy):
    spring = campaign("Spring", dict.fromkeys((1, 2), BEGAN))
    campaign("Summer", {2: BEGAN + DAY})
    for who in (1, 2, 3):
        buy(who, BEGAN + 2 * DAY)
    assert tell(shop) == 3
    expected = [(1, BEGAN + 2 * DAY, "Spring"), (2, BEGAN + 2 * DAY, "Summer")]
    assert told(shop) == expected
    assert (tell(shop), told(shop)) == (0, expected)
    ((ref, channel, properties),) = shop.store.engine.rows(
        "SELECT ref, channel, properties FROM events WHERE kind = 'message_converted' AND campaign = 'Spring'"
    )
    assert (channel, properties) == ("email", '{"goal": "order_completed"}')
    assert ref == message_ids(spring)(Delivery.objects.get(campaign=spring, customer_id=1).pk)
    assert shop.segment("converted campaign 'Spring'").ids(now()).to_pylist() == [1]
    assert shop.segment("converted any campaign").count(now()).count == 2
    assert shop.segment("did message_converted where goal = 'order_completed'").count(now()).count == 2


@pytest.mark.parametrize(
    ("after", "is_credited"),
    [(dt.timedelta(0), True), (7 * DAY, True), (7 * DAY + HOUR, False), (-HOUR, False)],
)
def test_window_of_a_touch_is_that_of_the_report(shop, buy, after, is_credited):
    campaign("Spring", {1: BEGAN + DAY}, started_at=BEGAN)
    buy(1, BEGAN + DAY + after)
    tell(shop)
    assert bool(told(shop)) is is_credited


def test_goal_and_window_are_the_campaigns_own(shop, buy):
    campaign("Deals", dict.fromkeys((1, 2, 3), BEGAN), goal="deal_won", window_days=3)
    buy(1, BEGAN + HOUR)
    buy(2, BEGAN + HOUR, "deal_won")
    buy(3, BEGAN + 4 * DAY, "deal_won")
    tell(shop)
    assert [(who, name) for who, _at, name in told(shop)] == [(2, "Deals")]


def test_what_comes_late_is_found(shop, buy):
    campaign("Spring", dict.fromkeys((1, 2, 3), BEGAN))
    buy(1, BEGAN + HOUR)
    tell(shop)
    buy(2, BEGAN + HOUR, received_at=BEGAN + 90 * DAY)
    engine = shop.store.engine
    engine.execute(
        "INSERT INTO imports (import_id, file, started_at) VALUES (7, 'orders.csv', CAST(? AS TIMESTAMPTZ))",
        [BEGAN + 80 * DAY],
    )
    buy(3, BEGAN + HOUR, received_at=BEGAN + 80 * DAY)
    at = BEGAN + 80 * DAY + HOUR
    assert tell(shop, at) == 0  # the import goes on
    engine.execute("UPDATE imports SET finished_at = CAST(? AS TIMESTAMPTZ)", [BEGAN + 95 * DAY])
    tell(shop, BEGAN + 91 * DAY)
    assert [who for who, *_ in told(shop)] == [1, 2]
    tell(shop, BEGAN + 96 * DAY)
    assert [who for who, *_ in told(shop)] == [1, 2, 3]


def test_what_has_just_come_waits_for_what_is_being_committed(shop, buy):
    campaign("Spring", {1: BEGAN})
    buy(1, BEGAN + HOUR)
    assert tell(shop, BEGAN + HOUR + conversions.RIPE / 2) == 0
    assert tell(shop, BEGAN + HOUR + conversions.RIPE) == 1


def test_batches_and_kills_double_and_lose_nothing(shop, buy, monkeypatch):
    monkeypatch.setattr(conversions, "BATCH", 2)
    campaign("Spring", dict.fromkeys((1, 2, 3, 4, 5), BEGAN))
    for who in range(1, 6):
        buy(who, BEGAN + HOUR, received_at=BEGAN + 2 * HOUR)
    place = shop.store.settings().get("conversions_read", "")
    assert tell_conversions(shop, now()) == 2
    shop.store.set_setting("conversions_read", place)  # killed before it was noted how far it had come
    assert tell(shop) == 5
    assert [who for who, *_ in told(shop)] == [1, 2, 3, 4, 5]


def test_merged_and_erased(shop, buy):
    campaign("Spring", dict.fromkeys((1, 2, 3), BEGAN))
    shop.merge(10, 1)
    shop.merge(11, 10)
    buy(11, BEGAN + HOUR)
    buy(2, BEGAN + HOUR)
    shop.erase(2)
    tell(shop)
    assert told(shop) == [(11, BEGAN + HOUR, "Spring")]


def test_before_the_first_campaign_nothing_is_asked(shop, buy):
    buy(1, BEGAN)
    assert tell(shop) == 0
    assert "conversions_read" not in shop.store.settings()


def test_counts_are_those_of_the_reports(shop):
    """Three campaigns to crossing people, orders at random, brought in by turns: the same as last touch."""
    drawn = random.Random(5)
    made = [
        campaign(
            name,
            {who: BEGAN + start + drawn.random() * DAY for who in drawn.sample(PEOPLE, 40)},
            window_days=days,
            started_at=BEGAN + start,
        )
        for name, start, days in (("Spring", 0 * DAY, 14), ("Summer", 3 * DAY, 6), ("Autumn", 9 * DAY, 20))
    ]
    rows = [
        {
            "event_id": f"order {number}",
            "customer_id": drawn.choice(PEOPLE),
            "at": BEGAN + drawn.uniform(-3, 30) * DAY,
            "kind": "order_completed",
        }
        for number in range(400)
    ]
    for place, row in enumerate(rows):
        row["received_at"] = row["at"] if place % 3 else BEGAN + 40 * DAY
    table = pa.Table.from_pylist(rows).cast(_schema(rows[0]))
    for start in range(0, 400, 100):
        shop.store.append_events(table.slice(start, 100))
    tell(shop, BEGAN + 35 * DAY)
    tell(shop, BEGAN + 41 * DAY)
    counts = {each.name: sum(name == each.name for *_, name in told(shop)) for each in made}
    expected = {}
    for each in made:
        reading = Reading(BEGAN + 50 * DAY, days=each.window_days, goal=each.goal)
        credited = measured(each, reading).attribution
        expected[each.name] = {one.campaign: one.conversions for one in credited.credits}[each.name]
    assert counts == expected
    assert min(counts.values()) > 20


def test_card_says_what_she_did_and_by_which_message(shop, buy, browse, analyst):
    campaign("Spring", {1: BEGAN})
    buy(1, BEGAN + HOUR)
    tell(shop)
    page = browse(analyst).get("/customers/1/").content.decode()
    assert "Conversion" in page
    assert "goal: Order" in page
    assert page.count("Spring") >= 1
