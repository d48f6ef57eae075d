"""Imports taken back: the store is as if they had never been, or stays as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from clientela.catalog.firm import FirmCatalog
from clientela.collect.history import past_import, past_imports, rejects_of
from clientela.collect.identity.merging import merge, unmerge
from clientela.collect.importing import import_file
from clientela.collect.report import ImportReport
from clientela.collect.undoing import plan_undoing, undo
from clientela.errors import CannotUndoError, UnknownNameError
from clientela.store.schema import ENTITIES, TABLES
from clientela.store.store import Store
from clientela.store.tables import DERIVED

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
CATALOG = FirmCatalog()
EVERY = ("customer", "company", "deal", "product")
Contents = dict[str, list[tuple[object, ...]]]


class Desk:
    """A folder and a store to import into; every import arrives a day after the one before."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder, self.day = store, folder, 0

    def bring(self, text: str, kind: str, *, name: str = "file.csv", **options: object) -> ImportReport:
        path = self.folder / name
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
        self.day += 1
        at = options.pop("as_of", START + dt.timedelta(days=self.day))
        report = import_file(self.store, CATALOG, path, kind, as_of=at, country="PL", **options)  # type: ignore[arg-type]
        assert report.is_balanced()
        return report

    def undo(self, report: ImportReport) -> None:
        undo(self.store, report.import_id, at=START + dt.timedelta(days=100))

    def refusal(self, report: ImportReport) -> str:
        before = self.contents()
        planned = plan_undoing(self.store.engine, report.import_id)
        assert planned.obstacles
        with pytest.raises(CannotUndoError) as refused:
            self.undo(report)
        assert list(refused.value.reasons) == planned.reasons()
        assert self.contents() == before
        return " / ".join(refused.value.reasons)

    def contents(self) -> Contents:
        """Every table, its columns and its rows in order, but for the log of imports and ids handed out."""
        found: Contents = {}
        for table in (*TABLES, *ENTITIES, *DERIVED):
            if table in {"imports", "settings"}:
                continue
            rows = self.store.engine.table(f"SELECT * FROM {table}")
            found[table] = [
                tuple(rows.column_names),
                *sorted((tuple(r.values()) for r in rows.to_pylist()), key=str),
            ]
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Store.in_memory({entity: CATALOG.attributes(entity) for entity in EVERY}) as opened:
        yield Desk(opened, tmp_path)


PEOPLE = """
    customer_id,first_name,last_name,email,phone,birthday,country,city,company,created_at
    1,Anna,Nowak,Anna@Mail.example,600 100 200,03.02.1990,Polska,,Alfa,2020-01-01
    2,Jan,Kowalski,jan@mail.example,,03.04.1985,Poland,Opole,,2020-01-01
    3,Ewa,Lis,,,,PL,,Beta,
    """
MORE_PEOPLE = """
    customer_id,first_name,last_name,email,phone,birthday,country,city,company,created_at,color,interests
    1,Anna,Wilk,anna@mail.example,+48 600100200,1990-02-03,PL,Gdańsk,Gamma,2019-05-05,red,yoga;chess
    2,Jan,Kowalski,jan.k@mail.example,601 601 601,03.04.1985,Poland,Opole,Alfa,,blue,
    4,Ola,Bąk,OLA@mail.example,602 602 602,,Polska,Łódź,Delta,,,music
    """
ORDERS = """
    order_id,customer,date,total,currency
    A1,1,2025-01-03,10.50,PLN
    A2,2,2025-01-04,20,PLN
    A3,9,2024-12-24,7,PLN
    """
LINES = """
    InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID
    A1,X,2,2025-01-01 10:00:00,1.255,1
    A1,Y,1,2025-01-01 10:00:00,3,1
    B7,Y,1,2023-01-01 10:00:00,3,3
    C8,Y,-1,2025-01-05 10:00:00,3,10
    """
EVENTS = """
    kind,email,date,seats,phone
    webinar_joined,jan@mail.example,2025-02-01,3,601601601
    webinar_joined,new@mail.example,2025-02-02,1,
    page_viewed,anna@mail.example,2020-02-03,,
    """
DEALS = """
    deal_id,customer,company,status,created,closed,amount,product
    D1,1,Alfa,Won,2025-01-01,2025-02-01,100,shirt
    D2,new@mail.example,Zeta,lost,2025-01-01,2025-03-01,50,Shirt
    D3,2,,open,2025-01-05,,70,cap
    """
