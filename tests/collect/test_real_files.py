"""Real files import without hand edits, and the figures published for them come out of the store."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from clientela.catalog.firm import FirmCatalog
from clientela.collect.importing import import_file
from clientela.collect.quality import quality
from clientela.collect.report import ImportReport
from clientela.store.store import Store

pytestmark = pytest.mark.real_data
AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CATALOG = FirmCatalog()
ATTRIBUTES = {entity: CATALOG.attributes(entity) for entity in ("customer", "company", "deal", "product")}


class Bench:
    """A store in memory that files are imported into."""

    def close(self) -> None:
        self.store.close()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store.in_memory(ATTRIBUTES)

    def bring(self, file: str, kind: str) -> ImportReport:
        report = import_file(self.store, CATALOG, self.folder / file, kind, as_of=AT)
        assert report.is_balanced()
        return report

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        return self.store.engine.rows(sql)


@pytest.fixture
def bench(real_data: Path) -> Iterator[Bench]:
    opened = Bench(real_data)
    yield opened
    opened.close()


def counted(bench: Bench, sql: str) -> dict[object, object]:
    return {row[0]: row[1] for row in bench.ask(sql)}


def test_online_retail(bench: Bench) -> None:
    report = bench.bring("online_retail/online_retail.csv.gz", "order-lines")
    assert (report.read, report.rejected, report.imported, report.unchanged) == (541_909, 135_080, 406_829, 0)
    sold = "FROM events WHERE kind = 'product_bought' AND quantity > 0 AND amount > 0"
    assert bench.ask(
        f"SELECT count(*), count(DISTINCT customer_id), count(DISTINCT ref), sum(amount) {sold}"
    ) == [(397_884, 4_338, 18_532, Decimal("8911407.9040"))]
    assert bench.ask(
        "SELECT count(*), sum(amount) FROM events WHERE kind = 'order_completed' AND amount > 0"
    ) == [(18_532, Decimal("8911407.9040"))]
    # Each order was once in one country; who moved is asked where she lived then.
    spent = bench.ask(
        "WITH v AS (SELECT customer_id, sum(amount) AS s FROM events "
        "WHERE kind = 'order_completed' GROUP BY 1 "
        "HAVING sum(amount) > 0), "
        "r AS (SELECT s, row_number() OVER (ORDER BY s DESC) AS n, count(*) OVER () AS c FROM v)"
        " SELECT round(100 * sum(s) FILTER (n <= ceil(c * 0.2)) / sum(s), 1) FROM r"
    )
    assert spent == [(pytest.approx(74.6, abs=0.1),)]


def test_online_retail_in_the_united_kingdom(bench: Bench) -> None:
    bench.bring("online_retail/online_retail.csv.gz", "order-lines")
    # Where she lived when she bought: a few customers moved.
    lived = """
        SELECT e.amount, coalesce(
          (SELECT arg_max(h.value, row(h."at", h.seq)) FROM attribute_changes h WHERE h.entity = 'customer'
           AND h.attribute = 'country' AND h.id = e.customer_id AND h."at" <= e."at"), c.country) AS country
        FROM events e JOIN customers c USING (customer_id) WHERE e.kind = 'product_bought'"""
    assert bench.ask(f"SELECT sum(amount) FROM ({lived}) WHERE country = 'GB'") == [
        (Decimal("7308391.5540"),)
    ]


def test_online_retail_rows_without_a_customer_are_all_that_is_missing(bench: Bench, tmp_path: Path) -> None:
    """Imported and rejected rows add up to the file: nothing is lost between them."""
    source, rejects = bench.folder / "online_retail/online_retail.csv.gz", tmp_path / "rejects.csv"
    import_file(bench.store, CATALOG, source, "order-lines", as_of=AT, rejects=rejects)
    [(landed,)] = bench.ask(
        "SELECT sum(CASE kind WHEN 'product_bought' THEN amount ELSE -amount END) FROM events "
        "WHERE kind IN ('product_bought', 'product_returned')"
    )
    with rejects.open(newline="", encoding="utf-8") as stream:
        told = list(csv.DictReader(stream))
    assert {(row["field"], row["reason"]) for row in told} == {("CustomerID", "names no customer")}
    left_out = {int(row["line"]) for row in told}
    with gzip.open(source, "rt", newline="", encoding="utf-8-sig") as stream:
        rows = csv.DictReader(stream)
        missing = sum(
            (
                Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
                for row in rows
                if rows.line_num in left_out
            ),
            Decimal(0),
        )
    assert landed + missing == Decimal("9747747.934")


def test_cdnow_sample_has_no_header(bench: Bench) -> None:
    report = bench.bring("cdnow/CDNOW_sample.txt", "orders")
    lines = (bench.folder / "cdnow/CDNOW_sample.txt").read_text().splitlines()
    spent = sum((Decimal(line.split()[4]) for line in lines), Decimal(0))
    assert (report.read, report.rejected) == (len(lines), 0)
    assert bench.ask("SELECT count(DISTINCT customer_id), count(*), sum(amount) FROM events") == [
        (2_357, len(lines), spent)
    ]


def test_cdnow(bench: Bench) -> None:
    report = bench.bring("cdnow/CDNOW_master.txt.gz", "orders")
    assert (report.read, report.imported) == (69_659, 69_659)
    assert bench.ask("SELECT count(DISTINCT customer_id), count(*), sum(amount) FROM events") == [
        (23_570, 69_659, Decimal("2500315.6300"))
    ]


def test_crm_maven(bench: Bench) -> None:
    bench.bring("crm_maven/accounts.csv", "companies")
    bench.bring("crm_maven/products.csv", "products")
    bench.bring("crm_maven/sales_pipeline.csv", "deals")
    assert bench.ask("SELECT stage, status, count(*) FROM deals GROUP BY 1, 2 ORDER BY 1") == [
        ("Engaging", "open", 1_589),
        ("Lost", "lost", 2_473),
        ("Prospecting", "open", 500),
        ("Won", "won", 4_238),
    ]
    assert bench.ask("SELECT sum(amount), avg(amount) FROM deals WHERE status = 'won'") == [
        (Decimal("10005534.0000"), pytest.approx(2360.91, abs=0.005))
    ]
    assert bench.ask("SELECT count(*) FROM companies") == [(85,)]
    assert bench.ask(
        "SELECT count(*) FROM deals WHERE product NOT IN (SELECT name FROM products) OR product IS NULL"
    ) == [(0,)]
    assert bench.ask("SELECT DISTINCT value FROM originals WHERE attribute = 'product'") == [("GTXPro",)]
    assert bench.ask("SELECT count(*) FROM deals WHERE company_id IS NULL") == [(1_425,)]
    cycle = bench.ask(
        "SELECT status, avg(date_diff('day', created_at, closed_at)) FROM deals "
        "WHERE status <> 'open' GROUP BY 1 ORDER BY 1"
    )
    assert cycle == [("lost", pytest.approx(41.48, abs=0.005)), ("won", pytest.approx(51.78, abs=0.005))]


def test_olist(bench: Bench) -> None:
    for file, kind in (
        ("customers", "customers"),
        ("orders", "orders"),
        ("order_items", "order-lines"),
        ("order_payments", "events"),
        ("order_reviews", "reviews"),
        ("products", "products"),
    ):
        report = bench.bring(f"olist/olist_{file}_dataset.csv", kind)
        assert report.rejected == 0
    assert bench.ask("SELECT count(*) FROM customers") == [(2_995,)]
    assert bench.ask("SELECT sum(amount) FROM events WHERE kind = 'order_paid'") == [
        (Decimal("468087.3700"),)
    ]
    paid = counted(bench, "SELECT payment_method, count(*) FROM events WHERE kind = 'order_paid' GROUP BY 1")
    assert paid == {"credit_card": 2_295, "boleto": 599, "voucher": 223, "debit_card": 52, "not_defined": 1}
    stars = counted(
        bench, "SELECT CAST(score AS INTEGER), count(*) FROM events WHERE kind = 'review_written' GROUP BY 1"
    )
    assert stars == {5: 1_717, 4: 576, 3: 247, 2: 98, 1: 355}
    assert bench.ask("SELECT count(*) FROM events WHERE kind LIKE 'order_c%'") == [(3_000,)]


def test_rfm(bench: Bench) -> None:
    report = bench.bring("rfm/rfm_data_orders.csv", "orders")
    assert (report.read, report.imported, report.created["customer"], report.merges) == (
        4_906,
        4_906,
        995,
        [],
    )
    assert bench.ask("SELECT count(DISTINCT customer_id), sum(amount) FROM events") == [
        (995, Decimal("464158.0000"))
    ]
    assert bench.ask(
        "SELECT date_diff('day', CAST(max(e.\"at\") AS DATE), DATE '2006-12-31'), count(*), sum(amount) "
        "FROM events e JOIN customers c USING (customer_id) "
        "WHERE c.last_name = 'O''Reilly' AND c.first_name = 'Abbey'"
    ) == [(205, 6, Decimal("472.0000"))]


def test_ifood(bench: Bench) -> None:
    bench.bring("ifood/marketing_campaign.csv", "customers")
    campaigns = ", ".join(f"sum(accepted_cmp{n})" for n in range(1, 6))
    assert bench.ask(f"SELECT sum(response), count(*) - count(income), {campaigns} FROM customers") == [
        (334, 24, 144, 30, 163, 167, 163)
    ]
    assert bench.ask("SELECT count(*), sum(mnt_wines), sum(mnt_meat_products) FROM customers") == [
        (2_240, 680_816, 373_968)
    ]
    found = {(one.column, one.finding): one for one in quality(bench.store, CATALOG, AT).suspicions}
    assert {column for column, finding in found if finding == "constant"} == {"z_cost_contact", "z_revenue"}
    assert "666666.0000" in found["income", "outlier"].examples
    assert set(found["marital_status", "rare value"].examples) >= {"Absurd", "YOLO"}
    assert found["year_birth", "age"].examples == ("1893", "1899", "1900")


def test_telco(bench: Bench) -> None:
    report = bench.bring("telco/Telco-Customer-Churn.csv", "customers")
    assert (report.read, report.cells_left_out) == (7_043, 0)
    assert bench.ask(
        "SELECT round(100 * avg(CASE WHEN churn THEN 1 ELSE 0 END), 2), count(*) - count(total_charges) "
        "FROM customers"
    ) == [(26.54, 11)]


def test_hillstrom(bench: Bench) -> None:
    report = bench.bring("hillstrom/hillstrom.csv.gz", "customers")
    assert report.created["customer"] == 64_000
    found = bench.ask(
        "SELECT own_segment, count(*), sum(visit), sum(own_conversion), sum(spend) "
        "FROM customers GROUP BY 1 ORDER BY 1"
        .replace("own_conversion", _name_of(bench, "conversion"))
        .replace("spend", _name_of(bench, "spend"))
        .replace("visit", _name_of(bench, "visit"))
    )  # fmt: skip
    assert found == [
        ("Mens E-Mail", 21_307, 3_894, 267, Decimal("30311.6900")),
        ("No E-Mail", 21_306, 2_262, 122, Decimal("13908.3300")),
        ("Womens E-Mail", 21_387, 3_238, 189, Decimal("23038.1100")),
    ]


def _name_of(bench: Bench, name: str) -> str:
    """The field's name, or the one it got because a computed variable has it already."""
    names = {row[0] for row in bench.ask("SELECT name FROM custom_fields")}
    return name if name in names else f"own_{name}"


