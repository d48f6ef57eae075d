"""Importing small files: every row accounted for, nothing twice, nothing half."""

from __future__ import annotations

import csv
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

import clientela
from clientela.catalog.firm import FirmCatalog
from clientela.collect.identity.merging import unmerge
from clientela.collect.importing import import_file
from clientela.collect.mapping.definition import ColumnMapping, KindRule, Mapping
from clientela.collect.mapping.proposing import propose_mapping
from clientela.collect.report import ImportReport
from clientela.errors import ClientelaError, ImportFileError, UnknownNameError
from clientela.rules.types import ValueType
from clientela.store.schema import ENTITIES, TABLES
from clientela.store.store import Store

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
CATALOG = FirmCatalog()
EVERY = ("customer", "company", "deal", "product")


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory({entity: CATALOG.attributes(entity) for entity in EVERY}) as opened:
        yield opened


class Desk:
    """A folder and a store to import into."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder

    def bring(self, text: str, kind: str, *, name: str = "file.csv", **options: object) -> ImportReport:
        path = self.folder / name
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
        at = options.pop("at", AT)
        report = import_file(self.store, CATALOG, path, kind, as_of=at, **options)  # type: ignore[arg-type]
        assert report.is_balanced()
        return report

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        return self.store.engine.rows(sql)

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        return {table: sorted(self.ask(f"SELECT * FROM {table}"), key=str) for table in (*TABLES, *ENTITIES)}


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


PEOPLE = """
    Nr klienta,Imię,Nazwisko,E-mail klienta,Telefon,Data urodzenia,Kraj
    1,Anna,Nowak,Anna@Mail.example,600 100 200,1990-02-03,Polska
    2,Jan,Kowalski,jan@mail.example,,03.04.1985,Poland
    """
LINES = """
    InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID
    100,A,2,2025-01-01 10:00:00,1.255,7.0
    100,B,1,2025-01-01 10:00:00,3,7.0
    100,B,1,2025-01-01 10:00:00,3,7.0
    C101,A,-1,2025-01-05 10:00:00,1.255,7.0
    102,A,1,2025-01-06 10:00:00,2,
    103,A,x,2025-01-07 10:00:00,2,8.0
    104,A,1,soon,2,8.0
    """


def test_customers_land_normalised(desk: Desk) -> None:
    report = desk.bring(PEOPLE, "customers", country="PL")
    assert (report.read, report.imported, report.created["customer"]) == (2, 2, 2)
    assert desk.ask(
        "SELECT external_id, first_name, email, phone, CAST(birthday AS VARCHAR), country "
        "FROM customers ORDER BY 1"
    ) == [
        ("1", "Anna", "anna@mail.example", "+48600100200", "1990-02-03", "PL"),
        ("2", "Jan", "jan@mail.example", None, "1985-04-03", "PL"),
    ]


def test_customers_twice_change_nothing(desk: Desk) -> None:
    desk.bring(PEOPLE, "customers", country="PL")
    before = desk.contents()
    report = desk.bring(PEOPLE, "customers", country="PL")
    assert (report.unchanged, report.imported, report.changed["customer"]) == (2, 0, 0)
    unlike = {"imports", "settings"}
    after = desk.contents()
    assert {t: rows for t, rows in after.items() if t not in unlike} == {
        t: rows for t, rows in before.items() if t not in unlike
    }


def test_customers_changed_row_counts_once(desk: Desk) -> None:
    desk.bring(PEOPLE, "customers", country="PL")
    report = desk.bring(PEOPLE.replace("Nowak", "Lis"), "customers", country="PL")
    assert (report.imported, report.unchanged, report.changed["customer"]) == (1, 1, 1)
    assert desk.ask(
        "SELECT attribute, value FROM attribute_changes WHERE attribute = 'last_name' ORDER BY \"at\""
    ) == [
        ("last_name", "Nowak"),
        ("last_name", "Lis"),
    ]


def test_order_lines_become_lines_and_orders(desk: Desk) -> None:
    report = desk.bring(LINES, "order-lines")
    # Line 7 has no readable quantity: it is imported with its price alone left without an amount.
    assert (report.read, report.rejected, report.imported) == (7, 2, 5)
    assert desk.ask(
        "SELECT kind, ref, amount, quantity FROM events WHERE kind LIKE 'order%' ORDER BY ref"
    ) == [
        ("order_completed", "100", Decimal("8.5100"), Decimal("4.0000")),
        ("order_completed", "103", None, None),
        ("order_refunded", "C101", Decimal("1.2550"), Decimal("1.0000")),
    ]
    assert desk.ask("SELECT kind, count(*) FROM events WHERE kind LIKE 'prod%' GROUP BY 1 ORDER BY 1") == [
        ("product_bought", 4),
        ("product_returned", 1),
    ]


def test_order_lines_again_with_rows_appended_add_only_those(desk: Desk) -> None:
    desk.bring(LINES, "order-lines")
    more = dedent(LINES) + "100,B,1,2025-01-01 10:00:00,3,7.0\n105,A,1,2025-02-01 10:00:00,2,9\n"
    report = desk.bring(more, "order-lines")
    assert (report.imported, report.unchanged, report.revised_orders) == (2, 5, 1)
    assert report.events == {"product_bought": 2, "order_completed": 1}
    assert desk.ask("SELECT amount FROM events WHERE event_id = 'order_completed:100'") == [
        (Decimal("11.5100"),)
    ]


@pytest.mark.parametrize("chunk_rows", [1, 2, 3, 1000])
def test_order_lines_ids_do_not_depend_on_chunks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, chunk_rows: int
) -> None:
    monkeypatch.setattr("clientela.collect.files.delimited.BATCH_ROWS", 1)
    desk.bring(LINES, "order-lines", chunk_rows=chunk_rows)
    again = desk.bring(LINES, "order-lines", chunk_rows=2)
    assert (again.imported, again.unchanged) == (0, 5)


def test_rejected_rows_go_to_a_file_with_reason_and_cure(desk: Desk) -> None:
    rejects = desk.folder / "rejects.csv"
    report = desk.bring(LINES, "order-lines", rejects=rejects)
    with rejects.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["line"], row["field"], row["value"], row["row left out"]) for row in rows] == [
        ("7", "Quantity", "x", "no"),
        ("8", "InvoiceDate", "soon", "yes"),
        ("6", "CustomerID", "", "yes"),
    ]
    assert all(row["reason"] and row["cure"] for row in rows)
    assert (report.rejected, report.cells_left_out) == (2, 1)


def test_rejects_file_cannot_hold_formulas(desk: Desk) -> None:
    rejects = desk.folder / "rejects.csv"
    desk.bring("customer_id,date,total\n1,=cmd(),3\n" + "1,2025-01-01,2\n" * 9, "orders", rejects=rejects)
    assert "'=cmd()" in rejects.read_text(encoding="utf-8")


def test_dry_run_says_the_same_and_leaves_every_table(desk: Desk) -> None:
    desk.bring(PEOPLE, "customers", country="PL")
    before = desk.contents()
    text = (
        PEOPLE.replace("Kraj", "Ulubiony kolor").replace("Polska", "red")
        + "    3,Ewa,Lis,e@x.example,,,blue\n"
    )
    promised = desk.bring(text, "customers", country="PL", dry_run=True)
    assert desk.contents() == before
    done = desk.bring(text, "customers", country="PL")
    assert (promised.dry_run, done.dry_run) == (True, False)
    assert replace(promised, dry_run=False) == done
    assert done.new_fields == ["ulubiony_kolor"]


def test_orders_find_customers_by_mail_and_create_the_unknown(desk: Desk) -> None:
    desk.bring(PEOPLE, "customers", country="PL")
    report = desk.bring(
        "order_id,email,date,total\n1,ANNA@mail.example,2025-01-01,10\n2,new@mail.example,2025-01-02,5\n",
        "orders",
    )
    assert report.created["customer"] == 1
    assert desk.ask(
        "SELECT c.external_id, c.email, e.ref FROM events e "
        "JOIN customers c USING (customer_id) ORDER BY e.ref"
    ) == [("1", "anna@mail.example", "1"), (None, "new@mail.example", "2")]


def test_orders_status_decides_the_kind(desk: Desk) -> None:
    report = desk.bring(
        "order id,customer id,date,total,status\n"
        "1,1,2025-01-01,5,paid\n2,1,2025-01-02,6,cancelled\n3,1,2025-01-03,7,Refunded\n",
        "orders",
    )
    assert report.events == {"order_completed": 1, "order_cancelled": 1, "order_refunded": 1}


def test_customer_proved_the_same_is_merged_and_can_be_taken_apart(desk: Desk) -> None:
    desk.bring("email,date,total\nanna@mail.example,2025-01-01,10\n", "orders", name="a.csv")
    desk.bring("customer id,date,total\n1,2025-02-01,20\n", "orders", name="b.csv")
    before = desk.contents()
    report = desk.bring("customer id,email\n1,anna@mail.example\n", "customers", name="c.csv")
    ((winner, loser, why),) = report.merges
    assert why == "the same email anna@mail.example"
    assert desk.ask("SELECT customer_id, count(*) FROM events GROUP BY 1") == [(winner, 2)]
    assert unmerge(desk.store.engine, winner, at=AT) == loser
    assert desk.ask("SELECT event_id, customer_id FROM events ORDER BY 1") == sorted(
        (row[0], row[1]) for row in before["events"]
    )
    assert len(desk.ask("SELECT 1 FROM customers")) == 2


def test_unmerge_without_a_merge_says_so(desk: Desk) -> None:
    desk.bring(PEOPLE, "customers")
    with pytest.raises(ClientelaError, match="has no merge to undo"):
        unmerge(desk.store.engine, 1, at=AT)


def test_shared_address_does_not_merge_people(desk: Desk) -> None:
    report = desk.bring(
        "customer id,name,email\n1,Anna Nowak,office@firm.example\n2,Jan Lis,office@firm.example\n",
        "customers",
    )
    assert (report.created["customer"], report.merges) == (2, [])
    assert len(report.conflicts) == 2


def test_company_and_people_are_tied(desk: Desk) -> None:
    desk.bring("company,employees\nAcme,60\n", "companies", name="c.csv")
    desk.bring("customer id,company\n1,Acme\n2,Bolt\n", "customers", name="p.csv")
    assert desk.ask(
        "SELECT c.external_id, f.name FROM customers c JOIN companies f USING (company_id) ORDER BY 1"
    ) == [
        ("1", "Acme"),
        ("2", "Bolt"),
    ]


def test_deals_close_in_the_past(desk: Desk) -> None:
    report = desk.bring(
        """
        deal id,customer id,status,created,close date,value,lost reason
        D1,1,Lost,2025-01-01,2025-02-01,100,price too high
        D2,1,w toku,2025-01-05,,50,
        """,
        "deals",
    )
    assert report.events == {"deal_created": 2, "deal_lost": 1}
    assert desk.ask(
        "SELECT value, CAST(\"at\" AS DATE)::VARCHAR FROM attribute_changes WHERE attribute = 'status' "
        'AND NOT assumed ORDER BY "at"'
    ) == [("open", "2025-01-01"), ("lost", "2025-02-01")]
    assert desk.ask("SELECT external_id, status FROM deals ORDER BY 1") == [("D1", "lost"), ("D2", "open")]


def test_consents_in_words_of_any_language(desk: Desk) -> None:
    desk.bring("customer id,channel,zgoda,date\n1,Email,tak,2025-01-01\n1,SMS,nie,2025-01-02\n", "consents")
    assert desk.ask("SELECT channel, purpose, state FROM consents ORDER BY 1") == [
        ("email", "marketing", "given"),
        ("sms", "marketing", "withdrawn"),
    ]


def test_wide_survey_gives_one_event_an_answer(desk: Desk) -> None:
    report = desk.bring(
        "customer id,date,tasty,score_of_service\n1,2025-01-01,yes,7\n2,2025-01-01,no,\n",
        "surveys",
        name="visit.csv",
    )
    assert report.events == {"survey_answered": 3}
    assert desk.ask("SELECT survey, score, text FROM events ORDER BY customer_id, text") == [
        ("visit", Decimal(7), "7"),
        ("visit", Decimal(1), "yes"),
        ("visit", Decimal(0), "no"),
    ]


def test_events_kinds_come_from_their_column(desk: Desk) -> None:
    report = desk.bring(
        "user id,event,timestamp,url\n"
        "1,Page Viewed,2025-01-01T10:00:00+01:00,/a\n1,Signed Up,2025-01-01 11:00,\n",
        "events",
        zone="Europe/Madrid",
    )
    assert report.events == {"page_viewed": 1, "signed_up": 1}
    assert desk.ask("SELECT kind, strftime(\"at\", '%H:%M'), properties FROM events ORDER BY 1") == [
        ("page_viewed", "09:00", '{"url":"/a"}'),
        ("signed_up", "10:00", None),
    ]


def test_special_categories_are_quarantined(desk: Desk) -> None:
    report = desk.bring("customer id,religion,city\n1,catholic,Kraków\n", "customers")
    assert report.quarantined == ["religion"]
    assert "religion" not in {row[0] for row in desk.ask("DESCRIBE customers")}


def test_mapping_for_another_kind_is_refused(desk: Desk) -> None:
    with pytest.raises(ImportFileError, match="the mapping is for customers, not for orders"):
        desk.bring("a,b\n1,2\n", "orders", mapping=Mapping("customers", ()))


def test_mapping_with_an_absent_column_names_the_near_one(desk: Desk) -> None:
    mapping = Mapping("customers", (ColumnMapping("emial", "email"),))
    with pytest.raises(ImportFileError, match="did you mean 'email'"):
        desk.bring("email\nx@x.example\n", "customers", mapping=mapping)


def test_unknown_kind_suggests(desk: Desk) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'orders'"):
        desk.bring("a\n1\n", "order")


def test_values_rules_and_constants_of_a_mapping(desk: Desk) -> None:
    mapping = Mapping(
        "events",
        (ColumnMapping("who", "customer"), ColumnMapping("what", "channel", values={"W": "web"}),
         ColumnMapping("cents", "amount", type=ValueType.MONEY, factor="0.01")),
        constants={"category": "x"},
        event_kind="note_added",
        kinds=(KindRule("what", "call_logged", values=("phone",)),),
    )  # fmt: skip
    desk.bring("who,what,cents\n1,W,1250\n1,phone,5\n", "events", mapping=mapping)
    assert desk.ask("SELECT kind, channel, category, amount FROM events ORDER BY 1") == [
        ("call_logged", "phone", "x", Decimal("0.05")),
        ("note_added", "web", "x", Decimal("12.50")),
    ]


CHILD = """
import datetime as dt, sys
from pathlib import Path
from clientela.catalog.firm import FirmCatalog
from clientela.collect.importing import import_file
from clientela.store.store import Store
catalog = FirmCatalog()
attributes = {entity: catalog.attributes(entity) for entity in ("customer", "company", "deal", "product")}
folder = Path(sys.argv[1])
with Store.open(folder / "store.duckdb", attributes) as store:
    import_file(store, catalog, folder / "big.csv", "order-lines",
                as_of=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
                chunk_rows=65_536, progress=lambda rows, done, total: print(rows, flush=True))
