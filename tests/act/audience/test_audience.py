"""Audiences against what is known of every customer, worked out without the compiler."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.act.audience import (
    Audience,
    AudiencePlan,
    Fingerprint,
    Merging,
    PlanError,
    Reason,
    Variant,
)
from clientela.act.audience.audience import rows_of
from clientela.errors import UnknownNameError
from clientela.rules.types import ValueType
from tests.act.audience.crowd import AS_OF, EARLIER, Person

PLAN = AudiencePlan(
    segments=("Loyal", "Vic"),
    without=("Staff",),
    channel="email",
    purpose="marketing",
    salt="spring",
    holdout_percent=10,
    universal_percent=3,
    variants=(Variant("A", 50), Variant("B", 30), Variant("C", 20)),
    values=("first_name", "birthday", "loyalty_points"),
)


def expected_reason(person: Person) -> str | None:
    """The rules of `Reason`, once more, from the customer's number."""
    if "Staff" in person.segments:
        return "excluded"
    if not person.consents:
        return "no_consent"
    if person.email is None:
        return "no_address"
    if person.wire_address is None:
        return "bad_address"
    if person.place("universal holdout") < 0.03:
        return "universal_holdout"
    return "holdout" if person.place("spring holdout") < 0.1 else None


def expected_variant(person: Person) -> str:
    place = person.place("spring variant")
    return "A" if place < 0.5 else "B" if place < 0.8 else "C"


def rows(audience, after=0):
    return [row for batch in audience.batches(after) for row in batch.to_pylist()]


def test_audience_is_what_is_known_of_everybody(crowd):
    found = rows(Audience.of(crowd.base, PLAN, AS_OF))
    people = [each for each in map(Person, range(1, 3_001)) if each.segments & {"Loyal", "Vic"}]
    assert [row["customer_id"] for row in found] == [person.number for person in people]
    for row, person in zip(found, people, strict=True):
        reason = expected_reason(person)
        assert row["segment"] == ("Loyal" if "Loyal" in person.segments else "Vic")
        assert row["reason"] == reason, person
        assert row["variant"] == expected_variant(person)
        assert row["address"] == (None if reason else person.wire_address)
    assert {row["reason"] for row in found} == {None, *Reason}


def test_values_come_back_as_they_were(crowd):
    audience = Audience.of(crowd.base, PLAN, AS_OF)
    types = audience.types
    assert types == {
        "first_name": ValueType.TEXT,
        "birthday": ValueType.DATE,
        "loyalty_points": ValueType.INTEGER,
    }
    merging = Merging(types)
    for row in rows(audience):
        person = Person(row["customer_id"])
        if row["reason"] is not None:
            assert row["values"] == "{}"
            continue
        points = 600 if person.number % 5 == 0 else 100
        told = {"first_name": person.first_name, "birthday": person.birthday, "loyalty_points": points}
        assert merging.read(row["values"]) == told


def test_values_of_every_type_survive_being_text(crowd):
    plan = replace(PLAN, values=("created_at", "orders_total", "city", "interests", "revenue_total"))
    types = Audience.of(crowd.base, plan, AS_OF).types
    text = (
        '{"created_at": "2026-01-02T03:04:05.000006Z", "orders_total": 3, "revenue_total": "12.3400",'
        ' "interests": ["a", "b"]}'
    )
    assert Merging(types).read(text) == {
        "created_at": dt.datetime(2026, 1, 2, 3, 4, 5, 6, dt.UTC),
        "orders_total": 3,
        "city": None,
        "interests": ["a", "b"],
        "revenue_total": Decimal("12.34"),
    }


def test_lists_stand_beside_the_values_of_whom_they_are(crowd):
    def things(base, rule, as_of):
        assert as_of == AS_OF
        return ((number, [{"name": f"Thing {number}"}]) for number in range(1, 3_000, 3))

    audience = Audience.of(crowd.base, PLAN, AS_OF, {"offers": things})
    merging = Merging(audience.types)
    read = {row["customer_id"]: merging.read(row["values"]) for row in rows(audience) if not row["reason"]}
    assert len(read) > 500
    for number, values in read.items():
        assert values.get("offers", []) == ([{"name": f"Thing {number}"}] if number % 3 == 1 else [])
        assert values["first_name"] == Person(number).first_name


def test_holdout_does_not_depend_on_who_else_is_in(crowd):
    narrow = replace(PLAN, segments=("Loyal",))
    wide = {row["customer_id"]: row for row in rows(Audience.of(crowd.base, PLAN, AS_OF))}
    for row in rows(Audience.of(crowd.base, narrow, AS_OF)):
        assert row["in_holdout"] == wide[row["customer_id"]]["in_holdout"]
        assert row["variant"] == wide[row["customer_id"]]["variant"]


