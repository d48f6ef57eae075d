"""A file of members read again holds the members, and the audit log says that it left the house."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import fastexcel
import pyarrow.parquet as pq
import pytest
from django.test import Client

from clientela.segments import workbooks
from clientela.workspace import Workspace
from clientela_web.models import Account, AuditEntry
from clientela_web.segments.views import exporting
from clientela_web.segments.views.exporting import file_name
from tests.web.segments.reading import parsed

Browse = Callable[[Account], Client]
COLUMNS = "columns=external_id&columns=city&others=orders_total"


@pytest.fixture
def address(firm: Workspace) -> str:
    number = next(each.segment_id for each in firm.segments() if each.name == "Families")
    return f"/segments/{number}/export/"


def _content(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200
    assert response.streaming
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def _rows(content: bytes, ending: str) -> list[dict[str, object]]:
    if ending == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    if ending == "parquet":
        return list(pq.read_table(io.BytesIO(content)).to_pylist())
    rows = fastexcel.read_excel(content).load_sheet(0).to_arrow().to_pylist()
    return [row | {"customer_id": int(row["customer_id"])} for row in rows]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_file_read_again_is_the_members(
    firm: Workspace, analyst: Account, browse: Browse, address: str, ending: str
):
    content = _content(browse(analyst), f"{address}file/?format={ending}&{COLUMNS}")
    rows = _rows(content, ending)
    segment = firm.segment("Families")
    assert sorted(int(str(row["customer_id"])) for row in rows) == segment.ids().to_pylist()
    assert list(rows[0]) == ["customer_id", "external_id", "city", "orders_total"]
    expected = {row["customer_id"]: row["external_id"] for row in segment.members().to_arrow().to_pylist()}
    assert {int(str(row["customer_id"])): row["external_id"] for row in rows} == expected
    entry = AuditEntry.objects.get(action="exported")
    assert (entry.what, entry.account) == ("Families", analyst)
    assert (entry.facts["rows"], entry.facts["format"], entry.facts["whole"]) == (len(rows), ending, True)


def test_file_of_a_past_day_holds_the_members_of_then_and_says_so(
    firm: Workspace, analyst: Account, browse: Browse, address: str
):
    client = browse(analyst)
    response = client.get(f"{address}file/?format=csv&columns=city&as_of=2026-03-01")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    then = dt.datetime(2026, 3, 1, tzinfo=firm.zone)
    found = sorted(int(str(row["customer_id"])) for row in _rows(content, "csv"))
    assert (
        found == firm.segment("Families").ids(then).to_pylist() != firm.segment("Families").ids().to_pylist()
    )
    assert 'filename="Families as of 2026-02-28 2300 UTC.csv"' in response["Content-Disposition"]


def test_file_names_are_safe_in_any_language():
    then = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert file_name("Клиенты: VIP/1", then, "csv") == "Клиенты VIP 1 as of 2026-03-01 0000 UTC.csv"
    assert file_name("...", then, "xlsx").startswith("segment as of")


# the request ends when the answer is closed, and its connection with it: not inside a transaction of the test
@pytest.mark.django_db(transaction=True)
def test_half_a_download_is_written_down_as_half(
    firm: Workspace, analyst: Account, browse: Browse, address: str
):
    response = browse(analyst).get(f"{address}file/?format=csv&columns=city")
    pieces = iter(response.streaming_content)  # type: ignore[attr-defined]
    next(pieces)
    response.close()
    assert AuditEntry.objects.get(action="exported").facts["whole"] is False


@pytest.mark.parametrize("query", ["format=doc&columns=city", "format=csv&others=ctiy", "columns=city"])
def test_what_cannot_be_exported_is_told_at_its_field(
    firm: Workspace, analyst: Account, browse: Browse, address: str, query: str
):
    response = browse(analyst).get(f"{address}file/?{query}")
    assert response.status_code == 422
    assert parsed(response.content.decode()).find("p", "error")
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_more_rows_than_excel_holds_are_refused_before_the_download(
    firm: Workspace, analyst: Account, browse: Browse, address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    monkeypatch.setattr(exporting, "MOST_ROWS", 3)
    response = browse(analyst).get(f"{address}file/?format=xlsx&columns=city")
    assert response.status_code == 422
    assert "choose CSV or Parquet" in response.content.decode()


@pytest.mark.parametrize("part", ["", "file/?format=csv&columns=city"])
def test_viewer_exports_nothing(firm: Workspace, viewer: Account, browse: Browse, address: str, part: str):
    assert browse(viewer).get(f"{address}{part}").status_code == 403
    assert not AuditEntry.objects.filter(action="exported").exists()