"""


def test_killed_import_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    lines = [f"{n // 4},SKU{n % 50},1,2025-01-01 10:00:00,1.5,{n % 999}\n" for n in range(400_000)]
    (tmp_path / "big.csv").write_text(
        "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n" + "".join(lines)
    )
    attributes = {entity: CATALOG.attributes(entity) for entity in EVERY}
    Store.create(tmp_path / "store.duckdb", attributes).close()
    _run_and_kill(tmp_path)
    with Store.open(tmp_path / "store.duckdb", attributes) as store:
        report = import_file(store, CATALOG, tmp_path / "big.csv", "order-lines", as_of=AT, chunk_rows=65_536)
        assert report.is_balanced()
        assert 0 < report.resumed_at < 400_000
        assert (report.read, report.imported) == (400_000, 400_000)
        assert store.engine.rows(
            "SELECT kind, count(*), count(DISTINCT event_id) FROM events "
            "WHERE kind = 'product_bought' GROUP BY 1"
        ) == [("product_bought", 400_000, 400_000)]


def _run_and_kill(folder: Path) -> None:
    """Kill the child once it has read past its first chunks."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        for line in child.stdout:
            if int(line) >= 200_000:
                time.sleep(0.05)
                break
        os.kill(child.pid, signal.SIGKILL)
    finally:
        child.wait(timeout=30)
        child.stdout.close()


