"""What is written by hand, asked of the compiler: rules see it at once, and the past stays as it was."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from clientela import ClientelaError, Workspace
from clientela.workspace import now
from tests.cases.shop import IDS, make_shop

ANNA, BOGDAN, CARME, HUGO = (IDS[name] for name in ("anna", "bogdan", "carme", "hugo"))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    with make_shop(tmp_path) as opened:
        yield opened


def ids(shop: Workspace, rule: str, as_of: dt.datetime | None = None) -> list[int]:
    found: list[int] = shop.segment(rule).ids(as_of).to_pylist()
    return found


def changes(shop: Workspace, customer: int, attribute: str) -> list[tuple[str | None, str, bool]]:
    rows = shop.store.changes_of("customer", customer, as_of=now()).to_pylist()
    return [(row["value"], row["source"], row["assumed"]) for row in rows if row["attribute"] == attribute]


def test_call_changes_what_a_rule_over_the_last_call_answers(shop: Workspace) -> None:
    rule = "last(call_logged).at after 1 hour ago"
    before = now()
    assert ids(shop, rule) == []
    shop.log_call(ANNA, "Wants wider shoes", outcome="reached", minutes=7, by="3")
    assert ids(shop, rule) == [ANNA]
    assert ids(shop, rule, before) == []
    newest = shop.timeline(ANNA, limit=1).entries[0]
    assert (newest.kind, newest.source) == ("call_logged", "by hand: 3")
    assert newest.details == {"text": "Wants wider shoes", "outcome": "reached", "duration": 7}


def test_edit_keeps_what_held_yesterday(shop: Workspace) -> None:
    yesterday = now() - dt.timedelta(days=1)
    assert shop.set_attribute(ANNA, "city", " Łódź ", by="3")
    assert ANNA in ids(shop, "city = 'Łódź'")
    assert ANNA in ids(shop, "city = 'Barcelona'", yesterday)
    assert changes(shop, ANNA, "city")[-1] == ("Łódź", "by hand: 3", False)
    assert not shop.set_attribute(ANNA, "city", "Łódź")


def test_value_known_always_becomes_the_past_of_an_edit(shop: Workspace) -> None:
    assert shop.set_attribute(HUGO, "country", "România")
    assert [value for value, _, _ in changes(shop, HUGO, "country")] == ["ES", "RO"]
    assert HUGO in ids(shop, "country = 'ES'", now() - dt.timedelta(days=30))


def test_cleared_value_is_missing_from_then_on(shop: Workspace) -> None:
    shop.set_attribute(ANNA, "income", None)
    assert ANNA not in ids(shop, "income is set")
    assert ANNA in ids(shop, "income is set", now() - dt.timedelta(days=1))


def test_edit_since_a_day_holds_since_that_day(shop: Workspace) -> None:
    since = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    shop.set_attribute(ANNA, "city", "Vic", at=since)
    assert ANNA in ids(shop, "city = 'Vic'", since)
    assert ANNA not in ids(shop, "city = 'Vic'", since - dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("income", "1.234,50", Decimal("1234.5000")),
        ("birthday", "1990-02-03", dt.date(1990, 2, 3)),
        ("interests", "urban, outdoor", ["urban", "outdoor"]),
        ("loyalty_card", "no", False),
        ("loyalty_points", "12", 12),
        ("phone", "612 345 678", "+34612345678"),
        ("shoe_size", "38,5", Decimal("38.5000")),
    ],
)
def test_text_is_read_as_the_type_it_must_be(shop: Workspace, name: str, text: str, value: object) -> None:
    shop.set_attribute("lia", name, text)
    assert {fact.attribute: fact.value for fact in shop.card("lia").attributes}[name] == value


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("email", "nobody", "is no e-mail address"),
        ("country", "Narnia", "is no country known here"),
        ("loyalty_points", "many", "write it in figures"),
        ("birthday", "soon", "'soon'"),
        ("orders_total", "3", "worked out"),
        ("city_of_birth", "Vic", "no variable 'city_of_birth'"),
    ],
)
def test_wrong_value_is_told_with_its_cure_and_changes_nothing(
    shop: Workspace, name: str, text: str, said: str
) -> None:
    before = shop.card(ANNA).attributes
    with pytest.raises(ClientelaError, match=said):
        shop.set_attribute(ANNA, name, text)
    assert shop.card(ANNA).attributes == before


def test_new_address_finds_her_from_then_on(shop: Workspace) -> None:
    shop.set_attribute(ANNA, "email", "Anna.Nova@Example.org")
    assert shop.customer_id("anna.nova@example.org") == ANNA
    assert shop.find_customers("nova@example").total == 1


def test_what_has_not_come_yet_is_refused(shop: Workspace) -> None:
    with pytest.raises(ClientelaError, match="has not come yet"):
        shop.note(ANNA, "later", at=now() + dt.timedelta(days=1))


def test_same_form_sent_twice_writes_one_event(shop: Workspace) -> None:
    for _ in range(2):
        shop.log(ANNA, "note_added", {"text": "once"}, once="form-1")
    assert shop.segment("count(note_added) = 1").ids().to_pylist() == [ANNA]


def test_empty_note_and_unknown_field_are_refused(shop: Workspace) -> None:
    with pytest.raises(ClientelaError, match="write a text"):
        shop.note(ANNA, "")
    with pytest.raises(ClientelaError, match="no field of note_added 'tekst'"):
        shop.log(ANNA, "note_added", {"topic": "size", "tekst": "x"})


def test_latest_word_on_a_consent_counts(shop: Workspace) -> None:
    rule = "consents to email for marketing"
    shop.set_consent(BOGDAN, "Email", given=True, wording="Yes, write to me.")
    assert BOGDAN in ids(shop, rule)
    shop.set_consent(BOGDAN, "email", given=False)
    assert BOGDAN not in ids(shop, rule)
    rows = shop.store.engine.rows(
        'SELECT state, wording FROM consents WHERE customer_id = ? ORDER BY "at"', [BOGDAN]
    )
    assert rows == [("given", "Yes, write to me."), ("withdrawn", None)]


def test_deal_is_opened_moved_and_lost_with_its_reason(shop: Workspace) -> None:
    lost = "any deal (status = 'lost' and lost_reason = 'too slow')"
    deal = shop.open_deal(ANNA, "Autumn order", {"amount": "1.200,50", "stage": "offer"}, by="3")
    assert ANNA in ids(shop, "deals_open = 1")
    assert shop.change_deal(deal, {"stage": "talks"}) == ("deal_stage_changed",)
    opened = now()
    with pytest.raises(ClientelaError, match="why the deal was lost"):
        shop.change_deal(deal, {"status": "lost"})
    assert shop.change_deal(deal, {"status": "lost", "lost_reason": "too slow"}) == ("deal_lost",)
    assert ids(shop, lost) == [ANNA]
    assert ids(shop, lost, opened) == []
    entries = shop.timeline(ANNA, limit=3).entries
    assert [entry.kind for entry in entries] == ["deal_lost", "deal_stage_changed", "deal_created"]
    assert entries[1].details["previous_stage"] == "offer"
    assert (entries[0].details["lost_reason"], entries[0].details["amount"]) == (
        "too slow",
        Decimal("1200.5"),
    )
    assert "too slow" in shop.deal_values("lost_reason")


def test_lost_deal_is_taken_up_again(shop: Workspace) -> None:
    deal = shop.open_deal(ANNA, "Once more")
    shop.change_deal(deal, {"status": "lost", "lost_reason": "no budget"})
    assert shop.change_deal(deal, {"status": "open"}) == ()
    (facts,) = [each for each in shop.card(ANNA).deals if each.deal_id == deal]
    assert (facts.status, facts.lost_reason, facts.closed_at) == ("open", None, None)
    assert shop.change_deal(deal, {"status": "won"}) == ("deal_won",)


def test_comparison_says_what_a_merge_does(shop: Workspace) -> None:
    compared = shop.compare_customers(ANNA, CARME)
    told = {each.attribute: each.after for each in compared.attributes}
    events = shop.store.engine.rows("SELECT count(*) FROM events WHERE customer_id = ?", [CARME])[0][0]
    assert compared.moves["events"] == events
    shop.merge(ANNA, CARME, by="3")
    row = shop.store.engine.table("SELECT * FROM customers WHERE customer_id = ?", [ANNA]).to_pylist()[0]
    for name in ("city", "email", "loyalty_tier", "country"):
        assert row[name] == told.get(name), name
    with pytest.raises(ClientelaError, match="was merged into"):
        shop.card(f"#{CARME}")
    assert shop.unmerge(ANNA) == CARME
    assert {each.attribute: each.winner for each in shop.compare_customers(ANNA, CARME).attributes} == {
        each.attribute: each.winner for each in compared.attributes
    }


def test_after_a_merge_the_card_says_what_a_rule_sees(shop: Workspace) -> None:
    """Both have a past of their own city; hers stands, now and then."""
    shop.set_attribute(CARME, "city", "Vic", at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    shop.merge(ANNA, CARME)
    for as_of in (None, dt.datetime(2026, 10, 1, tzinfo=dt.UTC), dt.datetime(2025, 10, 1, tzinfo=dt.UTC)):
        seen = shop.segment("all ()").members(["city"], as_of).to_arrow().to_pylist()
        (city,) = [row["city"] for row in seen if row["customer_id"] == ANNA]
        card = {fact.attribute: fact.value for fact in shop.card(ANNA, as_of=as_of).attributes}
        assert card["city"] == city


def test_copy_holds_every_row_and_erasing_leaves_none(shop: Workspace) -> None:
    shop.note(BOGDAN, "Bogdan's secret")
    copy = shop.copy_person(BOGDAN)
    document = json.loads(copy.as_json())
    assert [row["text"] for row in document["events"] if row["kind"] == "note_added"] == ["Bogdan's secret"]
    assert document["customers"][0]["city"] == "București"
    assert "Bogdan&#x27;s secret" in copy.as_html("ru")
    plan = shop.plan_erasure(BOGDAN)
    assert plan.rows["events"] == len(document["events"])
    assert (plan.deals_gone, plan.deals_kept) == (0, 1)
    assert shop.erase(BOGDAN) == BOGDAN
    with pytest.raises(ClientelaError, match="no customer"):
        shop.copy_person(BOGDAN)
    assert shop.store.engine.rows("SELECT count(*) FROM events WHERE customer_id = ?", [BOGDAN]) == [(0,)]


@pytest.mark.parametrize("ending", ["json", "html", "zip"])
def test_copy_is_written_as_its_name_says(shop: Workspace, tmp_path: Path, ending: str) -> None:
    file = shop.copy_person(ANNA).write(tmp_path / f"anna.{ending}")
    assert file.read_bytes()[:1] in {b"{", b"<", b"P"}
    with pytest.raises(ClientelaError, match="does not say its format"):
        shop.copy_person(ANNA).write(tmp_path / "anna.pdf")