def test_variants_and_holdout_are_drawn_independently(crowd):
    found = rows(Audience.of(crowd.base, replace(PLAN, holdout_percent=50, universal_percent=0), AS_OF))
    held = [row for row in found if row["in_holdout"]]
    assert abs(len(held) / len(found) - 0.5) < 0.06
    share = sum(row["variant"] == "A" for row in held) / len(held)
    assert abs(share - 0.5) < 0.08


def test_reading_on_gives_the_rest(crowd):
    audience = Audience.of(crowd.base, PLAN, AS_OF)
    whole = rows(audience)
    assert rows(audience, after=whole[700]["customer_id"]) == whole[701:]


def test_summary_adds_up(crowd):
    audience = Audience.of(crowd.base, PLAN, AS_OF)
    summary, found = audience.summary(), rows(audience)
    assert summary.targeted == len(found) == summary.reached + sum(summary.reasons.values())
    assert sum(summary.variants.values()) == sum(summary.segments.values()) == summary.reached


def test_consent_is_as_of(crowd):
    before_withdrawal = Audience.of(crowd.base, PLAN, EARLIER + dt.timedelta(days=5))
    silent = {row["customer_id"] for row in rows(before_withdrawal) if row["reason"] == "no_consent"}
    assert silent == {
        row["customer_id"]
        for row in rows(Audience.of(crowd.base, PLAN, AS_OF))
        if row["reason"] == "no_consent" and row["customer_id"] % 7 == 0
    }


def test_without_variants_or_shares_everybody_who_may_gets_it(crowd):
    plain = AudiencePlan(segments=("Vic",), channel="email", purpose="marketing", salt="s")
    found = rows(Audience.of(crowd.base, plain, AS_OF))
    assert {row["reason"] for row in found} == {None, "no_consent", "no_address", "bad_address"}
    assert {row["variant"] for row in found} == {None}
    assert not any(row["in_holdout"] for row in found)


def test_another_purpose_needs_another_consent(crowd):
    found = rows(Audience.of(crowd.base, replace(PLAN, purpose="news"), AS_OF))
    assert {row["reason"] for row in found} == {"excluded", "no_consent"}


def test_fingerprint_tells_contents_apart_and_no_orders(crowd):
    audience = Audience.of(crowd.base, PLAN, AS_OF)
    content = [row for batch in audience.batches() for row in rows_of(batch)]
    mixed = Fingerprint()
    mixed.add(reversed(content))
    assert str(mixed) == str(audience.fingerprint())
    assert Fingerprint.read(str(mixed)) == mixed
    other = replace(PLAN, salt="autumn")
    assert str(Audience.of(crowd.base, other, AS_OF).fingerprint()) != str(mixed)


@given(st.lists(st.tuples(st.integers(), st.sampled_from(["", "a", "ș", None]), st.booleans()), max_size=8))
def test_fingerprint_takes_rows_out_again(content):
    """The last of each says whether it is taken out."""
    whole, part = Fingerprint(), Fingerprint()
    whole.add(content)
    whole.take(row for row in content if row[2])
    part.add(row for row in content if not row[2])
    assert whole == part


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"segments": ()}, "an audience needs a segment; name at least one"),
        ({"segments": ("Vic", "Vic")}, "a segment is named twice; leave one out"),
        ({"without": ("Vic",)}, "segment 'Vic' is asked for and left out at once; choose"),
        ({"channel": "smoke"}, "there is no channel 'smoke'; choose one of email, sms, webhook"),
        (
            {"purpose": " "},
            "a message needs a purpose that people gave their consent to, such as 'marketing'",
        ),
        ({"holdout_percent": 100}, "the holdout is 100 percent; it lies between 0 and less than 100"),
        (
            {"variants": (Variant("A", 50), Variant("B", 40))},
            "the shares of the variants add up to 90 percent; make it 100",
        ),
        ({"variants": (Variant("A", 50), Variant("A", 50))}, "every variant needs a name of its own"),
    ],
)
def test_wrong_plan_is_told(crowd, change, told):
    with pytest.raises(PlanError) as wrong:
        Audience.of(crowd.base, replace(PLAN, **change), AS_OF)
    assert wrong.value.problems == (told,)


def test_unknown_segment_is_told_with_the_nearest(crowd):
    with pytest.raises(UnknownNameError, match="did you mean 'Loyal'"):
        Audience.of(crowd.base, replace(PLAN, segments=("Loyl",)), AS_OF)