REVIEWS = """\
    review_id,customer_id,item,stars,review date,Recommended IND,Agente,product
    r1,1,A,5,2025-01-01,yes,Marta,Shoe
    r2,2,B,1,2025-01-02,no,,Shirt
"""


def test_columns_of_built_in_kinds_can_be_used_in_rules(tmp_path: Path) -> None:
    with clientela.create(tmp_path / "firm") as workspace:
        (tmp_path / "reviews.csv").write_text(dedent(REVIEWS))
        workspace.import_file(tmp_path / "reviews.csv", "reviews", as_of=AT)
        asked = {
            rule: workspace.segment(rule).count(AT).count
            for rule in (
                "did review_written where recommended_ind = true",
                "did review_written where (recommended_ind = false and stars <= 2)",
                "did review_written where agent = 'Marta'",
                "did review_written where product = 'Shoe'",
            )
        }
    assert list(asked.values()) == [1, 1, 1, 1]
    with clientela.open(tmp_path / "firm") as workspace:
        assert workspace.segment("did review_written where recommended_ind = true").count(AT).count == 1


def test_own_kinds_of_a_column_are_known_with_their_fields(desk: Desk) -> None:
    desk.bring(
        "event,customer_id,date,weight,tailor\n"
        "Fitting done,1,2025-01-01,1.5,\nnote_added,1,2025-01-02,,Ana\n",
        "events",
    )
    assert desk.ask("SELECT name, fields FROM custom_event_kinds ORDER BY name") == [
        ("fitting_done", '{"weight": "decimal"}'),
        ("note_added", '{"tailor": "text"}'),
    ]


