"""Files to batches: what was written is read back, and every row is either yielded or rejected."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela.collect.files import records
from clientela.collect.files.formats import FormatOverrides, detect
from clientela.collect.files.reading import read
from clientela.errors import ImportFileError


def written(folder, data, name="file.csv"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


AS_DETECTED = FormatOverrides()


def rows_of(path, overrides=AS_DETECTED, **arguments):
    """The rows as tuples with their number last, and what was rejected."""
    rejected = []
    found = detect(path, overrides=overrides)
    batches = read(path, found, on_rejected=rejected.append, **arguments)
    return [tuple(row.values()) for batch in batches for row in batch.to_pylist()], rejected


def test_rows_have_the_line_they_begin_on(tmp_path):
    path = written(tmp_path, 'id,note\n1,a\n\n2,"two\nlines"\n3,c')
    assert rows_of(path) == ([("1", "a", 2), ("2", "two\nlines", 4), ("3", "c", 6)], [])


def test_start_row_leaves_out_what_came_before(tmp_path):
    path = written(tmp_path, "id,n\n1,a\n2\n3,c\n4\n")
    rows, rejected = rows_of(path, start_row=3)
    assert rows == [("3", "c", 4)]
    assert [reject.row for reject in rejected] == [5]


def test_empty_cells_are_null_and_blanks_are_kept(tmp_path):
    path = written(tmp_path, 'id,a,b\n1,,""\n2, ,x\n')
    assert rows_of(path)[0] == [("1", None, None, 2), ("2", " ", "x", 3)]


def test_rows_of_the_wrong_width_are_rejected_with_their_line(tmp_path):
    path = written(tmp_path, "id,name,age\n1,Ana,30\n2,Joan\n3,Pau,20,x\n4,Iu,40\n")
    rows, rejected = rows_of(path)
    assert rows == [("1", "Ana", "30", 2), ("4", "Iu", "40", 5)]
    assert [(r.row, r.line_text, r.reason) for r in rejected] == [
        (3, "2,Joan", "2 columns where the file has 3"),
        (4, "3,Pau,20,x", "4 columns where the file has 3"),
    ]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('2,"open', "a quote is opened and never closed"),
        ('2,"shut"open', "text goes on after a closing quote"),
    ],
)
def test_stray_quote_costs_its_own_line_alone(tmp_path, broken, reason):
    path = written(tmp_path, f'id,name\n1,"Ana"\n{broken}\n3,"Pau"\n4,Iu\n')
    rows, rejected = rows_of(path)
    assert rows == [("1", "Ana", 2), ("3", "Pau", 4), ("4", "Iu", 5)]
    assert [(r.row, r.line_text, r.reason) for r in rejected] == [(3, broken, reason)]


def test_quote_inside_a_plain_field_is_text(tmp_path):
    path = written(tmp_path, 'id,size\n1,5" nail\n2,"say ""hi"""\n')
    assert rows_of(path) == ([("1", '5" nail', 2), ("2", 'say "hi"', 3)], [])


def test_reading_without_a_place_for_rejects_stops_at_the_first(tmp_path):
    path = written(tmp_path, "id,name\n1,Ana\n2\n")
    with pytest.raises(
        ImportFileError, match=r"^row 3: 1 columns where the file has 2; add the missing values"
    ):
        list(read(path, detect(path)))


def test_undecodable_byte_rejects_its_row_and_names_line_and_byte(tmp_path):
    good = "".join(f"{number},señora\n" for number in range(100))
    path = written(tmp_path, b"id,name\n" + good.encode() + b"100,Mu\xf1oz\n101,Ana\n")
    rows, rejected = rows_of(path)
    assert len(rows) == 101
    assert [(r.row, r.line_text, r.reason) for r in rejected] == [
        (102, "100,Mu\ufffdoz", "byte 7 of line 102 (0xf1) means nothing in utf-8")
    ]


