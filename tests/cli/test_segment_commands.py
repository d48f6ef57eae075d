from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import answer, run

BARCELONA = "city = 'Barcelona'"


def test_count_as_json_has_exactly_four_fields(firm: Path) -> None:
    found = answer("segment", "count", BARCELONA, "--as-of", "2026-03-01", "--workspace", firm)
    ms = found.pop("ms")
    assert found == {"count": 3, "population": 6, "as_of": "2026-02-28T23:00:00Z"}
    assert ms > 0


def test_count_for_people_is_a_sentence(firm: Path) -> None:
    ran = run("segment", "count", BARCELONA, "--as-of", "2025-06-01", "--workspace", firm)
    assert ran.out == "2 of 5 customers (40.0%)\n"


@pytest.mark.parametrize(
    ("written", "as_of"),
    [
        ("2025-03-15", "2025-03-14T23:00:00Z"),
        ("2025-07-15", "2025-07-14T22:00:00Z"),
        ("2025-03-15T10:00", "2025-03-15T09:00:00Z"),
        ("2025-03-15T10:00+05:00", "2025-03-15T05:00:00Z"),
        ("2025-03-15T10:00:00Z", "2025-03-15T10:00:00Z"),
    ],
)
def test_as_of_is_meant_in_the_workspaces_zone(firm: Path, written: str, as_of: str) -> None:
    found = answer("segment", "count", BARCELONA, "--as-of", written, "--workspace", firm)
    assert found["as_of"] == as_of


def test_as_of_that_is_no_instant_is_a_usage_error(firm: Path) -> None:
    ran = run("segment", "count", BARCELONA, "--as-of", "yesterday", "--workspace", firm)
    assert (ran.code, ran.out) == (2, "")
    assert "'yesterday' is no date such as 2026-03-01" in ran.err


def test_rule_comes_from_a_file_of_text_or_json_or_from_standard_input(firm: Path, tmp_path: Path) -> None:
    text, json_file = tmp_path / "rule.txt", tmp_path / "rule.json"
    text.write_text("\ufeff" + BARCELONA, encoding="utf-8")
    rule = answer("segment", "check", BARCELONA, "--workspace", firm)["rule"]
    json_file.write_text(json.dumps(rule), encoding="utf-8")
    counts = [
        answer("segment", "count", "--file", file, "--workspace", firm, typed=typed)["count"]
        for file, typed in ((text, None), (json_file, None), ("-", BARCELONA))
    ]
    assert counts == [3, 3, 3]


@pytest.mark.parametrize("words", [(), (BARCELONA, "--file", "rule.txt")])
def test_rule_given_twice_or_never_is_a_usage_error(firm: Path, words: tuple[str, ...]) -> None:
    ran = run("segment", "count", *words, "--workspace", firm)
    assert ran.code == 2
    assert ran.err.endswith(
        "Error: Invalid value for TEXT: say the rule as TEXT, or give a file with --file\n"
    )


def test_file_that_is_not_there_is_named(firm: Path) -> None:
    ran = run("segment", "count", "--file", "no.json", "--workspace", firm)
    assert (ran.code, ran.err) == (1, "error: no.json cannot be read: no such file or directory\n")


def test_mistake_in_the_text_is_pointed_at(firm: Path) -> None:
    ran = run("segment", "count", "age beetween 25 and 35", "--workspace", firm)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "error: line 1, column 5: no keyword 'beetween'; did you mean 'between'?\n"
        "  age beetween 25 and 35\n"
        "      ^\n"
    )


def test_problems_of_a_rule_are_all_listed(firm: Path) -> None:
    ran = run("segment", "count", "citi = 'x' and aeg > 3", "--workspace", firm)
    assert ran.code == 1
    assert ran.err == (
        "error: the rule has 2 problems:\n"
        "  conditions[0].value: no variable 'citi'; did you mean 'city'?\n"
        "  conditions[1].value: no variable 'aeg'; did you mean 'age'?\n"
    )


def test_check_says_the_rule_in_the_language_asked_for(firm: Path) -> None:
    ran = run("segment", "check", BARCELONA, "--language", "es", "--workspace", firm)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[1] == "  city = 'Barcelona'"
    assert "Barcelona" in ran.out.splitlines()[0]


def test_check_as_json_of_a_right_rule(firm: Path) -> None:
    found = answer("segment", "check", BARCELONA, "--workspace", firm)
    found.pop("sentence")
    assert found == {
        "ok": True,
        "problems": [],
        "text": BARCELONA,
        "rule": {
            "node": "compare",
            "value": {"node": "variable", "name": "city"},
            "operator": "=",
            "operand": "Barcelona",
        },
    }


def test_check_as_json_of_a_wrong_rule(firm: Path) -> None:
    ran = run("segment", "check", "citi = 'x'", "--json", "--workspace", firm)
    assert ran.code == 1
    assert ran.json == {
        "ok": False,
        "problems": [
            {
                "path": "value",
                "code": "unknown_variable",
                "message": "no variable 'citi'; did you mean 'city'?",
            }
        ],
    }


def test_check_as_json_of_text_that_does_not_parse(firm: Path) -> None:
    ran = run("segment", "check", "age beetween 25 and 35", "--json", "--workspace", firm)
    assert ran.code == 1
    assert ran.json["problems"] == [
        {
            "path": "",
            "code": "syntax",
            "message": "no keyword 'beetween'; did you mean 'between'?",
            "line": 1,
            "column": 5,
        }
    ]