def test_message_events_keep_machine_and_message_id_in_their_columns(desk: Desk) -> None:
    desk.bring(
        "event,customer_id,timestamp,message_id,machine\nmessage_opened,1,2025-01-01 10:00:00,m1,true\n",
        "events",
    )
    assert desk.ask("SELECT ref, machine, properties FROM events") == [("m1", True, None)]


def test_property_with_another_type_than_before_is_refused(desk: Desk) -> None:
    desk.bring("event,customer_id,date,weight\nfitting_done,1,2025-01-01,1.5\n", "events")
    columns = {"event": "kind", "customer_id": "customer", "date": "at", "weight": "custom:weight"}
    types = {"date": ValueType.INSTANT}
    mapping = Mapping(
        "events", tuple(ColumnMapping(c, t, types.get(c, ValueType.TEXT)) for c, t in columns.items())
    )
    with pytest.raises(ImportFileError, match="'custom:weight' is text in the mapping, but events keep"):
        desk.bring(
            "event,customer_id,date,weight\nfitting_done,1,2025-01-01,heavy\n", "events", mapping=mapping
        )


def test_what_reading_changed_is_kept_as_it_was_written(desk: Desk) -> None:
    desk.bring(PEOPLE, "customers", country="PL")
    asked = (
        "SELECT c.external_id, o.attribute, o.value FROM originals o JOIN customers c ON c.customer_id = o.id"
    )
    assert desk.ask(f"{asked} WHERE o.entity = 'customer' ORDER BY ALL") == [
        ("1", "country", "Polska"),
        ("1", "email", "Anna@Mail.example"),
        ("1", "phone", "600 100 200"),
        ("2", "birthday", "03.04.1985"),
        ("2", "country", "Poland"),
    ]