MORE_DEALS = """
    deal_id,customer,company,status,created,closed,amount,product
    D1,1,Alfa,Won,2025-01-01,2025-02-05,120,shirt
    D3,3,Beta,lost,2025-01-05,2025-04-04,70,cap
    D4,2,Alfa,open,2025-05-05,,9,cap
    """
PRODUCTS = """
    sku,name,category,price
    X,Shirt,clothes,10
    Y,Cap,clothes,5
    """
CONSENTS = """
    email,channel,consent,date
    jan@mail.example,email,yes,2025-01-01
    anna@mail.example,sms,no,2025-01-02
    other@mail.example,email,yes,2025-01-02
    """
SURVEY = """
    email,date,How likely are you to recommend us?,Why?
    jan@mail.example,2025-03-03,9,quick
    fresh@mail.example,2025-03-04,3,slow
    """
REVIEWS = """
    order_id,rating,review,date
    A1,5,good,2025-02-02
    A2,1,bad,2025-02-03
    """
COMPANIES = """
    company_id,name,industry,employees
    Alfa,Alfa S.A.,retail,12
    Omega,Omega,food,3
    """
STEPS = (
    ("customers", PEOPLE),
    ("products", PRODUCTS),
    ("orders", ORDERS),
    ("customers", MORE_PEOPLE),
    ("companies", COMPANIES),
    ("order-lines", LINES),
    ("events", EVENTS),
    ("deals", DEALS),
    ("deals", MORE_DEALS),
    ("consents", CONSENTS),
    ("surveys", SURVEY),
    ("reviews", REVIEWS),
)


@pytest.mark.parametrize("chunk_rows", [1, 1000])
def test_imports_of_every_kind_are_undone_step_by_step(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, chunk_rows: int
) -> None:
    monkeypatch.setattr("clientela.collect.files.delimited.BATCH_ROWS", 1)
    stages = [desk.contents()]
    reports = []
    for place, (kind, text) in enumerate(STEPS):
        reports.append(desk.bring(text, kind, name=f"{place}-{kind}.csv", chunk_rows=chunk_rows))
        assert reports[-1].imported, kind
        stages.append(desk.contents())
        assert stages[-1] != stages[-2]
    for report, before in zip(reversed(reports), reversed(stages[:-1]), strict=True):
        desk.undo(report)
        assert desk.contents() == before, report.kind


@pytest.mark.parametrize("place", range(len(STEPS)))
def test_import_undone_can_be_made_again_with_the_same_result(desk: Desk, place: int) -> None:
    for kind, text in STEPS[:place]:
        desk.bring(text, kind, name=f"{kind}.csv")
    kind, text = STEPS[place]
    at = START + dt.timedelta(days=50)
    first = desk.bring(text, kind, name=f"{place}-again.csv", as_of=at)
    told = {name: getattr(first, name) for name in ("imported", "unchanged", "created", "changed", "events")}
    desk.undo(first)
    again = desk.bring(text, kind, name=f"{place}-again.csv", as_of=at)
    assert {name: getattr(again, name) for name in told} == told


def test_merge_of_an_import_is_undone_exactly(desk: Desk) -> None:
    desk.bring("customer_id,email,city\n1,a@x.example,Vic\n", "customers", name="one.csv")
    desk.bring("email,phone,city,country\nb@x.example,600100200,Olot,ES\n", "customers", name="two.csv")
    desk.bring("order_id,email,date,total\n7,b@x.example,2025-01-01,5\n", "orders", name="three.csv")
    desk.bring("email,channel,consent,date\nb@x.example,email,yes,2025-01-01\n", "consents", name="c.csv")
    before = desk.contents()
    report = desk.bring(
        "customer_id,email,phone\n1,a@x.example,600100200\n1,b@x.example,\n", "customers", name="proof.csv"
    )
    assert len(report.merges) == 1
    assert len(desk.contents()["customers"]) == len(before["customers"]) - 1
    desk.undo(report)
    assert desk.contents() == before


