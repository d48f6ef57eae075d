"""`customers note|set|merge|export|erase`: what is written, moved, given out and removed from a terminal."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import clientela
from tests.cli.running import answer, run
from tests.cli.test_customers_commands import numbers


def _timeline(firm: Path, customer: str) -> list[tuple[str, str, dict[str, object]]]:
    card = answer("customers", "show", customer, "--workspace", firm)
    return [(each["kind"], each["at"], each["details"]) for each in card["timeline"]]


def _city(firm: Path, customer: str, *words: str) -> list[tuple[object, str]]:
    card = answer("customers", "show", customer, *words, "--workspace", firm)
    return [(each["value"], each["source"]) for each in card["attributes"] if each["attribute"] == "city"]


def test_a_note_is_on_the_card_and_says_who_wrote_it(own_firm: Path) -> None:
    number = numbers(own_firm)["C2"]
    ran = run("customers", "note", "C2", "Wants larger sizes", "--by", "Ada", "--workspace", own_firm)
    assert ran.out == f"The note is on the card of customer #{number}.\n"
    (kind, _, details), *_rest = _timeline(own_firm, "C2")
    assert kind == "note_added"
    assert details["text"] == "Wants larger sizes"
    with clientela.open(own_firm) as workspace:
        rows = workspace.store.engine.rows("SELECT source FROM events WHERE kind = 'note_added'")
    assert rows == [("by hand: Ada",)]


def test_a_call_has_its_outcome_its_minutes_and_its_hour(own_firm: Path) -> None:
    words = ("--kind", "call", "--outcome", "no answer", "--minutes", "5", "--at", "2026-01-20 10:00")
    told = answer("customers", "note", "C2", "Tried", *words, "--workspace", own_firm)
    assert (told["customer"], told["kind"]) == (numbers(own_firm)["C2"], "call_logged")
    (kind, at, details), *_rest = _timeline(own_firm, "C2")
    assert (kind, at) == ("call_logged", "2026-01-20T09:00:00Z")  # Madrid is an hour ahead in winter
    assert "no answer" in json.dumps(details)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("C2", "  "), "say what it was about: write a text"),
        (("C2", "x", "--at", "2999-01-01"), "has not come yet; give an instant that has passed"),
        (("C99", "x"), "no customer 'C99'"),
    ],
)
def test_a_note_that_cannot_be_is_one_sentence(own_firm: Path, words: tuple[str, ...], said: str) -> None:
    before = _timeline(own_firm, "C2")
    ran = run("customers", "note", *words, "--workspace", own_firm)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert _timeline(own_firm, "C2") == before


def test_an_attribute_is_set_and_what_held_before_stays_in_the_past(own_firm: Path) -> None:
    words = ("city", "Girona", "--by", "Ada", "--workspace", own_firm)
    assert answer("customers", "set", "C2", *words)["changed"] is True
    ((value, source),) = _city(own_firm, "C2")
    assert (value, "Ada" in source) == ("Girona", True)
    assert [value for value, _ in _city(own_firm, "C2", "--as-of", "2025-05-01")] == ["Barcelona"]
    again = run("customers", "set", "C2", "city", "Girona", "--workspace", own_firm)
    assert again.out.endswith("was so already.\n")


def test_an_attribute_is_cleared(own_firm: Path) -> None:
    ran = run("customers", "set", "C2", "city", "--clear", "--workspace", own_firm)
    assert ran.out == f"city of customer #{numbers(own_firm)['C2']} is cleared.\n"
    assert _city(own_firm, "C2") in ([], [(None, "hand")])
    assert run("segment", "count", "city is not set", "--workspace", own_firm).out.split()[0] == "1"


@pytest.mark.parametrize("words", [("city",), ("city", "Girona", "--clear")])
def test_a_value_or_clear_is_said_but_not_both(own_firm: Path, words: tuple[str, ...]) -> None:
    ran = run("customers", "set", "C2", *words, "--workspace", own_firm)
    assert ran.code == 2
    assert "say the value, or --clear" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("birthday", "soon"), "is not a date"),
        (("revenue_total", "3"), "is worked out from other data"),
        (("citi", "Girona"), "did you mean 'city'?"),
    ],
)
def test_an_attribute_that_cannot_be_set_is_one_sentence(
    own_firm: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run("customers", "set", "C2", *words, "--workspace", own_firm)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_a_merge_is_shown_then_done_when_it_is_meant(own_firm: Path) -> None:
    ours = numbers(own_firm)
    shown = run("customers", "merge", "C2", "C3", "--dry-run", "--workspace", own_firm)
    assert "Moves over:" in shown.out
    assert run("customers", "merge", "C2", "C3", "--workspace", own_firm, typed="n\n").code == 0
    assert numbers(own_firm) == ours
    refused = run("customers", "merge", "C2", "C3", "--json", "--workspace", own_firm)
    assert (refused.code, "say --yes as well" in refused.err) == (2, True)
    told = answer("customers", "merge", "C2", "C3", "--yes", "--workspace", own_firm)
    assert (told["customer"], told["merged"]) == (ours["C2"], ours["C3"])
    assert [kind for kind, *_ in _timeline(own_firm, "C2")].count("order_completed") == 4
    itself = run("customers", "merge", "C2", "C2", "--yes", "--workspace", own_firm)
    assert (itself.code, "the same customer already" in itself.err) == (1, True)


def test_everything_kept_of_a_person_is_given_out(own_firm: Path, tmp_path: Path) -> None:
    number = numbers(own_firm)["C2"]
    copy = json.loads(run("customers", "export", "C2", "--workspace", own_firm).out)
    assert "marc@casa.example" in json.dumps(copy)
    assert "nuria@casa.example" not in json.dumps(copy)
    for name in ("copy.json", "copy.html", "copy.zip"):
        told = answer("customers", "export", "C2", "-o", tmp_path / name, "--workspace", own_firm)
        assert (told["customer"], told["file"]) == (number, str(tmp_path / name))
    written = json.loads((tmp_path / "copy.json").read_text(encoding="utf-8"))
    assert written | {"as_of": None} == copy | {"as_of": None}
    assert "Marc" in (tmp_path / "copy.html").read_text(encoding="utf-8")
    assert zipfile.ZipFile(tmp_path / "copy.zip").testzip() is None
    wrong = run("customers", "export", "C2", "-o", tmp_path / "copy.doc", "--workspace", own_firm)
    assert (wrong.code, "end it in .json, .html or .zip" in wrong.err) == (1, True)


def test_a_person_is_erased_when_it_is_meant(own_firm: Path) -> None:
    number = numbers(own_firm)["C2"]
    plan = answer("customers", "erase", "C2", "--dry-run", "--workspace", own_firm)
    assert plan["rows"]["events"] == 3
    assert run("customers", "erase", "C2", "--workspace", own_firm, typed="n\n").code == 0
    assert "C2" in numbers(own_firm)
    told = answer("customers", "erase", "C2", "--yes", "--workspace", own_firm)
    assert told["erased"] == number
    assert "C2" not in numbers(own_firm)
    with clientela.open(own_firm) as workspace:
        left = workspace.store.engine.rows("SELECT count(*) FROM events WHERE customer_id = ?", (number,))
    assert left == [(0,)]
    gone = run("customers", "erase", "C2", "--yes", "--workspace", own_firm)
    assert (gone.code, "no customer 'C2'" in gone.err) == (1, True)
