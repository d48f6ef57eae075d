"""A file in pieces is the file; a workbook holds what the members are, typed."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from clientela.errors import ClientelaError
from clientela.segments import workbooks
from clientela.segments.exports import Format, file_chunks, write_file
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF

COLUMNS = ("external_id", "first_name", "city", "orders_total")


def _joined(shop: Workspace, file_format: Format) -> tuple[bytes, int]:
    pieces = list(file_chunks(shop.segment("age < 60").members(COLUMNS, AS_OF).reader(), file_format))
    return b"".join(piece for piece, _ in pieces), pieces[-1][1]


@pytest.mark.parametrize("file_format", ["csv", "parquet", "json", "arrow"])
def test_pieces_make_the_file_that_is_written(shop: Workspace, tmp_path: Path, file_format: Format):
    path = tmp_path / f"members.{file_format}"
    rows = write_file(shop.segment("age < 60").members(COLUMNS, AS_OF).reader(), path)
    content, counted = _joined(shop, file_format)
    assert (content, counted) == (path.read_bytes(), rows)
    assert rows == shop.segment("age < 60").count(AS_OF).count > 0


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx"])
def test_pieces_read_again_name_the_members(shop: Workspace, file_format: Format):
    content, _ = _joined(shop, file_format)
    if file_format == "csv":
        found = pyarrow.csv.read_csv(io.BytesIO(content)).column("customer_id").to_pylist()
    elif file_format == "parquet":
        found = pq.read_table(io.BytesIO(content)).column("customer_id").to_pylist()
    else:
        sheet = fastexcel.read_excel(content).load_sheet(0).to_arrow()
        found = [int(number) for number in sheet.column("customer_id").to_pylist()]
    assert sorted(found) == shop.segment("age < 60").ids(AS_OF).to_pylist()


def test_many_batches_come_one_by_one():
    batches = [pa.record_batch({"n": [place, place]}) for place in range(4)]
    reader = pa.RecordBatchReader.from_batches(batches[0].schema, batches)
    pieces = list(file_chunks(reader, "csv"))
    assert [rows for _, rows in pieces] == [2, 4, 6, 8, 8]
    assert b"".join(piece for piece, _ in pieces) == b'"n"\n' + b"".join(
        b"%d\n%d\n" % (n, n) for n in range(4)
    )


def test_workbook_holds_types_and_no_formula(tmp_path: Path):
    day, instant = dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC)
    table = pa.table(
        {
            "name": ["=1+1", None],
            "day": [day, None],
            "at": pa.array([instant, None], pa.timestamp("us", tz="UTC")),
            "tags": [["a", "b"], None],
            "share": [0.25, None],
        }
    )
    path = tmp_path / "typed.xlsx"
    assert write_file(table.to_reader(), path) == 2
    first = fastexcel.read_excel(path).load_sheet(0).to_arrow().to_pylist()[0]
    assert first["name"] == "=1+1"
    assert (first["day"].date(), first["at (UTC)"]) == (day, instant.replace(tzinfo=None))
    assert (first["tags"], first["share"]) == ("a; b", 0.25)


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    table = pa.table({"n": [1, 2, 3]})
    with pytest.raises(ClientelaError, match="holds 2 rows and these are more; export CSV or Parquet"):
        write_file(table.to_reader(), tmp_path / "large.xlsx")
    assert list(tmp_path.iterdir()) == []