def test_kept_text_goes_when_the_next_file_writes_the_value_itself(desk: Desk) -> None:
    desk.bring("customer id,email,country\n1,A@mail.example,Polska\n", "customers", name="a.csv")
    desk.bring("customer id,email,country\n1,a@mail.example,\n", "customers", name="b.csv")
    assert desk.ask("SELECT attribute, value, source FROM originals") == [
        ("country", "Polska", "import:a.csv")
    ]


def test_money_of_deals_is_kept_as_it_was_written(desk: Desk) -> None:
    desk.bring('deal id,amount,created\nD1,"1.234,50 zł",2025-01-01\nD2,"7,25",2025-01-01\n', "deals")
    assert desk.ask("SELECT external_id, amount FROM deals ORDER BY 1") == [
        ("D1", Decimal("1234.5000")),
        ("D2", Decimal("7.2500")),
    ]
    assert desk.ask("SELECT attribute, value FROM originals ORDER BY 2") == [
        ("amount", "1.234,50 zł"),
        ("amount", "7,25"),
    ]


def test_phone_is_read_by_the_country_of_its_row_then_of_its_customer(desk: Desk) -> None:
    desk.bring(
        """
        customer id,phone,country
        1,798 668 496,Polska
        2,0721 234 567,România
        3,612 345 678,
        4,+40 721 234 568,Polska
        5,,Polska
        """,
        "customers",
        country="ES",
    )
    desk.bring("customer id,phone,date,total\n5,600 100 200,2025-01-01,3\n", "orders", country="ES")
    assert desk.ask("SELECT external_id, phone FROM customers ORDER BY 1") == [
        ("1", "+48798668496"),
        ("2", "+40721234567"),
        ("3", "+34612345678"),
        ("4", "+40721234568"),
        ("5", "+48600100200"),
    ]