def test_progress_ends_at_the_size_of_the_file(tmp_path):
    path = written(tmp_path, gzip.compress(b"id,n\n" + b"1,a\n" * 1000))
    calls = []
    rows_of(path, on_progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (path.stat().st_size, path.stat().st_size)


def test_gzip_that_is_cut_short_is_said_in_one_sentence(tmp_path):
    path = written(tmp_path, gzip.compress(bytes(range(32, 127)) * 500)[:-30])
    with pytest.raises(ImportFileError, match="is packed with gzip but broken or cut short"):
        detect(path)


def test_json_lines_are_flattened_and_broken_ones_rejected_by_line(tmp_path):
    lines = [
        '{"id": 1, "name": {"first": "Ana", "last": "Ruiz"}, "tags": ["a", "b"]}',
        '{"id": 2,',
        "",
        '{"id": 3.0, "price": 1e2, "paid": true, "name": null}',
        "[1]",
        '{"id": 12345678901234567890, "price": 0.10}',
    ]
    rows, rejected = rows_of(written(tmp_path, "\n".join(lines)))
    assert rows == [
        ("1", "Ana", "Ruiz", '["a","b"]', None, None, None, 1),
        ("3", None, None, None, "100", "true", None, 4),
        ("12345678901234567890", None, None, None, "0.1", None, None, 6),
    ]
    assert [r.row for r in rejected] == [2, 5]


def test_json_array_is_read_element_by_element(tmp_path):
    data = [{"id": number, "text": "x" * 50} for number in range(1, 60_000)]
    path = written(tmp_path, json.dumps(data, indent=1)[:-1] + "]")
    found = detect(path)
    batches = list(read(path, found))
    assert sum(batch.num_rows for batch in batches) == len(data)
    assert batches[-1].slice(batches[-1].num_rows - 1).to_pylist() == [
        {"id": "59999", "text": "x" * 50, "_row": 59_999}
    ]


def workbook(path, sheets):
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime):
                        sheet.write_datetime(number, column, value, moment)
                    elif isinstance(value, date):
                        sheet.write_datetime(number, column, value, day)
                    elif isinstance(value, str) and value.startswith("="):
                        sheet.write_formula(number, column, value, None, 42)
                    elif value is not None:
                        sheet.write(number, column, value)


def test_sheet_is_read_canonically_and_counts_rows_as_the_sheet_does(tmp_path):
    rows = [
        ["id", "born", "seen", "price", "ok", "zip", "sum"],
        [1, date(1990, 3, 4), datetime(2024, 3, 5, 6, 7, 8), 12.5, True, "08001", "=40+2"],
        [],
        [2, "unknown", None, 3, False, None, None],
    ]
    workbook(tmp_path / "a.xlsx", {"Clients": rows})
    assert rows_of(tmp_path / "a.xlsx") == (
        [
            ("1", "1990-03-04", "2024-03-05 06:07:08", "12.5", "true", "08001", "42", 2),
            ("2", "unknown", None, "3", "false", None, None, 4),
        ],
        [],
    )


