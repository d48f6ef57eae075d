"""The card against the compiler: what it shows of the past is what a rule would see of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

import clientela
from clientela import Workspace

DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def days(number: int) -> dt.datetime:
    return DAY + dt.timedelta(days=number)


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Workspace]:
    """One customer who moved twice and got children once; her income was always what it is."""
    with clientela.create(tmp_path) as workspace:
        told = [
            {"customer_id": 1, "at": None, "city": "Reus", "income": "1000.5", "tags": ["a", "b"]},
            {"customer_id": 1, "at": days(10), "city": "Vic", "children_count": 1},
            {"customer_id": 1, "at": days(20), "city": "Girona"},
        ]
        workspace.store.allocate_ids("customer", 1)
        for place, row in enumerate(told):
            columns = {name: [value] for name, value in row.items() if value is not None}
            if "income" in columns:
                columns["income"] = pa.array(columns["income"]).cast(pa.decimal128(18, 4))
            if "at" in columns:
                columns["at"] = pa.array(columns["at"], pa.timestamp("us", tz="UTC"))
            workspace.store.write_entities(
                "customer", pa.table(columns), source=f"file {place}", received_at=days(place)
            )
        yield workspace


@pytest.mark.parametrize(
    ("day", "city"), [(5, "Reus"), (10, "Vic"), (19, "Vic"), (20, "Girona"), (99, "Girona")]
)
def test_attributes_are_those_a_rule_sees(firm: Workspace, day: int, city: str) -> None:
    names = ("city", "income", "tags", "children_count")
    facts = {fact.attribute: fact.value for fact in firm.card(1, as_of=days(day)).attributes}
    (row,) = firm.segment("all ()").members(names, days(day)).to_arrow().to_pylist()
    assert facts["city"] == city
    assert {name: facts.get(name) for name in names} == {name: row[name] for name in names}


def test_fact_says_where_it_came_from_and_since_when(firm: Workspace) -> None:
    facts = {fact.attribute: fact for fact in firm.card(1, as_of=days(30)).attributes}
    assert (facts["city"].source, facts["city"].since, facts["city"].assumed) == ("file 2", days(20), False)
    assert (facts["income"].source, facts["income"].since, facts["income"].assumed) == (
        "file 0",
        days(0),
        False,
    )
    early = {fact.attribute: fact for fact in firm.card(1, as_of=days(5)).attributes}
    assert (early["city"].since, early["city"].assumed) == (None, True)


def test_timeline_tells_the_changes_newest_first(firm: Workspace) -> None:
    card = firm.card(1, as_of=days(30))
    changes = [(moment.at, moment.details["attribute"], moment.details["value"]) for moment in card.timeline]
    assert changes[0] == (days(20), "city", "Girona")
    assert {change[:2] for change in changes if change[0] == days(10)} == {
        (days(10), "city"),
        (days(10), "children_count"),
    }
    assert card.moments == len(changes)
    assert len(firm.card(1, as_of=days(30), limit=1).timeline) == 1
