"""Members in files: every format holds the same, and no spreadsheet runs a customer's name."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest

from clientela.segments.exports import write_file
from tests.cli.running import answer, run

EVERYBODY = "external_id is set"
COLUMNS = "external_id,first_name,orders_total,revenue_total"
NAMES = {"C1": "Łucja", "C2": "Marc", "C3": "Núria", "C4": "=1+1", "C5": "Анна", "C6": "Ion"}


def written(firm: Path, path: Path, *words: str) -> Path:
    ran = run("segment", "members", EVERYBODY, "--columns", COLUMNS, "-o", path, *words, "--workspace", firm)
    assert (ran.code, ran.out) == (0, f"6 members are in {path}.\n"), ran.err
    return path


@pytest.mark.parametrize("ending", ["parquet", "json", "arrow"])
def test_format_follows_the_name_of_the_file(firm: Path, tmp_path: Path, ending: str) -> None:
    path = written(firm, tmp_path / f"members.{ending}")
    if ending == "parquet":
        rows = pq.read_table(path).to_pylist()
    elif ending == "arrow":
        with pa.ipc.open_file(path) as reader:
            rows = reader.read_all().to_pylist()
    else:
        rows = json.loads(path.read_text(encoding="utf-8"))
    assert {row["external_id"]: row["first_name"] for row in rows} == NAMES
    revenue = {row["external_id"]: float(row["revenue_total"]) for row in rows}
    assert revenue == {"C1": 40, "C2": 155.4, "C3": 10, "C4": 0, "C5": 0, "C6": 0}


def test_csv_is_written_without_a_formula(firm: Path, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    run(
        "segment",
        "members",
        EVERYBODY,
        "--columns",
        "external_id,first_name,last_name,phone,city",
        "-o",
        path,
        "--workspace",
        firm,
    )
    rows = {row["external_id"]: row for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}
    assert [rows["C4"][name] for name in ("first_name", "last_name", "city")] == ["'=1+1", "'@sum", "'-Vic"]
    assert rows["C1"]["phone"] == "'+48600700801"
    assert rows["C6"]["last_name"] == "Pop, jr."
    assert rows["C5"]["first_name"] == "Анна"
    assert rows["C3"]["phone"] == ""


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_cell_that_begins_like_a_formula_is_made_text(tmp_path: Path, first: str) -> None:
    table = pa.table({"note": [first + "cmd|' /C calc'!A0", "plain", None], first + "head": ["a", "b", "c"]})
    path = tmp_path / "x.csv"
    assert write_file(table.to_reader(), path) == 3
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
    assert rows == [
        ["note", f"'{first}head"],
        [f"'{first}cmd|' /C calc'!A0", "a"],
        ["plain", "b"],
        ["", "c"],
    ]


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    from decimal import Decimal

    table = pa.table({"n": [-5], "x": [-1.5], "money": pa.array([Decimal("-2.50")], pa.decimal128(18, 4))})
    path = tmp_path / "x.csv"
    write_file(table.to_reader(), path)
    assert path.read_text(encoding="utf-8").splitlines()[1] == "-5,-1.5,-2.5000"


def test_list_is_one_cell_and_an_instant_is_in_utc(tmp_path: Path) -> None:
    import datetime as dt

    at = pa.array([dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC)], pa.timestamp("us", tz="Europe/Madrid"))
    table = pa.table({"at": at, "day": [dt.date(2026, 3, 1)], "tags": [["=a", "b"]], "yes": [True]})
    path = tmp_path / "x.csv"
    write_file(table.to_reader(), path)
    assert next(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) == {
        "at": "2026-03-01T12:30:00Z",
        "day": "2026-03-01",
        "tags": "'=a; b",
        "yes": "true",
    }


def test_empty_result_is_a_file_all_the_same(firm: Path, tmp_path: Path) -> None:
    for ending, content in (("json", "[]\n"), ("csv", '"customer_id","external_id"\n')):
        path = tmp_path / f"none.{ending}"
        words = ("segment", "members", "city = 'Oz'", "--columns", "external_id", "-o", path)
        assert answer(*words, "--workspace", firm)["count"] == 0
        assert path.read_text(encoding="utf-8") == content


def test_file_as_json_says_what_was_written(firm: Path, tmp_path: Path) -> None:
    words = ("segment", "members", EVERYBODY, "--columns", "external_id", "-o", tmp_path / "x.txt")
    found = answer(*words, "--format", "csv", "--workspace", firm)
    assert found.pop("ms") > 0
    assert found == {
        "file": str(tmp_path / "x.txt"),
        "format": "csv",
        "count": 6,
        "columns": ["customer_id", "external_id"],
    }


def test_file_that_cannot_be_written_is_one_sentence_and_leaves_nothing(firm: Path, tmp_path: Path) -> None:
    path = tmp_path / "no" / "x.csv"
    ran = run("segment", "members", EVERYBODY, "-o", path, "--workspace", firm)
    assert (ran.code, ran.err) == (1, f"error: {path} cannot be written: No such file or directory\n")
    assert list(tmp_path.iterdir()) == []


def test_format_without_a_file_goes_to_standard_output(firm: Path) -> None:
    words = ("segment", "members", EVERYBODY, "--columns", "external_id", "--format", "csv")
    rows = list(csv.reader(io.StringIO(run(*words, "--workspace", firm).out)))
    assert rows[0] == ["customer_id", "external_id"]
    assert sorted(row[1] for row in rows[1:]) == sorted(NAMES)