def test_workbook_of_several_sheets_says_which_it_reads(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook(path, {"Empty": [], "People": [["id"], [1]], "Firms": [["id"], [7]]})
    found = detect(path)
    assert (found.sheet, found.sheets) == ("People", ("Empty", "People", "Firms"))
    assert found.warnings[0] == (
        "the file has 3 sheets; 'People' is read, not 'Empty', 'Firms': name another with --sheet"
    )
    assert rows_of(path, FormatOverrides(sheet="Firms"))[0] == [("7", 2)]


def test_sheet_with_a_title_above_its_table_begins_at_the_header(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook(path, {"S": [["Customers 2024"], [], ["id", "name"], [1, "Ana"], [2, "Pau"]]})
    assert rows_of(path)[0] == [("1", "Ana", 4), ("2", "Pau", 5)]


def test_parquet_is_read_canonically(tmp_path):
    table = pa.table(
        {
            "id": [1, 2],
            "at": pa.array(
                [datetime(2024, 3, 5, 6, 7, 8, tzinfo=UTC), None], pa.timestamp("us", "Europe/Madrid")
            ),
            "day": [date(2024, 3, 5), None],
            "price": pa.array([Decimal("12.50"), Decimal("3.00")]),
            "ratio": [1.0, 1e-7],
            "who": [{"name": "Ana", "tags": ["a"]}, {"name": "", "tags": None}],
            "kind": pa.array(["x", "y"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    assert detect(tmp_path / "a.parquet").columns == (
        "id",
        "at",
        "day",
        "price",
        "ratio",
        "who.name",
        "who.tags",
        "kind",
    )
    assert rows_of(tmp_path / "a.parquet")[0] == [
        ("1", "2024-03-05T06:07:08Z", "2024-03-05", "12.5", "1", "Ana", '["a"]', "x", 1),
        ("2", None, None, "3", "0.0000001", None, None, "y", 2),
    ]
    assert rows_of(tmp_path / "a.parquet", start_row=1)[0][0][-1] == 2


CELLS = st.text(st.sampled_from("ab1 ,;|\t\"'\n\rñłжé.\\"), max_size=8)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12)
)
LETTERS = {"cp1250": "ñж", "cp1251": "ñłé", "cp1252": "łж", "iso-8859-2": "ñж"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=TABLES,
    delimiter=st.sampled_from(",;|\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", *LETTERS]),
    packed=st.booleans(),
)
def test_table_written_in_any_dialect_and_encoding_is_read_back_equal(
    tmp_path, rows, delimiter, quoting, line_end, encoding, packed
):
    rows = [
        [cell.translate({ord(x): "a" for x in LETTERS.get(encoding, "")}) for cell in row] for row in rows
    ]
    if any("\r" in cell for row in rows for cell in row):
        quoting = csv.QUOTE_ALL  # Python 3.11 leaves a lone carriage return without quotes
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows(
        [[f"c{number}" for number in range(len(rows[0]))], *rows]
    )
    data = text.getvalue().encode(encoding)
    path = written(tmp_path, gzip.compress(data) if packed else data)
    overrides = FormatOverrides(encoding=encoding, delimiter=delimiter, quote='"', escape="", header=True)
    read_rows, rejected = rows_of(path, overrides)
    assert rejected == []
    assert [list(row[:-1]) for row in read_rows] == [[cell or None for cell in row] for row in rows]


LINES = st.lists(st.text(st.sampled_from('ab,"\n'), max_size=14), max_size=12)


@settings(max_examples=300, deadline=None)
@given(lines=LINES, width=st.integers(1, 3), size=st.integers(1, 40))
def test_every_line_of_any_bytes_is_yielded_rejected_or_blank_however_it_is_cut_into_blocks(
    lines, width, size
):
    data = "\n".join(lines).encode()
    grammar = records.Grammar(b",", b'"', width)
    whole = outcome(data, grammar, len(data) + 1)
    assert outcome(data, grammar, size) == whole
    good, broken = whole
    seen = bytearray(len(data.split(b"\n")))
    for line, text in good + broken:
        for number in range(line, line + text.count(b"\n") + 1):
            seen[number - 1] += 1
    blank = [not line.removesuffix(b"\r") for line in data.split(b"\n")]
    assert all(count == 1 or (count == 0 and empty) for count, empty in zip(seen, blank, strict=True))


def outcome(data, grammar, size):
    """Good records and broken lines with the line they begin on, the data given `size` bytes at a time."""
    good, broken = [], []
    pending, line = b"", 1
    cuts = list(range(0, len(data), size)) or [0]
    for start in cuts:
        pending += data[start : start + size]
        block = records.split(pending, grammar, first_line=line, final=start == cuts[-1])
        for piece in block.good:
            good += zip(piece.rows.tolist(), records_in(piece, grammar), strict=True)
        broken += [(found.line, found.data) for found in block.broken]
        line += pending.count(b"\n", 0, block.consumed)
        pending = pending[block.consumed :]
    assert pending == b""
    return good, broken


def records_in(piece, grammar):
    """The bytes of each record, by the csv module; its text has as many line ends as the record had."""
    reader = csv.reader(io.StringIO(piece.data.decode(), newline=""), strict=True)
    found = ["\x1f".join(row).encode() for row in reader if row or grammar.width == 1]
    return [text for text in found if text or grammar.width == 1]
