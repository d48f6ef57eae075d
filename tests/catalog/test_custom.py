"""What a firm adds at run time, and what it may not."""

from __future__ import annotations

import pytest

from clientela.catalog import LANGUAGES, CustomField, CustomKind, FirmCatalog, Sensitivity
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules import nodes as n
from clientela.rules.check import check
from clientela.rules.types import FieldFacts, ValueType


@pytest.mark.parametrize("value_type", list(ValueType))
@pytest.mark.parametrize("entity", ["customer", "company", "deal", "product"])
def test_custom_field_of_any_type_joins_its_entity(entity, value_type):
    catalog = FirmCatalog([CustomField(entity, "shoe_size", value_type, "Shoe size")])
    assert catalog.attributes(entity)["shoe_size"] is value_type
    found = catalog.resolve("shoe_size", entity)
    assert (found.type, found.definition) == (value_type, None)
    assert {found.label(language) for language in LANGUAGES} == {"Shoe size"}


def test_custom_field_takes_its_type_as_text():
    field = CustomField("customer", "shoe_size", "decimal", sensitivity="contact")  # type: ignore[arg-type]
    assert (field.type, field.sensitivity) == (ValueType.DECIMAL, Sensitivity.CONTACT)


def test_custom_field_can_be_used_in_a_rule():
    catalog = FirmCatalog([CustomField("customer", "shoe_size", ValueType.DECIMAL)])
    rule = n.Compare(n.Variable("shoe_size"), ">=", 42)
    assert check(rule, catalog) == []
    assert [problem.code for problem in check(rule, FirmCatalog())] != []


@pytest.mark.parametrize("name", ["Shoe", "shoe size", "1st", "żuraw", "", "a" * 61, "_a", "and", "where"])
def test_custom_field_with_a_name_rules_cannot_spell_is_refused(name):
    with pytest.raises(ClientelaError, match="field name"):
        CustomField("customer", name, ValueType.TEXT)


def test_custom_field_of_unknown_entity_or_type_is_refused():
    with pytest.raises(UnknownNameError, match="no entity 'order'"):
        CustomField("order", "a", ValueType.TEXT)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="no value type 'textt'; did you mean 'text'"):
        CustomField("customer", "a", "textt")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entity", "name", "message"),
    [
        ("customer", "income", "clashes with the built-in income"),
        ("customer", "last_order", "clashes with the built-in last_order"),
        ("customer", "revenue_77d", "is the name of a computed variable"),
        ("customer", "count_of", "is the name of a computed variable"),
        ("deal", "status", "clashes with the built-in status"),
    ],
)
def test_custom_field_that_clashes_is_refused(entity, name, message):
    with pytest.raises(ClientelaError, match=message):
        FirmCatalog([CustomField(entity, name, ValueType.TEXT)])


def test_custom_field_named_like_the_stores_own_column_is_refused():
    with pytest.raises(ClientelaError, match="'received_at' is kept by the store itself"):
        CustomField("company", "received_at", ValueType.INSTANT)


def test_custom_field_given_twice_is_refused():
    twice = [CustomField("customer", "shoe_size", ValueType.TEXT)] * 2
    with pytest.raises(ClientelaError, match="clashes with the custom shoe_size"):
        FirmCatalog(twice)


def test_same_name_serves_two_entities():
    fields = [
        CustomField("customer", "grade", ValueType.TEXT),
        CustomField("company", "grade", ValueType.INTEGER),
    ]
    catalog = FirmCatalog(fields)
    assert (catalog.resolve("grade").type, catalog.resolve("grade", "company").type) == ("text", "integer")


def test_special_custom_field_is_quarantined():
    field = CustomField("customer", "parish", ValueType.TEXT, sensitivity=Sensitivity.SPECIAL)
    assert FirmCatalog([field]).variable("parish") is None
    assert FirmCatalog([field], released=["customer.parish"]).variable("parish") is not None


def test_custom_kind_has_common_built_in_and_own_fields():
    kind = CustomKind("fitting_done", "fitting", {"amount": ValueType.MONEY, "tailor": ValueType.TEXT})
    facts = FirmCatalog(custom_kinds=[kind]).event_kind("fitting_done")
    assert facts is not None
    assert sorted(facts.fields) == ["amount", "at", "channel", "ref", "source", "tailor", "text"]
    assert facts.fields["amount"] == FieldFacts("amount", ValueType.MONEY, "amount")
    assert facts.fields["tailor"] == FieldFacts("tailor", ValueType.TEXT, None)


def test_custom_kind_can_be_counted():
    catalog = FirmCatalog(custom_kinds=[CustomKind("fitting_done")])
    assert catalog.variable("count_of", arguments=("fitting_done", 30)) is not None
    assert check(n.Happened(("fitting_done",)), catalog) == []
    assert catalog.labels.event_kind("fitting_done", "pl", "many") == "fitting done"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"weight": ValueType.NUMBER}, "events hold exact numbers; use 'decimal'"),
        ({"amount": ValueType.TEXT}, "every event keeps amount as money, not text"),
        ({"Weight": ValueType.TEXT}, "field of fitting_done name 'Weight'"),
    ],
)
def test_custom_kind_with_a_wrong_field_is_refused(fields, message):
    with pytest.raises(ClientelaError, match=message):
        CustomKind("fitting_done", fields=fields)


def test_custom_kind_named_like_a_built_in_one_adds_its_fields():
    kind = CustomKind("review_written", fields={"recommended": ValueType.BOOLEAN, "item": ValueType.TEXT})
    catalog = FirmCatalog(custom_kinds=[kind])
    facts, plain = catalog.event_kind("review_written"), FirmCatalog().event_kind("review_written")
    assert facts is not None
    assert plain is not None
    assert facts.fields == {**plain.fields, "recommended": FieldFacts("recommended", ValueType.BOOLEAN, None)}
    assert catalog.labels.event_kind("review_written", "pl", "few") == "opinie"


def test_custom_kind_twice_is_refused():
    with pytest.raises(ClientelaError, match="'fitting_done' exists already"):
        FirmCatalog(custom_kinds=[CustomKind("fitting_done"), CustomKind("fitting_done")])


def test_custom_kinds_agree_on_the_type_of_a_field():
    kinds = [
        CustomKind("a_done", fields={"x": ValueType.TEXT}),
        CustomKind("b_done", fields={"x": ValueType.DATE}),
    ]
    with pytest.raises(ClientelaError, match="field 'x' of b_done is date, but text in another kind"):
        FirmCatalog(custom_kinds=kinds)


def test_saved_segments_are_known_by_name():
    rule = n.Happened(("order_completed",))
    catalog = FirmCatalog(segments={"Buyers": rule})
    assert (catalog.segment("Buyers"), catalog.segment("buyers")) == (rule, None)
    assert list(catalog.segment_names()) == ["Buyers"]
