from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.running import answer, run

PEOPLE = """\
external_id,first_name,email
C7,Ana,ana@x.example
C8,Pau,no address
C9,Eva,eva@x.example
C10,Ada,ada@x.example
C11,Leo,leo@x.example
C12,Mia,mia@x.example
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def test_import_shows_what_was_decided_and_accounts_for_every_row(own_firm: Path, people: Path) -> None:
    ran = run("import", people, "--as", "customers", "--workspace", own_firm)
    lines = [line.strip() for line in ran.out.splitlines()]
    assert ran.code == 0
    assert "delimiter: comma" in lines
    assert "6 rows: 6 imported, 0 known already, 0 rejected" in lines
    assert "created: 6 customer" in lines
    assert any(
        line.startswith("email: 1, such as row 3: 'no address' is no e-mail address") for line in lines
    )


def test_import_as_json_is_one_document(own_firm: Path, people: Path) -> None:
    (found,) = answer("import", people, "--as", "customers", "--workspace", own_firm)["files"]
    assert found["format"]["delimiter"] == ","
    assert [(each["column"], each["target"]) for each in found["mapping"]] == [
        ("external_id", "external_id"),
        ("first_name", "first_name"),
        ("email", "email"),
    ]
    report = found["report"]
    assert [report[name] for name in ("read", "imported", "unchanged", "rejected")] == [6, 6, 0, 0]
    assert answer("segment", "count", "external_id is set", "--workspace", own_firm)["population"] == 12


def test_import_twice_adds_nothing(own_firm: Path, files: Path) -> None:
    for _ in range(2):
        (found,) = answer("import", files / "orders.csv", "--as", "orders", "--workspace", own_firm)["files"]
        assert (found["report"]["read"], found["report"]["unchanged"]) == (5, 5)
    assert answer("events", "--summary", "--workspace", own_firm)["events"] == 5


def test_dry_run_keeps_nothing(own_firm: Path, people: Path) -> None:
    ran = run("import", people, "--as", "customers", "--dry-run", "--workspace", own_firm)
    assert "6 rows: 6 would be imported, 0 known already, 0 would be rejected" in ran.out
    assert answer("segment", "count", "city is set", "--workspace", own_firm)["population"] == 6
    assert not list(own_firm.glob("rejects/people*"))


def test_rejects_go_to_a_file_with_reason_and_cure(own_firm: Path, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "order_id,customer,date,total\n"
        + "".join(f"O{n},C1,2025-05-0{n},6\n" for n in range(6, 10))
        + "O10,C1,never,5\n",
        encoding="utf-8",
    )
    rejects = tmp_path / "rejects.csv"
    words = ("import", orders, "--as", "orders", "--rejects", rejects, "--workspace", own_firm)
    (found,) = answer(*words)["files"]
    assert (found["report"]["imported"], found["report"]["rejected"]) == (4, 1)
    (row,) = csv.DictReader(rejects.read_text(encoding="utf-8").splitlines())
    assert (row["line"], row["field"], row["value"]) == ("6", "date", "never")
    assert row["reason"]
    assert row["cure"]


def test_mapping_is_saved_and_used_again(own_firm: Path, people: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "people.yaml"
    place = ("--workspace", own_firm)
    ran = run("import", people, "--as", "customers", "--dry-run", "--save-mapping", mapping, *place)
    assert ran.code == 0, ran.err
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("target: first_name", "target: ignore"))
    (found,) = answer("import", people, "--as", "customers", "--mapping", mapping, *place)["files"]
    assert [each["target"] for each in found["mapping"]] == ["external_id", "ignore", "email"]


def test_decisions_can_be_overridden(own_firm: Path, tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_bytes("Nr klienta|Imię|Data urodzenia\nC7|Łukasz|03/04/1990\n".encode("cp1250"))
    words = ("import", path, "--as", "customers", "--encoding", "cp1250", "--delimiter", "bar")
    (found,) = answer(*words, "--date-order", "MDY", "--workspace", own_firm)["files"]
    wanted = {"encoding": "cp1250", "delimiter": "|", "date_order": "MDY"}
    assert {name: found["format"][name] for name in wanted} == wanted
    card = answer("customers", "show", "C7", "--workspace", own_firm)
    facts = {each["attribute"]: each["value"] for each in card["attributes"]}
    assert (facts["first_name"], facts["birthday"]) == ("Łukasz", "1990-03-04")


def test_several_files_are_imported_in_order(own_firm: Path, people: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_text("external_id,first_name\nC13,Ona\n", encoding="utf-8")
    found = answer("import", people, more, "--as", "customers", "--workspace", own_firm)["files"]
    assert [(Path(each["file"]).name, each["report"]["imported"]) for each in found] == [
        ("people.csv", 6),
        ("more.csv", 1),
    ]


def test_one_mapping_is_not_saved_for_several_files(own_firm: Path, people: Path) -> None:
    words = (
        "import",
        people,
        people,
        "--as",
        "customers",
        "--save-mapping",
        "m.yaml",
        "--workspace",
        own_firm,
    )
    ran = run(*words)
    assert ran.code == 2
    assert "a mapping is of one file; import the others after it" in ran.err


def test_file_that_is_not_there_is_one_sentence(own_firm: Path) -> None:
    ran = run("import", "no.csv", "--as", "customers", "--workspace", own_firm)
    assert (ran.code, ran.err) == (1, "error: there is no file no.csv\n")


def test_kind_that_is_not_there_is_a_usage_error(own_firm: Path, people: Path) -> None:
    ran = run("import", people, "--as", "people", "--workspace", own_firm)
    assert ran.code == 2
    assert "'people' is not one of" in ran.err


def test_file_without_what_its_kind_needs_says_so(own_firm: Path, people: Path) -> None:
    ran = run("import", people, "--as", "order-lines", "--workspace", own_firm)
    assert ran.code == 1
    assert ran.err.startswith("error: no column holds the ref, which order-lines need; ")


def test_imports_are_listed_and_undone(own_firm: Path, people: Path) -> None:
    before = answer("segment", "count", "external_id is set", "--workspace", own_firm)["population"]
    (found,) = answer("import", people, "--as", "customers", "--workspace", own_firm)["files"]
    number = found["report"]["import_id"]
    listed = answer("imports", "list", "--workspace", own_firm)["imports"]
    assert [(each["number"], each["file"], each["state"]) for each in listed[:1]] == [
        (number, "people.csv", "done")
    ]
    (problem,) = answer("imports", "rejects", str(number), "--language", "pl", "--workspace", own_firm)[
        "rejects"
    ]
    assert (problem["row"], problem["cure"]) == (3, "popraw albo zostaw puste")
    plan = answer("imports", "undo", str(number), "--dry-run", "--workspace", own_firm)
    assert (plan["done"], plan["removed"], plan["reasons_against"]) == (False, {"customer": 6}, [])
    ran = run("imports", "undo", str(number), "--yes", "--workspace", own_firm)
    assert "removed: 6 customer" in ran.out
    assert answer("segment", "count", "external_id is set", "--workspace", own_firm)["population"] == before
    again = run("imports", "undo", str(number), "--yes", "--workspace", own_firm)
    assert again.code != 0
    assert "it has been undone already" in again.err
