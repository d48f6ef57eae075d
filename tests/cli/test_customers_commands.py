from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import clientela
from clientela.collect.identity.merging import merge
from tests.cli.running import answer, run


def numbers(firm: Path) -> dict[str, int]:
    """Our own numbers by the firm's."""
    with clientela.open(firm) as workspace:
        rows = workspace.store.engine.rows("SELECT external_id, customer_id FROM customers")
    return dict(rows)


@pytest.mark.parametrize(
    "key", ["C2", "marc@casa.example", "MARC@casa.example", "+34 612 345 678", "612345678"]
)
def test_customer_is_shown_by_any_of_her_keys(firm: Path, key: str) -> None:
    card = answer("customers", "show", key, "--workspace", firm)
    assert card["customer"]["external_id"] == "C2"


def test_card_has_attributes_with_their_source_and_the_timeline_newest_first(firm: Path) -> None:
    card = answer("customers", "show", f"#{numbers(firm)['C2']}", "--limit", "2", "--workspace", firm)
    facts = {each["attribute"]: (each["value"], each["source"]) for each in card["attributes"]}
    assert facts["city"] == ("Barcelona", "import:customers.csv")
    assert [(each["kind"], each["details"]["ref"]) for each in card["timeline"]] == [
        ("order_completed", "O5"),
        ("order_completed", "O3"),
    ]
    assert card["timeline"][0]["at"] == "2026-01-15T09:00:00Z"
    assert card["timeline"][0]["details"]["amount"] == 99.9
    assert card["moments"] == 3


def test_card_as_of_the_past_shows_nothing_later(firm: Path) -> None:
    card = answer("customers", "show", "C2", "--as-of", "2025-03-01", "--workspace", firm)
    assert [each["details"]["ref"] for each in card["timeline"]] == ["O2"]


def test_card_for_people_names_the_parts(firm: Path) -> None:
    lines = run("customers", "show", "C2", "--workspace", firm).out.splitlines()
    assert lines[0].endswith("Marc Puig · C2 · Barcelona")
    assert [line for line in lines if line in {"Attributes", "Segments", "Deals", "Consents"}] == [
        "Attributes"
    ]
    assert "Timeline, the newest 3 of 3" in lines
    assert any(line.startswith("2026-01-15 10:00  order_completed  ref O5, 99.9 EUR") for line in lines)


def test_card_shows_the_segments_she_is_in(own_firm: Path) -> None:
    run("segment", "save", "Locals", "city = 'Barcelona'", "--workspace", own_firm)
    run("segment", "save", "Poles", "city = 'Łódź'", "--workspace", own_firm)
    with clientela.open(own_firm) as workspace:
        card = workspace.card("C2")
        before = workspace.card("C2", as_of=dt.datetime(2025, 6, 1, tzinfo=dt.UTC))
    assert [one.segment for one in card.segments] == ["Locals"]
    assert card.segments[0].since is not None
    assert [(one.segment, one.since) for one in before.segments] == [("Locals", None)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("lucja",), ["C1"]),
        (("ŁUCJA", "nowak"), ["C1"]),
        (("nuria garcia",), ["C3"]),
        (("анна",), ["C5"]),
        (("casa.example",), ["C4", "C2", "C3"]),
        (("600700",), ["C1"]),
        (("C6",), ["C6"]),
        (("nobody",), []),
    ],
)
def test_words_find_whoever_has_them_all(firm: Path, words: tuple[str, ...], found: list[str]) -> None:
    matches = answer("customers", "find", *words, "--workspace", firm)
    assert [each["external_id"] for each in matches["customers"]] == found
    assert matches["total"] == len(found)


def test_find_counts_beyond_what_it_lists(firm: Path) -> None:
    ran = run("customers", "find", "casa", "--limit", "1", "--workspace", firm)
    assert ran.out.splitlines()[-1] == "1 of 3 found."


def test_find_nobody_says_what_to_try(firm: Path) -> None:
    ran = run("customers", "find", "zzz", "--workspace", firm)
    assert (ran.code, ran.out) == (0, "Nobody is called so; try fewer words, or parts of them.\n")


@pytest.mark.parametrize("key", ["C99", "#99", "x@y.example", "123"])
def test_customer_who_is_not_there_is_one_sentence(firm: Path, key: str) -> None:
    ran = run("customers", "show", key, "--workspace", firm)
    assert (ran.code, ran.out, ran.err) == (1, "", f"error: no customer '{key}'\n")


def test_merge_is_undone(own_firm: Path) -> None:
    known = numbers(own_firm)
    with clientela.open(own_firm) as workspace:
        merge(
            workspace.store.engine,
            known["C2"],
            known["C3"],
            at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC),
            reason="test",
        )
    gone = run("customers", "show", f"#{known['C3']}", "--workspace", own_firm)
    assert gone.err == f"error: customer #{known['C3']} was merged into #{known['C2']}; ask for that one\n"
    assert answer("customers", "unmerge", "C2", "--workspace", own_firm) == {
        "customer": known["C2"],
        "back": known["C3"],
    }
    assert answer("customers", "show", "C3", "--workspace", own_firm)["moments"] == 1
    again = run("customers", "unmerge", "C2", "--workspace", own_firm)
    assert again.code == 1
    assert again.err.startswith(f"error: customer {known['C2']} has no merge to undo")


def test_events_are_counted_by_kind(firm: Path) -> None:
    found = answer("events", "--summary", "--workspace", firm)
    assert found == {
        "events": 5,
        "kinds": [
            {
                "kind": "order_completed",
                "events": 5,
                "customers": 3,
                "first": "2025-01-15T09:00:00Z",
                "last": "2026-01-15T09:00:00Z",
            }
        ],
    }


@pytest.mark.parametrize(
    ("words", "refs"),
    [
        ((), ["O5", "O4", "O3", "O2", "O1"]),
        (("--customer", "C2"), ["O5", "O3", "O2"]),
        (("--since", "2025-03-15", "--until", "2025-03-20"), ["O4", "O3"]),
        (("--until", "2025-03-15T09:59"), ["O2", "O1"]),
        (("--kind", "order_completed", "--limit", "1"), ["O5"]),
        (("--kind", "page_viewed"), []),
    ],
)
def test_events_are_filtered(firm: Path, words: tuple[str, ...], refs: list[str]) -> None:
    assert [each["ref"] for each in answer("events", *words, "--workspace", firm)] == refs


def test_event_kind_that_is_not_there_is_guessed_at(firm: Path) -> None:
    ran = run("events", "--kind", "order_complete", "--workspace", firm)
    assert ran.err == "error: no event kind 'order_complete'; did you mean 'order_completed'?\n"
