"""Event kinds: the design's list, one place and type a field, no doubles."""

from __future__ import annotations

import pytest

from clientela.catalog import KINDS, FirmCatalog
from clientela.catalog.kinds import EVERYWHERE, FIELDS
from clientela.rules.types import ValueType
from clientela.store.schema import SQL_TYPES, TABLES

# Section 2 of the design, written out.
NAMED = [
    "order_completed", "order_refunded", "product_viewed", "product_added", "cart_viewed",
    "checkout_started", "coupon_applied", "page_viewed", "signed_up", "message_sent",
    "message_delivered", "message_opened", "message_clicked", "message_bounced", "message_unsubscribed",
    "message_complained", "message_replied", "ticket_opened", "ticket_closed", "call_logged",
    "visit_logged", "note_added", "survey_answered", "review_written", "deal_created",
    "deal_stage_changed", "deal_won", "deal_lost", "contract_signed", "contract_renewed",
    "contract_ended", "social_interaction", "consent_given", "consent_withdrawn", "product_bought",
    "product_returned", "form_submitted", "search_performed",
]  # fmt: skip


def test_kinds_named_in_the_design_exist():
    assert set(NAMED) - set(FirmCatalog().event_kind_names()) == set()


def test_kinds_have_distinct_names():
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_kinds_name_known_fields_once():
    for kind in KINDS:
        names = [*EVERYWHERE, *kind.fields]
        assert (kind.name, sorted(set(names))) == (kind.name, sorted(names))
        assert set(names) <= set(FIELDS)


def test_fields_in_columns_have_the_type_of_the_column():
    columns = TABLES["events"]
    kept = {name: facts for name, facts in FIELDS.items() if facts.column}
    assert {name: columns[str(facts.column)] for name, facts in kept.items()} == {
        name: SQL_TYPES[facts.type] for name, facts in kept.items()
    }


def test_fields_outside_columns_never_hide_one():
    assert {name for name, facts in FIELDS.items() if not facts.column} & set(TABLES["events"]) == set()


def test_fields_are_never_doubles():
    assert [name for name, facts in FIELDS.items() if facts.type is ValueType.NUMBER] == []


def test_every_field_belongs_to_a_kind():
    used = set(EVERYWHERE).union(*(kind.fields for kind in KINDS))
    assert set(FIELDS) - used == set()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (
            "order_completed",
            {
                "at": "at",
                "order_id": "ref",
                "ref": "ref",
                "amount": "amount",
                "currency": "currency",
                "quantity": "quantity",
                "discount": "discount",
                "coupon": "coupon",
                "payment_method": "payment_method",
                "cart_id": "cart_id",
                "channel": "channel",
                "category": "category",
                "item": "item",
                "source": "source",
            },
        ),
        ("product_bought", {"item": "item", "category": "category", "amount": "amount", "order_id": "ref"}),
        (
            "survey_answered",
            {"survey": "survey", "score": "score", "text": "text", "theme": None, "question": None},
        ),
        ("message_opened", {"campaign": "campaign", "machine": "machine", "channel": "channel"}),
        ("call_logged", {"duration": None, "text": "text"}),
        ("deal_lost", {"ref": "ref", "deal_id": "ref", "amount": "amount", "lost_reason": None}),
    ],
)
def test_kind_keeps_its_fields_where_the_store_has_them(kind, fields):
    facts = FirmCatalog().event_kind(kind)
    assert facts is not None
    assert {name: facts.fields[name].column for name in fields} == fields
