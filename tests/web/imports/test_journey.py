"""A file from the drop zone to the customers, and back again."""

from __future__ import annotations

import csv

import pytest

from clientela_web.models import AuditEntry, ImportRun, State, Upload
from clientela_web.workers import imports
from tests.web.imports.conftest import ORDERS, PEOPLE

pytestmark = pytest.mark.django_db


def test_file_is_read_as_it_is_and_nothing_is_imported_by_looking(desk, own_firm):
    before = own_firm.population()
    upload = desk.bring(PEOPLE.encode("cp1250"))
    page = desk.client.get(f"/imports/files/{upload.pk}/")
    found = page.context["format"]
    assert (upload.kind, found.encoding.name, found.delimiter, found.decimal) == (
        "customers",
        "cp1250",
        ";",
        ",",
    )
    assert "Świętosława" in page.text
    targets = {row.column: row.target for row in page.context["columns"]}
    assert targets == {
        "Nr klienta": "external_id",
        "Imię": "first_name",
        "Nazwisko": "last_name",
        "E-mail": "email",
        "Miasto": "city",
        "Roczny dochód": "income",
        "Wyznanie": "quarantine",
        "Ulubiony kolor": "custom:ulubiony_kolor",
    }
    assert own_firm.population() == before


def test_pickers_read_the_file_otherwise(desk):
    upload = desk.bring(PEOPLE.encode("cp1250"))
    address = f"/imports/files/{upload.pk}/"
    data = {"kind": "customers", "encoding": "iso-8859-2", "country": "pl", "currency": "PLN"}
    assert desk.client.post(f"{address}format/", data).status_code == 302
    page = desk.client.get(address)
    assert page.context["format"].encoding.name == "iso-8859-2"
    assert "Świętosława" not in page.text
    upload.refresh_from_db()
    assert (upload.country, upload.currency) == ("PL", "PLN")
    part = desk.client.post(f"{address}format/", data | {"encoding": ""}, headers={"HX-Request": "true"})
    assert "Świętosława" in part.text
    assert "<html" not in part.text
    wrong = desk.client.post(f"{address}format/", data | {"country": "XX"})
    assert (wrong.status_code, "such as PL" in wrong.text) == (422, True)


def test_trial_says_what_the_import_then_does(desk, own_firm):
    before = own_firm.population()
    upload = desk.bring(PEOPLE.encode("cp1250"))
    tried = desk.attempt(upload)
    assert (tried.state, own_firm.population()) == (State.DONE, before)
    page = desk.client.get(f"/imports/runs/{tried.pk}/")
    report = page.context["report"]
    assert (report.read, report.imported, report.cells_left_out) == (3, 3, 2)
    assert "Import 3 rows" in page.text
    assert "brak adresu" in page.text
    assert desk.client.post(f"/imports/runs/{tried.pk}/import/").status_code == 302
    assert imports.work()
    assert own_firm.population() == before + 3
    done = own_firm.past_import(ImportRun.objects.latest("pk").import_id)
    assert (done.report.imported, done.report.new_fields) == (report.imported, report.new_fields)
    assert own_firm.segment("ulubiony_kolor = 'żółty' and city = 'Łódź'").count().count == 1


def test_columns_go_where_they_are_sent(desk, own_firm):
    upload = desk.bring(PEOPLE.encode())
    run = desk.import_all(upload, **{"Ulubiony kolor": "Leave out", "Miasto": "new field: miasto rodzinne"})
    assert own_firm.past_import(run.import_id).report.new_fields == ["miasto_rodzinne"]
    assert own_firm.segment("miasto_rodzinne = 'Gdańsk'").count().count == 1


def test_unknown_target_is_said_at_its_column_and_nothing_typed_is_lost(desk):
    upload = desk.bring(PEOPLE.encode())
    data = desk.columns(upload, Miasto="Planet", Nazwisko="First name")
    response = desk.client.post(f"/imports/files/{upload.pk}/columns/", data | {"try": "1"})
    assert response.status_code == 422
    assert 'value="Planet"' in response.text
    twice = desk.columns(upload, Nazwisko="First name")
    response = desk.client.post(f"/imports/files/{upload.pk}/columns/", twice | {"try": "1"})
    assert (response.status_code, "both go to" in response.text) == (422, True)
    assert not ImportRun.objects.exists()


