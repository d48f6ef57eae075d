"""Files that are not taken, and what becomes of those that are."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from io import BytesIO

import pytest
from django.utils import timezone

from clientela_web.imports import domain, uploading
from clientela_web.models import ImportRun, Upload
from tests.web.imports.conftest import PEOPLE

pytestmark = pytest.mark.django_db


def _bomb() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nothing.csv", b"", "is empty; export it again"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(1, 30)) * 50, "is a picture"),
        ("noise.csv", bytes(range(1, 30)) * 50, "is no text and no table"),
        ("table.pdf", b"%PDF-1.7 something", "is a PDF document"),
        ("book.xlsx", b"PK\x03\x04" + os.urandom(500), "cannot be opened as a spreadsheet"),
    ],
)
def test_file_that_is_no_table_is_refused_in_a_sentence(desk, uploads, name, content, said):
    response = desk.send(content, name)
    assert (response.status_code, said in response.text) == (422, True)
    assert uploads() == []
    assert not Upload.objects.exists()


def test_workbook_that_swells_is_refused(desk, uploads, monkeypatch):
    monkeypatch.setattr("clientela.collect.files.typed_sources.MOST_UNPACKED", 20_000_000)
    response = desk.send(_bomb(), "bomb.xlsx")
    assert (response.status_code, "when it is unpacked" in response.text) == (422, True)
    assert uploads() == []


def test_file_without_rows_is_shown_and_cannot_be_imported(desk):
    upload = desk.bring(b"customer_id,email,city\n", "empty.csv")
    page = desk.client.get(f"/imports/files/{upload.pk}/")
    assert "The file has no rows" in page.text
    assert "Try it" not in page.text


def test_file_that_says_it_is_too_large_is_refused_before_it_is_read(desk, uploads, monkeypatch):
    monkeypatch.setattr(uploading, "LIMIT_BYTES", 1_000)
    monkeypatch.setattr(uploading, "ENVELOPE", 500)
    response = desk.send(b"a,b\n" + b"1,2\n" * 1_000)
    assert (response.status_code, "The file is larger than" in response.text) == (413, True)
    assert uploads() == []


def test_file_that_grows_too_large_is_stopped_on_its_way(desk, uploads, monkeypatch):
    monkeypatch.setattr(uploading, "LIMIT_BYTES", 1_000)
    response = desk.send(b"a,b\n" + b"1,2\n" * 1_000)
    assert (response.status_code, "The file is larger than" in response.text) == (413, True)
    assert uploads() == []


def test_nothing_chosen_is_said(desk):
    response = desk.client.post("/imports/upload/", {})
    assert (response.status_code, "Choose a file first." in response.text) == (422, True)


def test_name_of_a_file_cannot_lead_out_of_the_folder(desk, uploads, own_firm):
    desk.bring(PEOPLE.encode(), "..\\..\\evil/../../klienci.csv")
    (kept,) = uploads()
    assert kept.parent.parent == own_firm.folder / "uploads"
    assert kept.name == "klienci.csv"


def test_removed_file_is_gone_and_its_page_too(desk, uploads):
    upload = desk.bring(PEOPLE.encode())
    assert len(uploads()) == 1
    desk.client.post(f"/imports/files/{upload.pk}/remove/")
    assert uploads() == []
    assert desk.client.get(f"/imports/files/{upload.pk}/").status_code == 404


def test_file_is_removed_after_a_week_and_its_import_stays(desk, uploads, own_firm):
    run = desk.import_all(desk.bring(PEOPLE.encode()))
    domain.tidy()
    assert len(uploads()) == 1
    Upload.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    domain.tidy()
    assert uploads() == []
    assert ImportRun.objects.filter(dry_run=True, result__isnull=False).count() == 0
    assert own_firm.past_import(run.import_id).report.imported == 3
    assert desk.client.get(f"/imports/{run.import_id}/").status_code == 200


def test_upload_without_its_token_is_refused(own_firm, marketer):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(marketer)
    assert client.post("/imports/upload/", {"file": BytesIO(b"a,b\n1,2\n")}).status_code == 419
    assert not Upload.objects.exists()
