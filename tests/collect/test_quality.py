from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from clientela.catalog.firm import FirmCatalog
from clientela.collect.importing import import_file
from clientela.collect.quality import QualityReport, quality
from clientela.store.store import Store

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
CATALOG = FirmCatalog()


def judged(tmp_path: Path, text: str, kind: str = "customers") -> QualityReport:
    (tmp_path / "file.csv").write_text(text, encoding="utf-8")
    attributes = {entity: CATALOG.attributes(entity) for entity in ("customer", "company", "deal", "product")}
    with Store.in_memory(attributes) as store:
        import_file(store, CATALOG, tmp_path / "file.csv", kind, as_of=AT)
        return quality(store, CATALOG, AT)


def people(*, odd: str = "", rows: int = 400) -> str:
    lines = [f"{n},Single,{30000 + n * 10},1980-01-{n % 28 + 1:02d},7\n" for n in range(rows)]
    return "customer id,marital status,income,birthday,flag\n" + "".join(lines) + odd


def found(report: QualityReport) -> dict[tuple[str, str], tuple[int, tuple[str, ...]]]:
    return {(s.column, s.finding): (s.count, s.examples) for s in report.suspicions}


def test_quality_of_clean_columns_says_nothing_of_them(tmp_path: Path) -> None:
    report = judged(tmp_path, people())
    assert found(report) == {
        ("marital_status", "constant"): (400, ("Single",)),
        ("flag", "constant"): (400, ("7",)),
    }


def test_quality_lists_what_is_probably_wrong(tmp_path: Path) -> None:
    odd = "900,YOLO,666666,1893-01-01,7\n901,Single,31000,2030-01-01,7\n902,Single,-5,1980-01-01,7\n"
    suspicions = found(judged(tmp_path, people(odd=odd)))
    assert suspicions == {
        ("marital_status", "rare value"): (1, ("YOLO",)),
        ("income", "outlier"): (2, ("-5.0000", "666666.0000")),
        ("income", "negative"): (1, ("-5.0000",)),
        ("birthday", "age"): (1, ("1893-01-01",)),
        ("birthday", "future date"): (1, ("2030-01-01",)),
        ("flag", "constant"): (403, ("7",)),
    }


def test_quality_completeness_counts_empty_cells(tmp_path: Path) -> None:
    report = judged(tmp_path, "customer id,income\n1,5\n2,\n3,7\n4,8\n")
    (income,) = (column for column in report.columns if column.column == "income")
    assert (income.rows, income.filled, income.completeness) == (4, 3, 0.75)


def test_quality_names_likely_doubles(tmp_path: Path) -> None:
    report = judged(
        tmp_path, "customer id,email\n1,a@x.example\n2,a@x.example\n3,info@x.example\n4,info@x.example\n"
    )
    assert [(double.key, double.value, len(double.customers)) for double in report.doubles] == [
        ("email", "a@x.example", 2)
    ]


def test_quality_freshness_and_future_events(tmp_path: Path) -> None:
    report = judged(tmp_path, "customer id,date,total\n1,2026-02-01,5\n1,2027-01-01,6\n", "orders")
    assert [(f.kind, f.events, f.days_since) for f in report.freshness] == [("order_completed", 1, 28)]
    assert found(report)["at", "future event"][0] == 1


def test_quality_json_and_table_agree(tmp_path: Path) -> None:
    report = judged(tmp_path, people(odd="900,YOLO,666666,1893-01-01,7\n"))
    decoded = json.loads(report.as_json())
    assert [column["column"] for column in decoded["columns"]] == report.table()["column"].to_pylist()