def test_gender_letters_mean_what_the_others_of_the_column_say(desk: Desk) -> None:
    desk.bring("customer id,sexo\n1,H\n2,M\n", "customers")
    assert desk.ask("SELECT external_id, gender FROM customers ORDER BY 1") == [
        ("1", "male"),
        ("2", "female"),
    ]


def _merged(desk: Desk) -> tuple[int, int]:
    desk.bring("email,date,total\nAnna@mail.example,2025-01-01,10\n", "orders", name="a.csv")
    desk.bring("customer id,date,total\n1,2025-02-01,20\n", "orders", name="b.csv")
    ids = dict(desk.ask("SELECT coalesce(external_id, email), customer_id FROM customers"))
    for who, segment, entered, left in (
        ("anna@mail.example", 1, "2025-01-01", "2025-02-01"),
        ("anna@mail.example", 2, "2025-01-01", None),
        ("1", 2, "2025-01-15", None),
    ):
        desk.store.engine.execute(
            "INSERT INTO memberships VALUES (?, 1, ?, ?, ?)", [segment, ids[who], entered, left]
        )
    report = desk.bring("customer id,email\n1,anna@mail.example\n", "customers", name="c.csv")
    ((winner, loser, _),) = report.merges
    return winner, loser


def test_merging_moves_memberships_and_originals_and_unmerging_returns_them(desk: Desk) -> None:
    asked = "SELECT segment_id, customer_id FROM memberships JOIN customers USING (customer_id) ORDER BY 1, 2"
    winner, loser = _merged(desk)
    assert desk.ask(asked) == [(1, winner), (2, winner)]
    assert desk.ask("SELECT id, value FROM originals") == []
    unmerge(desk.store.engine, winner, at=AT)
    assert desk.ask(asked) == sorted([(1, loser), (2, loser), (2, winner)])


