from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from clientela.errors import WorkspaceError
from clientela.sample import SampleReport, write_sample
from tests.sample.conftest import CUSTOMERS, UNTIL
from tests.sample.reading import Sample


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_sample_written_twice_has_the_same_bytes(report: SampleReport, tmp_path: Path) -> None:
    write_sample(tmp_path / "again", customers=CUSTOMERS, seed=7, until=UNTIL)
    assert digests(tmp_path / "again") == digests(report.folder)


def test_sample_of_another_seed_differs_in_every_file_but_the_range(tmp_path: Path) -> None:
    write_sample(tmp_path / "a", customers=300, seed=1, until=UNTIL)
    write_sample(tmp_path / "b", customers=300, seed=2, until=UNTIL)
    one, two = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert {name for name in one if one[name] == two[name]} == {"products.csv"}


def test_sample_written_over_an_older_one_replaces_it(tmp_path: Path) -> None:
    write_sample(tmp_path / "a", customers=300, seed=1, until=UNTIL)
    write_sample(tmp_path / "b", customers=300, seed=2, until=UNTIL)
    write_sample(tmp_path / "b", customers=300, seed=1, until=UNTIL)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_chunks_are_told_to_progress(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_sample(tmp_path / "a", customers=50, seed=1, until=UNTIL, progress=lambda *pair: told.append(pair))
    assert told == [(50, 50)]


def test_one_customer_is_enough(tmp_path: Path) -> None:
    report = write_sample(tmp_path / "a", customers=1, seed=3, until=date(2026, 2, 28))
    assert (
        sum(file.rows for file in report.files if file.kind == "customers" and "newsletter" not in file.file)
        == 1
    )


def test_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(WorkspaceError, match="holds something that is not a sample"):
        write_sample(tmp_path, customers=10, seed=1, until=UNTIL)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"customers": 0}, "at least one customer, not 0"),
        ({"seed": -1}, "must not be negative"),
        ({"until": date(1990, 1, 1)}, "between 2000 and 2050"),
    ],
)
def test_arguments_out_of_range_are_refused(
    tmp_path: Path, arguments: dict[str, int | date], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        write_sample(tmp_path / "a", **({"customers": 5, "until": UNTIL} | arguments))  # type: ignore[arg-type]
    assert not (tmp_path / "a").exists()


def test_index_names_every_file_to_import_and_not_the_truth(report: SampleReport) -> None:
    index = json.loads((report.folder / "files.json").read_text(encoding="utf-8"))
    there = {path.name for path in report.folder.iterdir() if path.is_file()}
    assert {entry["file"] for entry in index["files"]} == there - {"files.json", "README.md"}
    assert {path.name for path in report.folder.iterdir() if path.is_dir()} == {"truth"}


def test_index_lists_kinds_in_an_order_that_can_be_imported(report: SampleReport) -> None:
    kinds = list(dict.fromkeys(file.kind for file in report.files))
    assert kinds == [
        *("products", "companies", "customers", "deals", "consents"),
        *("orders", "order-lines", "events", "surveys", "reviews"),
    ]


def test_index_counts_the_rows_of_every_delimited_file(report: SampleReport, sample: Sample) -> None:
    told = {file.file: file.rows for file in report.files}
    plain = (
        "orders.csv",
        "order_lines.csv.gz",
        "messages.csv.gz",
        "consents.csv",
        "deals.csv",
        "tickets.csv",
    )
    assert {name: len(sample.rows(name)) for name in plain} == {name: told[name] for name in plain}
    assert len(sample.objects("web.jsonl.gz")) == told["web.jsonl.gz"]
    assert len(sample.workbook()) == told["clienti_moldova.xlsx"]
