from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import clientela
from tests.cli.running import answer, run


def test_init_makes_a_workspace_with_its_settings(tmp_path: Path) -> None:
    assert answer("init", tmp_path / "w", "--time-zone", "Europe/Warsaw", "--country", "PL") == {
        "workspace": str(tmp_path / "w"),
        "time_zone": "Europe/Warsaw",
        "country": "PL",
        "currency": "EUR",
        "language": "en",
    }
    with clientela.open(tmp_path / "w") as workspace:
        assert workspace.store.settings()["time_zone"] == "Europe/Warsaw"


def test_init_where_a_workspace_is_fails(firm: Path) -> None:
    ran = run("init", firm)
    assert (ran.code, ran.err) == (1, f"error: there is a workspace in {firm} already\n")


def test_init_guesses_at_a_time_zone(tmp_path: Path) -> None:
    ran = run("init", tmp_path / "w", "--time-zone", "Europe/Barcelone")
    assert ran.code == 1
    assert ran.err.startswith("error: no time zone 'Europe/Barcelone'; did you mean ")
    assert not (tmp_path / "w").exists()


def test_command_without_a_workspace_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("quality")
    place = tmp_path / "clientela-data"
    assert ran.code == 1
    assert ran.err == f"error: no workspace in {place}; make one with `clientela init {place}`\n"


def test_nearest_workspace_is_found_from_a_folder_inside(
    own_firm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = own_firm / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert answer("segment", "count", "city = 'Barcelona'")["count"] == 3


def test_backup_and_restore_give_the_same_workspace(firm: Path, tmp_path: Path) -> None:
    saved = answer("backup", tmp_path / "safe", "--workspace", firm)
    back = answer("restore", tmp_path / "safe", "--workspace", tmp_path / "again")
    assert back["tables"] == saved["tables"]
    assert (back["tables"]["customers"], back["tables"]["events"]) == (6, 5)
    assert answer("segment", "count", "did order_completed", "--workspace", tmp_path / "again")["count"] == 3


def test_backup_that_was_changed_is_refused(firm: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "safe", "--workspace", firm)
    part = tmp_path / "safe" / "customers.parquet"
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    ran = run("restore", tmp_path / "safe", "--workspace", tmp_path / "again")
    assert ran.code == 1
    assert "customers.parquet" in ran.err
    assert not (tmp_path / "again" / "clientela.duckdb").exists()


def test_sample_is_listed_with_its_imports(tmp_path: Path) -> None:
    words = ("sample", tmp_path / "files", "--customers", "20", "--until", "2026-03-01")
    found = answer(*words, "--workspace", "shop")
    assert (found["customers"], found["seed"], found["until"]) == (20, 7, "2026-03-01")
    index = json.loads((tmp_path / "files" / "files.json").read_text(encoding="utf-8"))
    assert found["imports"] == [
        f"clientela import {tmp_path / 'files' / each['file']} --as {each['as']} --workspace shop"
        for each in index["files"]
    ]


@pytest.mark.parametrize("words", [("--customers", "0"), ("--seed", "-1"), ("--until", "soon")])
def test_sample_of_nonsense_is_a_usage_error(tmp_path: Path, words: tuple[str, str]) -> None:
    ran = run("sample", tmp_path / "files", *words)
    assert ran.code == 2
    assert not (tmp_path / "files").exists()


def test_demo_does_not_touch_a_workspace_that_is_there(firm: Path, tmp_path: Path) -> None:
    ran = run("demo", tmp_path / "demo", "--workspace", firm)
    assert ran.code == 1
    assert ran.err == f"error: there is a workspace in {firm} already; remove it, or name another folder\n"
    assert not (tmp_path / "demo").exists()


def test_quality_as_json_says_how_full_every_column_is(firm: Path) -> None:
    found = answer("quality", "--as-of", "2026-03-01", "--workspace", firm)
    full = {each["column"]: each["completeness"] for each in found["columns"] if each["entity"] == "customer"}
    assert (full["first_name"], full["email"], full["phone"]) == (1.0, 5 / 6, 2 / 6)
    assert [(each["kind"], each["events"], each["days_since"]) for each in found["freshness"]] == [
        ("order_completed", 5, 44)
    ]


def test_variables_are_found_by_words_in_any_language(firm: Path) -> None:
    names = [each["name"] for each in answer("variables", "birthday", "--workspace", firm)]
    assert names[0] == "birthday"
    assert "birthday" in [each["name"] for each in answer("variables", "urodzenia", "--workspace", firm)]


def test_variables_need_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = answer("variables")
    assert len(found) >= 200
    assert {each["family"] for each in found} >= {"demographic", "voice", "deal", "time"}
    assert answer("variables", "--family", "voice") == [each for each in found if each["family"] == "voice"]


def test_variable_by_its_name_is_told_whole(firm: Path) -> None:
    lines = run("variables", "orders_total", "--workspace", firm).out.splitlines()
    assert lines[0].startswith("orders_total: ")
    assert "  is: count(order_completed)" in lines


def test_family_that_is_not_there_is_guessed_at(firm: Path) -> None:
    ran = run("variables", "--family", "voices", "--workspace", firm)
    assert (ran.code, ran.err) == (1, "error: no family 'voices'; did you mean 'voice'?\n")


def test_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert run("--version").out == f"clientela {version('clientela')}\n"


def test_workspace_clock_is_the_only_one(firm: Path) -> None:
    before = dt.datetime.now(dt.UTC)
    as_of = dt.datetime.fromisoformat(answer("segment", "count", "city is set", "--workspace", firm)["as_of"])
    assert before <= as_of <= dt.datetime.now(dt.UTC)