def test_mcdonalds(bench: Bench) -> None:
    report = bench.bring("mcdonalds/mcdonalds.csv", "surveys")
    assert (report.read, report.created["customer"]) == (1_453, 1_453)
    assert bench.ask(
        "SELECT count(*), count(DISTINCT customer_id) FROM events "
        "WHERE json_extract_string(properties, '$.question') = 'yummy'"
    ) == [(1_453, 1_453)]


def test_clothing_reviews(bench: Bench) -> None:
    bench.bring("clothing_reviews/womens_clothing_reviews.csv.gz", "reviews")
    stars = counted(bench, "SELECT CAST(score AS INTEGER), count(*) FROM events GROUP BY 1")
    assert stars == {1: 842, 2: 1_565, 3: 2_871, 4: 5_077, 5: 13_131}
    assert bench.ask(
        "SELECT round(avg(CAST(json_extract_string(properties, '$.recommended_ind') AS INTEGER)) * 100, 2), "
        "count(*) - count(text) FROM events"
    ) == [(82.24, 845)]


@pytest.mark.parametrize("place", ["PL_cp1250", "CZ_cp1250", "BG_cp1251", "ES_CT_cp1252"])
def test_legacy_twin_imports_to_the_same_towns(bench: Bench, place: str) -> None:
    twin = Bench(bench.folder)
    code = place.rpartition("_")[0]
    old = bench.bring(f"placenames/cities_{place}.csv", "customers")
    new = twin.bring(f"placenames/cities_{code}_utf8.csv", "customers")
    assert (old.imported, old.cells_left_out) == (new.imported, new.cells_left_out)
    towns = "SELECT city, latitude, longitude FROM customers ORDER BY ALL"
    assert bench.ask(towns) == twin.ask(towns)


def test_cyrillic_goods(bench: Bench) -> None:
    twin = Bench(bench.folder)
    bench.bring("cyrillic/shops_cp1251.csv", "products")
    twin.bring("cyrillic/shops.csv", "products")
    names = "SELECT external_id, name FROM products ORDER BY 1"
    # cp1251 has no ²: the old file itself says м2.
    assert bench.ask(names) == [(number, str(name).replace("²", "2")) for number, name in twin.ask(names)]
    assert bench.bring("cyrillic/items_cp1251.csv", "products").read == 22_170
