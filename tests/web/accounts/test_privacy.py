"""What is personal, and how it is shown."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela.rules.text import parse_rule
from clientela_web.models import Account
from clientela_web.privacy import (
    MASK,
    NotForViewersError,
    asks_for_persons,
    check_may_ask,
    is_personal,
    may_search,
    shown,
    shown_count,
    shown_event,
    shown_name,
    shown_row,
    shown_table,
)

VIEWER, MARKETER = Account(role="viewer"), Account(role="marketer")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "full_name",
            "first_name",
            "last_name",
            "email",
            "phone",
            "mobile",
            "birthday",
            "postcode",
            "address",
        ),
        *(
            "latitude",
            "external_id",
            "notes",
            "nps_comment",
            "health",
            "youngest_child_birthday",
            "vat_number",
        ),
        *(
            "company.name",
            "company.phone",
            "deal.title",
            "last_search",
            "text",
            "ref",
            "properties",
            "no_such_name",
        ),
    ],
)
def test_what_names_reaches_or_describes_freely_is_personal(own_firm, name):
    assert is_personal(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "city",
            "country",
            "language",
            "gender",
            "age",
            "age_band",
            "revenue_365d",
            "revenue_45d",
            "orders_30d",
        ),
        *("favourite_category", "created_at", "item", "category", "amount", "company.industry", "tags"),
    ],
)
def test_what_groups_share_is_not(own_firm, name):
    assert not is_personal(name)


def test_field_of_the_firms_own_is_personal_by_its_sensitivity(own_firm):
    own_firm.add_field("door_code", "text", sensitivity="contact")
    own_firm.add_field("shirt_size", "text")
    assert (is_personal("door_code"), is_personal("shirt_size")) == (True, False)


def test_birthday_is_shown_as_a_year_and_the_rest_as_a_mask(own_firm):
    row = {"birthday": dt.date(1985, 3, 2), "email": "ada@example.com", "city": "Girona", "phone": None}
    assert shown_row(VIEWER, row) == {"birthday": "1985", "email": MASK, "city": "Girona", "phone": None}
    assert shown_row(MARKETER, row) == row
    assert shown(VIEWER, "birthday", "1985-03-02") == "1985"


def test_table_is_masked_by_its_columns(own_firm):
    names, rows = ("email", "city"), [("ada@example.com", "Girona"), (None, "Vic")]
    assert shown_table(VIEWER, names, rows) == [(MASK, "Girona"), (None, "Vic")]
    assert shown_table(MARKETER, names, rows) == rows


def test_event_keeps_only_what_is_known_to_be_harmless(own_firm):
    details = {"item": "coat", "amount": 10, "text": "call Ada", "ref": "O-1", "agent": "Bo", "own": "x"}
    assert shown_event(VIEWER, details) == {"item": "coat", "amount": 10}
    assert shown_event(VIEWER, {"attribute": "email", "value": "a@b.c"}) == {
        "attribute": "email",
        "value": MASK,
    }
    assert shown_event(VIEWER, {"attribute": "city", "value": "Vic"}) == {"attribute": "city", "value": "Vic"}
    assert shown_event(MARKETER, details) == details


@pytest.mark.parametrize(("count", "seen"), [(0, 0), (1, None), (4, None), (5, 5), (600, 600)])
def test_small_counts_are_hidden_but_nought_is_nought(count, seen):
    assert (shown_count(VIEWER, count), shown_count(MARKETER, count)) == (seen, count)


def test_customer_without_a_name_to_be_seen_goes_by_our_number():
    assert shown_name(VIEWER, 12, "Ada Lovelace") == "Customer #12"
    assert shown_name(MARKETER, 12, "Ada Lovelace") == "Ada Lovelace"
    assert shown_name(MARKETER, 12, None) == "Customer #12"


@pytest.mark.parametrize(
    ("words", "may"), [("#12", True), ("12", True), ("ada", False), ("ada@example.com", False)]
)
def test_viewer_searches_by_our_number_alone(words, may):
    assert (may_search(VIEWER, words), may_search(MARKETER, words)) == (may, True)


@pytest.mark.parametrize(
    ("rule", "asks"),
    [
        ("city = 'Vic' and revenue_365d > 100", False),
        ("did order_completed in last 30 days", False),
        ("email = 'ada@example.com'", True),
        ("city = 'Vic' and not (phone is set)", True),
        ("birthday before 1990-01-01", True),
        ("company.name contains 'S.L.'", True),
        ("did review_written where text contains 'Ada'", True),
        ("did order_completed where order_id = 'O-1'", True),
        ("within 5 km of (41.4, 2.2)", True),
    ],
)
def test_rules_about_persons_are_not_for_viewers(own_firm, rule, asks):
    parsed = parse_rule(rule)
    assert asks_for_persons(parsed) == asks
    check_may_ask(MARKETER, parsed)
    if asks:
        with pytest.raises(NotForViewersError):
            check_may_ask(VIEWER, parsed)
    else:
        check_may_ask(VIEWER, parsed)


def test_rule_asks_for_persons_through_the_segments_it_names(own_firm):
    own_firm.save_segment("one of them", "email = 'ada@example.com'")
    assert asks_for_persons(parse_rule("city = 'Vic' and in segment 'one of them'"))
