"""What a row says of itself decides how it is read: its country, and whether a machine did it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import clientela

RECEIVED = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def test_phone_without_country_code_is_of_the_country_of_its_row(tmp_path: Path):
    people = tmp_path / "people.csv"
    people.write_text(
        "customer id,first name,country,phone,mobile\n"
        "1,Anna,Spain,934 123 456,612 881 218\n"
        "2,Ewa,Polska,22 635 24 25,798 668 496\n"
        "3,Ioana,România,021 312 3456,0768 143 644\n"
        "4,Ivan,Moldova,+373 69 123 456,\n"
        "5,Joan,,934 123 457,\n"
        "6,Nobody,Atlantis,934 123 458,\n"
    )
    with clientela.create(tmp_path / "shop", country="ES") as shop:
        report = shop.import_file(people, "customers", as_of=RECEIVED)
        rows = shop.store.engine.rows("SELECT external_id, phone, mobile FROM customers ORDER BY external_id")
    assert report.rejected == 0
    assert rows == [
        ("1", "+34934123456", "+34612881218"),
        ("2", "+48226352425", "+48798668496"),
        ("3", "+40213123456", "+40768143644"),
        ("4", "+37369123456", None),
        ("5", "+34934123457", None),
        ("6", "+34934123458", None),
    ]


def test_phone_that_no_country_explains_is_reported_at_its_row(tmp_path: Path):
    people = tmp_path / "people.csv"
    good = "".join(f"{number},PL,22 635 24 {number}\n" for number in range(10, 20))
    people.write_text(f"customer id,country,phone\n{good}20,RO,12\n21,PL,nothing\n")
    rejects = tmp_path / "rejects.csv"
    with clientela.create(tmp_path / "shop", country="ES") as shop:
        report = shop.import_file(people, "customers", as_of=RECEIVED, rejects=rejects)
        rows = shop.store.engine.rows("SELECT external_id, phone FROM customers ORDER BY external_id")
    told = [(str(number), f"+482263524{number}") for number in range(10, 20)]
    assert rows == [*told, ("20", None), ("21", None)]
    assert [(problem.row, problem.value) for problem in report.problems] == [(12, "12"), (13, "nothing")]


def test_machine_that_opened_a_message_keeps_its_column(tmp_path: Path):
    people = tmp_path / "people.csv"
    people.write_text("customer id,first name\n1,Anna\n2,Ewa\n")
    opened = tmp_path / "opened.csv"
    opened.write_text(
        "event,customer_id,timestamp,campaign,machine\n"
        "message_opened,1,2026-05-01T10:00:00Z,Spring,true\n"
        "message_opened,2,2026-05-01T10:00:00Z,Spring,false\n"
    )
    with clientela.create(tmp_path / "shop") as shop:
        shop.import_file(people, "customers", as_of=RECEIVED)
        shop.import_file(opened, "events", as_of=RECEIVED)
        members = shop.segment("opened campaign 'Spring'").members(as_of=RECEIVED).to_arrow()
        rows = shop.store.engine.rows("SELECT machine, properties FROM events ORDER BY machine DESC")
    assert members.column("external_id").to_pylist() == ["2"]
    assert rows == [(True, None), (False, None)]


@pytest.mark.parametrize("kind", ["companies", "products", "deals"])
def test_things_without_number_and_name_are_known_by_their_rows(tmp_path: Path, kind: str):
    things = tmp_path / "things.csv"
    things.write_text("shade,size\nred,4\nblue,5\nred,4\n")
    with clientela.create(tmp_path / "shop") as shop:
        first = shop.import_file(things, kind, as_of=RECEIVED)
        again = shop.import_file(things, kind, as_of=RECEIVED + dt.timedelta(days=1))
    assert (first.imported, first.rejected, sum(first.created.values())) == (3, 0, 3)
    assert (again.imported, again.unchanged, sum(again.created.values())) == (0, 3, 0)