def test_merged_person_is_erased_wholly(desk: Desk) -> None:
    winner, _ = _merged(desk)
    desk.store.erase_person(winner)
    for table in ("events", "customers", "identities", "memberships", "merges", "merge_moves", "originals"):
        assert desk.ask(f"SELECT count(*) FROM {table}") == [(0,)], table


def test_file_that_contradicts_itself_changes_nothing_when_imported_again(desk: Desk) -> None:
    text = "customer id,city\n1,Reus\n2,Vic\n1,Valls\n3,Olot\n1,Reus\n1,Falset\n"
    desk.bring("customer id,city\n1,Girona\n", "customers", name="before.csv")
    history = (
        "SELECT c.external_id, h.value, h.assumed FROM attribute_changes h "
        "JOIN customers c ON c.customer_id = h.id ORDER BY h.seq"
    )
    later = [("1", "Girona", True), ("1", "Falset", False)]
    for day in (2, 3, 4):
        at = AT + dt.timedelta(days=day)
        desk.bring(text, "customers", chunk_rows=1, at=at)
        assert desk.ask(history) == later
        assert desk.ask("SELECT external_id, city FROM customers ORDER BY 1") == [
            ("1", "Falset"),
            ("2", "Vic"),
            ("3", "Olot"),
        ]


def test_products_of_deals_are_spelled_as_their_list_spells_them(desk: Desk) -> None:
    desk.bring("product,series\nGTX Pro,GTX\nMG Special,MG\nM-G special,MG\n", "products", name="p.csv")
    report = desk.bring(
        "deal id,product,created\nD1,GTXPro,2025-01-01\nD2,gtx pro,2025-01-01\nD3,MGSpecial,2025-01-01\n"
        "D4,GTX Pro,2025-01-01\nD5,Other,2025-01-01\n",
        "deals",
    )
    assert desk.ask("SELECT external_id, product FROM deals ORDER BY 1") == [
        ("D1", "GTX Pro"),
        ("D2", "GTX Pro"),
        ("D3", "MGSpecial"),
        ("D4", "GTX Pro"),
        ("D5", "Other"),
    ]
    assert desk.ask("SELECT attribute, value FROM originals ORDER BY 2") == [
        ("product", "GTXPro"),
        ("product", "gtx pro"),
    ]
    assert [note for note in report.notes if note.startswith("product")] == [
        "product 'GTXPro' is read as 'GTX Pro', its name in the list of products",
        "product 'gtx pro' is read as 'GTX Pro', its name in the list of products",
    ]


@pytest.mark.parametrize("kind", ["deals", "companies", "orders", "events", "products"])
@pytest.mark.parametrize("name", ["Waluta", "Валюта", "Monedă", "Divisa", "Moneda", "Currency"])
def test_currency_is_known_in_every_language_for_every_kind(name: str, kind: str) -> None:
    proposed = propose_mapping(["id", name], {"id": ["1"], name: ["EUR"]}, kind, CATALOG)
    assert proposed.column(name).target == "currency"


def test_file_whose_columns_nothing_tells_is_refused(desk: Desk) -> None:
    with pytest.raises(
        ImportFileError, match=r"say in a mapping where each of them goes \(the file has column_1, "
    ):
        desk.bring("12,7\n13,8\n14,9\n", "customers")


def test_orders_without_a_header_are_known_by_their_values(desk: Desk) -> None:
    desk.bring("0007,1997-01-01,2,29.33\n0007,1997-01-18,2,29.73\n0009,1997-08-02,1,14.96\n", "orders")
    assert desk.ask(
        "SELECT external_id, quantity, amount FROM events JOIN customers USING (customer_id) ORDER BY 3 DESC"
    ) == [
        ("0007", Decimal(2), Decimal("29.73")),
        ("0007", Decimal(2), Decimal("29.33")),
        ("0009", Decimal(1), Decimal("14.96")),
    ]