def test_mapping_is_recognised_the_next_time(desk):
    desk.import_all(desk.bring(PEOPLE.encode(), "may.csv"), **{"Ulubiony kolor": "Leave out"})
    again = desk.bring(PEOPLE.replace("P", "R").encode(), "june.csv")
    page = desk.client.get(f"/imports/files/{again.pk}/")
    assert "they go where they went with may.csv" in page.text
    assert {row.column: row.target for row in page.context["columns"]}["Ulubiony kolor"] == "ignore"


def test_import_is_undone_and_the_list_says_so(desk, own_firm):
    before = own_firm.population()
    run = desk.import_all(desk.bring(PEOPLE.encode()))
    plan = desk.client.get(f"/imports/{run.import_id}/undo/")
    assert plan.context["removed"] == [("customers", 3)]
    assert own_firm.population() == before + 3
    assert desk.client.post(f"/imports/{run.import_id}/undo/").status_code == 302
    assert own_firm.population() == before
    assert own_firm.catalog.variable("ulubiony_kolor", "customer") is None
    assert "Undone" in desk.client.get("/imports/").text
    assert desk.client.post(f"/imports/{run.import_id}/undo/").status_code == 409
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["brought", "imported", "undone"]


def test_undo_says_what_stands_in_the_way(desk):
    people = desk.import_all(desk.bring(PEOPLE.encode()))
    desk.import_all(desk.bring(ORDERS.encode(), "orders.csv"))
    page = desk.client.get(f"/imports/{people.import_id}/undo/")
    assert page.context["reasons"] == [
        "1 record of «orders.csv» is about somebody this import created; undo that first"
    ]
    assert desk.client.post(f"/imports/{people.import_id}/undo/").status_code == 409


def test_rejects_are_shown_and_downloaded_in_the_readers_language(desk, marketer):
    run = desk.import_all(desk.bring(PEOPLE.encode()))
    marketer.language = "pl"
    marketer.save()
    page = desk.client.get(f"/imports/{run.import_id}/rejects/")
    assert [(p.row, p.field, p.cure) for p in page.context["problems"]] == [
        (3, "E-mail", "popraw albo zostaw puste"),
        (4, "Roczny dochód", "wskaż znak dziesiętny"),
    ]
    got = desk.client.get(f"/imports/{run.import_id}/rejects.csv")
    text = b"".join(got.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["wiersz"], row["wartość"], row["wiersz pominięty"]) for row in rows] == [
        ("3", "brak adresu", "nie"),
        ("4", "12,5,0", "nie"),
    ]


def test_imports_of_the_terminal_are_in_the_list(desk, own_firm, tmp_path):
    file = tmp_path / "terminal.csv"
    file.write_text(ORDERS, encoding="utf-8")
    number = own_firm.import_file(file, "orders").import_id
    page = desk.client.get("/imports/")
    assert [row.past.file for row in page.context["rows"]] == ["terminal.csv"]
    assert desk.client.get(f"/imports/{number}/").status_code == 200
    assert desk.client.get("/imports/999/").status_code == 404


def test_viewer_sees_counts_and_no_persons(desk, viewer, browse):
    run = desk.import_all(desk.bring(PEOPLE.encode()))
    client = browse(viewer)
    assert "Drop a file here" not in client.get("/imports/").text
    page = client.get(f"/imports/{run.import_id}/")
    assert (page.status_code, "brak adresu" in page.text) == (200, False)
    for address in ("rejects/", "rejects.csv", "undo/"):
        assert client.get(f"/imports/{run.import_id}/{address}").status_code == 403
    assert client.post("/imports/upload/").status_code == 403
    assert client.get(f"/imports/files/{Upload.objects.get().pk}/").status_code == 403


def test_list_asks_the_same_of_the_database_however_long_it_is(
    desk, own_firm, tmp_path, django_assert_num_queries
):
    counts = []
    for number in range(3):
        file = tmp_path / f"{number}.csv"
        file.write_text(ORDERS.replace("O", f"N{number}"), encoding="utf-8")
        own_firm.import_file(file, "orders")
        if number != 1:
            with django_assert_num_queries(7) as asked:
                desk.client.get("/imports/")
            counts.append(len(asked))
    assert counts == [7, 7]