def test_plan_says_what_undoing_then_does(desk: Desk) -> None:
    desk.bring(PEOPLE, "customers", name="people.csv")
    report = desk.bring(MORE_PEOPLE, "customers", name="more.csv")
    before = desk.contents()
    plan = plan_undoing(desk.store.engine, report.import_id)
    assert desk.contents() == before
    assert plan.undone.removed == {"company": 2, "customer": 1}
    assert plan.undone.restored == {"customer": 2}
    assert plan.undone.fields == ("customer.color",)
    done = undo(desk.store, report.import_id, at=START)
    assert done.undone == plan.undone
    assert past_import(desk.store.engine, report.import_id).undone_at == START


def test_later_import_that_changes_the_same_value_stands_in_the_way(desk: Desk) -> None:
    people = desk.bring(PEOPLE, "customers", name="people.csv")
    more = desk.bring("customer_id,city\n3,Radom\n", "customers", name="more.csv")
    latest = desk.bring("customer_id,city\n3,Kielce\n", "customers", name="latest.csv")
    assert "«latest.csv»" in desk.refusal(more)
    assert "«more.csv»" in desk.refusal(people)
    desk.undo(latest)
    desk.undo(more)
    desk.undo(people)
    assert desk.store.engine.rows("SELECT * FROM customers") == []


def test_later_import_of_something_else_does_not_stand_in_the_way(desk: Desk) -> None:
    desk.bring(PEOPLE, "customers", name="people.csv")
    desk.bring("customer_id,postcode\n3,10-100\n", "customers", name="codes.csv")
    wrong = desk.bring("customer_id,city\n3,Radom\n2,Kielce\n", "customers", name="cities.csv")
    desk.bring("customer_id,gender\n3,female\n", "customers", name="gender.csv")
    desk.undo(wrong)
    assert desk.store.engine.rows("SELECT city, postcode, gender FROM customers ORDER BY external_id") == [
        (None, None, None),
        ("Opole", None, None),
        (None, "10-100", "female"),
    ]


def test_orders_of_customers_stand_in_the_way_of_undoing_the_customers(desk: Desk) -> None:
    people = desk.bring(PEOPLE, "customers", name="people.csv")
    orders = desk.bring(ORDERS, "orders", name="orders.csv")
    assert "2 records of «orders.csv»" in desk.refusal(people)
    desk.undo(orders)
    desk.undo(people)


def test_lines_added_to_an_order_later_stand_in_the_way(desk: Desk) -> None:
    first = desk.bring(LINES, "order-lines", name="first.csv")
    later = desk.bring(
        "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\nB7,Z,1,2023-01-02 10:00:00,4,3\n",
        "order-lines",
        name="later.csv",
    )
    assert later.revised_orders == 1
    assert "«later.csv»" in desk.refusal(first)
    desk.undo(later)
    assert desk.store.engine.rows(
        "SELECT CAST(amount AS DOUBLE) FROM events WHERE event_id = 'order_completed:B7'"
    ) == [(3.0,)]
    desk.undo(first)
    assert desk.contents()["events"] == [tuple(TABLES["events"])]


def test_kind_of_event_that_others_use_stands_in_the_way(desk: Desk) -> None:
    first = desk.bring("kind,email,date,seats\njoined,a@x.example,2025-01-01,3\n", "events", name="first.csv")
    desk.bring("kind,email,date,seats\njoined,b@x.example,2025-01-01,3\n", "events", name="second.csv")
    assert "1 event of «second.csv» needs joined" in desk.refusal(first)


def test_merge_by_hand_stands_in_the_way_until_it_is_undone(desk: Desk) -> None:
    report = desk.bring(PEOPLE, "customers", name="people.csv")
    engine = desk.store.engine
    ids = [number for (number,) in engine.rows("SELECT customer_id FROM customers ORDER BY 1")]
    merge(engine, ids[0], ids[1], at=START, reason="by hand")
    assert "merged" in desk.refusal(report)
    unmerge(engine, ids[0], at=START)
    assert "merged" in desk.refusal(report)


