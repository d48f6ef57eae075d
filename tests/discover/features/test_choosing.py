"""What is read by default, what may be asked for, and what never enters."""

from __future__ import annotations

import pytest

from clientela.catalog import CustomField, FirmCatalog, Sensitivity
from clientela.catalog.withholding import why_withheld
from clientela.discover.features import TELLING, Exclusion, choose
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.types import ValueType


def test_default_features_are_all_in_the_catalogue_and_may_be_used() -> None:
    catalog = FirmCatalog()
    chosen = choose(catalog).features
    assert [each.key for each in chosen] == list(TELLING)
    for each in chosen:
        assert why_withheld(catalog.resolve(each.variable.name, each.variable.entity)) is None


def test_own_ordinary_fields_join_and_the_others_are_named() -> None:
    catalog = FirmCatalog(
        [
            CustomField("customer", "shoe_size", ValueType.DECIMAL),
            CustomField("company", "fleet", ValueType.INTEGER),
            CustomField("customer", "mother", ValueType.TEXT, sensitivity=Sensitivity.CONTACT),
            CustomField("customer", "diet", ValueType.TEXT, sensitivity=Sensitivity.SPECIAL),
            CustomField("customer", "first_born", ValueType.DATE, sensitivity=Sensitivity.CHILD),
            CustomField("deal", "colour", ValueType.TEXT),
        ],
        released=["diet"],
    )
    choice = choose(catalog)
    assert [each.key for each in choice.features[len(TELLING) :]] == ["shoe_size", "company.fleet"]
    assert choice.exclusions == (
        Exclusion("mother", "contact"),
        Exclusion("diet", "special"),
        Exclusion("first_born", "child"),
    )


def test_named_variables_are_spelled_as_in_a_rule() -> None:
    names = ["company.employees", "category_share('hats')", "last_order", "revenue_45d"]
    features = choose(FirmCatalog(), names).features
    assert [each.key for each in features] == names
    assert [each.role for each in features] == ["number"] * 4
    assert [each.unit for each in features] == ["people", "share", "days", "money"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("email", "email names or reaches a person"),
        ("postcode", "postcode names or reaches a person"),
        ("external_id", "external_id names or reaches a person"),
        ("company.name", "company.name names or reaches a person"),
        ("nps_comment", "nps_comment is written freely"),
        ("youngest_child_birthday", "is the birthday of a child; ask for the age"),
        ("religion", "quarantined"),
    ],
)
def test_what_never_enters_is_refused_when_named(name: str, message: str) -> None:
    with pytest.raises(ClientelaError, match=message):
        choose(FirmCatalog(), [name])


def test_released_special_field_is_refused_all_the_same() -> None:
    with pytest.raises(ClientelaError, match="religion is a special category"):
        choose(FirmCatalog(released=["religion"]), ["religion"])


def test_unknown_name_and_no_name_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="revenue_total"):
        choose(FirmCatalog(), ["revenue_totl"])
    with pytest.raises(ClientelaError, match="at least one"):
        choose(FirmCatalog(), [])