def test_language_there_are_no_texts_in_is_a_usage_error(firm: Path) -> None:
    ran = run("segment", "check", BARCELONA, "--language", "de", "--workspace", firm)
    assert ran.code == 2
    assert "'de' is not one of en, ca, es, pl, ru, ro" in ran.err


def test_trend_counts_each_month_and_now(firm: Path) -> None:
    words = ("segment", "trend", "did order_completed", "--from", "2025-01", "--until", "2025-04-01")
    found = answer(*words, "--workspace", firm)
    assert [(each["as_of"], each["count"], each["population"]) for each in found] == [
        ("2024-12-31T23:00:00Z", 0, 5),
        ("2025-01-31T23:00:00Z", 1, 5),
        ("2025-02-28T23:00:00Z", 2, 5),
        ("2025-03-31T22:00:00Z", 3, 5),
        ("2025-04-01T21:59:59.999999Z", 3, 5),
    ]


def test_trend_for_people_is_a_table_and_a_chart(firm: Path) -> None:
    words = ("segment", "trend", "did order_completed", "--from", "2025-02", "--until", "2025-03-01")
    lines = run(*words, "--workspace", firm).out.splitlines()
    assert lines[0].split() == ["as", "of", "members", "share", "of"]
    assert [line.split() for line in lines[2:5]] == [
        ["2025-02-01", "00:00", "1", "20.0%", "5"],
        ["2025-03-01", "00:00", "2", "40.0%", "5"],
        ["2025-03-01", "23:59", "2", "40.0%", "5"],
    ]
    assert [line.count("█") for line in lines[6:12]] == [14, 14, 14, 21, 21, 21]


@pytest.mark.parametrize("first", ["2025-13", "25", "soon"])
def test_trend_from_what_is_no_day_is_a_usage_error(firm: Path, first: str) -> None:
    ran = run("segment", "trend", BARCELONA, "--from", first, "--workspace", firm)
    assert ran.code == 2
    assert f"{first!r} is no day such as 2025-01-15, month such as 2025-01 or year" in ran.err


def test_saved_segment_lives_through_its_commands(own_firm: Path) -> None:
    place = ("--workspace", own_firm)
    assert answer("segment", "save", "Locals", BARCELONA, *place) == {
        "name": "Locals",
        "version": 1,
        "count": 3,
        "population": 6,
    }
    assert (
        answer("segment", "save", "Buyers", "did order_completed", "--note", "ever", *place)["version"] == 1
    )
    assert (
        answer("segment", "save", "Locals", "city = 'Barcelona' and did order_completed", *place)["version"]
        == 2
    )
    assert answer("segment", "list", *place) == [
        {"name": "Buyers", "version": 1, "count": 3, "population": 6, "note": "ever"},
        {"name": "Locals", "version": 2, "count": 2, "population": 6, "note": None},
    ]
    assert answer("segment", "count", "Locals", *place)["count"] == 2
    assert answer("segment", "overlap", *place) == [
        {"left": "Buyers", "right": "Locals", "left_count": 3, "right_count": 2, "both": 2, "jaccard": 2 / 3}
    ]
    shown = answer("segment", "show", "Locals", *place)
    assert [version["text"] for version in shown["versions"]] == [
        BARCELONA,
        "city = 'Barcelona' and did order_completed",
    ]
    assert answer("segment", "refresh", "Buyers", *place) == [{"name": "Buyers", "entered": 0, "left": 0}]
    assert answer("segment", "restore", "Locals", "1", *place) == {
        "name": "Locals",
        "version": 3,
        "count": 3,
        "population": 6,
    }
    named = answer("segment", "rename", "Locals", "Neighbours", "--name", "ca=Veïns", *place)
    assert named == {"name": "Neighbours", "names": {"ca": "Veïns"}}
    assert answer("segment", "rename", "Neighbours", "Locals", "--name", "ca=", *place)["names"] == {}
    assert run("segment", "rename", "Locals", "L", "--name", "Veïns", *place).code == 2
    assert answer("segment", "delete", "Locals", *place) == {"deleted": "Locals"}
    assert [each["name"] for each in answer("segment", "list", *place)] == ["Buyers"]


def test_segment_that_is_not_there_is_guessed_at(own_firm: Path) -> None:
    run("segment", "save", "Locals", BARCELONA, "--workspace", own_firm)
    ran = run("segment", "show", "Local", "--workspace", own_firm)
    assert (ran.code, ran.err) == (1, "error: no segment 'Local'; did you mean 'Locals'?\n")


def test_members_without_a_file_are_the_first_and_the_total(firm: Path) -> None:
    words = ("segment", "members", BARCELONA, "--columns", "external_id,city", "--limit", "2")
    ran = run(*words, "--workspace", firm)
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "3 of 6 customers (50.0%)."
    assert len([line for line in ran.out.splitlines() if line.startswith("#")]) == 2
    assert ran.err == "The first 2 are shown; -o FILE writes all.\n"


def test_members_as_json_are_one_array(firm: Path) -> None:
    found = answer("segment", "members", BARCELONA, "--columns", "external_id", "--workspace", firm)
    assert sorted(each["external_id"] for each in found) == ["C2", "C3", "C5"]


def test_members_column_that_is_not_there_is_guessed_at(firm: Path) -> None:
    ran = run("segment", "members", BARCELONA, "--columns", "citi", "--workspace", firm)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "error: no variable 'citi'; did you mean 'city'?\n"