def test_erased_customer_leaves_no_trace_in_what_undoing_needs(desk: Desk) -> None:
    desk.bring(PEOPLE, "customers", name="people.csv")
    report = desk.bring(MORE_PEOPLE, "customers", name="more.csv")
    [(anna,)] = desk.store.engine.rows("SELECT customer_id FROM customers WHERE external_id = '1'")
    desk.store.erase_person(anna)
    kept = str(desk.store.engine.rows("SELECT * FROM import_rows")) + str(
        desk.store.engine.rows("SELECT * FROM import_cells")
    )
    assert "Gda" not in kept
    assert "anna" not in kept.lower()
    desk.undo(report)
    assert desk.store.engine.rows("SELECT external_id, last_name, city FROM customers ORDER BY 1") == [
        ("2", "Kowalski", "Opole"),
        ("3", "Lis", None),
    ]


def test_broken_off_import_is_undone_and_begins_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clientela.collect.files.delimited.BATCH_ROWS", 1)
    before = desk.contents()

    def stop(rows: int, done: int, total: int) -> None:
        if rows == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.bring(ORDERS, "orders", name="orders.csv", chunk_rows=1, progress=stop)
    (broken,) = past_imports(desk.store.engine)
    assert broken.finished_at is None
    assert desk.contents() != before
    undo(desk.store, broken.import_id, at=START)
    assert desk.contents() == before
    again = desk.bring(ORDERS, "orders", name="orders.csv")
    assert (again.imported, again.resumed_at) == (3, 0)


def test_import_undone_twice_is_refused(desk: Desk) -> None:
    report = desk.bring(PRODUCTS, "products")
    desk.undo(report)
    assert desk.refusal(report) == "it has been undone already"
    with pytest.raises(UnknownNameError):
        plan_undoing(desk.store.engine, 99)


def test_two_files_of_one_name_and_instant_are_refused(desk: Desk) -> None:
    one = desk.bring(ORDERS, "orders", name="orders.csv", as_of=START)
    desk.bring(ORDERS.replace("A", "B"), "orders", name="orders.csv", as_of=START)
    assert "same instant" in desk.refusal(one)


def test_import_of_an_older_version_is_undone_where_it_only_added(desk: Desk) -> None:
    before = desk.contents()
    products = desk.bring(PRODUCTS, "products", name="products.csv")
    desk.store.engine.execute("UPDATE imports SET journaled = NULL")
    for table in ("import_rows", "import_cells"):
        desk.store.engine.execute(f"DELETE FROM {table}")
    desk.undo(products)
    assert desk.contents() == before
    people = desk.bring(PEOPLE, "customers", name="people.csv")
    orders = desk.bring(ORDERS, "orders", name="orders.csv")
    events = desk.bring(EVENTS, "events", name="events.csv")
    desk.bring(MORE_PEOPLE, "customers", name="more.csv")
    consents = desk.bring(CONSENTS, "consents", name="consents.csv")
    desk.store.engine.execute("UPDATE imports SET journaled = NULL")
    assert "did change some" in desk.refusal(events)
    assert "it did change some" in desk.refusal(consents)
    desk.undo(orders)
    assert desk.refusal(people)


def test_later_import_that_found_things_known_is_named(desk: Desk) -> None:
    desk.bring("customer_id,email\n1,a@x.example\n2,b@x.example\n9,c@x.example\n", "customers", name="p.csv")
    first = desk.bring(ORDERS, "orders", name="january.csv")
    second = desk.bring(ORDERS + "    A4,1,2025-02-01,3,PLN\n", "orders", name="february.csv")
    plan = plan_undoing(desk.store.engine, first.import_id)
    assert [each.import_id for each in plan.later] == [second.import_id]


def test_imports_are_listed_with_what_they_did_and_rejected(desk: Desk, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    text = ORDERS + "    A5,1,=soon,3,PLN\n"
    report = desk.bring(text, "orders", name="orders.csv", rejects=rejects)
    desk.bring(PRODUCTS, "products", name="products.csv")
    found = past_imports(desk.store.engine)
    assert [(each.file, each.kind) for each in found] == [
        ("products.csv", "products"),
        ("orders.csv", "orders"),
    ]
    assert found[1].report == report
    assert [(p.row, p.field, p.value) for p in rejects_of(found[1])] == [(5, "date", "=soon")]
    desk.bring("order_id,customer,date,total\nA9,1,never,1\n", "orders", name="orders.csv", rejects=rejects)
    assert [p.value for p in rejects_of(past_import(desk.store.engine, report.import_id))] == ["=soon"]
    assert [each.import_id for each in past_imports(desk.store.engine, limit=1, beyond=2)] == [1]
