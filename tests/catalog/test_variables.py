"""The built-in variables: enough of them, each sound, each typed as its definition is."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from clientela.catalog import Family, FirmCatalog, Sensitivity
from clientela.catalog.variables import BUILT_IN, CUSTOMER, MEASURES
from clientela.rules.check import check
from clientela.rules.inference import type_of
from clientela.rules.nodes import Compare, Variable, walk
from clientela.rules.text import parse_value, write_value
from clientela.rules.types import ValueType
from clientela.store.schema import ENTITIES

ESTIMATES = [definition.name for definition in CUSTOMER if definition.family is Family.ESTIMATE]
SPECIAL = {"political_opinion", "religion", "health", "ethnicity", "union_membership", "sexual_orientation"}


@pytest.fixture(scope="module")
def catalog() -> FirmCatalog:
    return FirmCatalog(estimates=ESTIMATES)


def computed(catalog: FirmCatalog):
    return [definition for definition in catalog.definitions() if definition.definition is not None]


def test_customer_has_at_least_two_hundred_variables_beside_parametric_and_special_ones(catalog):
    assert len(set(catalog.variable_names())) >= 200
    assert sum(1 for each in CUSTOMER if each.definition is not None) >= 200


def test_names_are_distinct_and_spelled_for_rules():
    assert [name for name, times in Counter((e.entity, e.name) for e in BUILT_IN).items() if times > 1] == []
    assert [each.name for each in BUILT_IN if not re.fullmatch(r"[a-z][a-z0-9_]*", each.name)] == []


def test_every_family_of_the_design_has_variables():
    wanted = set(Family) - {Family.CUSTOM, Family.PRODUCT}
    assert wanted - {each.family for each in BUILT_IN} == set()


def test_every_meaning_is_one_sentence(catalog):
    wrong = [each.name for each in catalog.definitions() if not re.fullmatch(r"[A-Z].{3,}[.…]", each.meaning)]
    assert wrong == []


def test_declared_types_are_those_of_the_definitions(catalog):
    found = {each.name: type_of(each.definition, catalog) for each in computed(catalog)}
    assert found == {each.name: each.type for each in computed(catalog)}


def test_definitions_pass_the_check_of_rules(catalog):
    problems = {each.name: check(Compare(each.definition, "is set"), catalog) for each in computed(catalog)}
    assert {name: found for name, found in problems.items() if found} == {}


def test_definitions_survive_being_written_as_text(catalog):
    for each in computed(catalog):
        assert (each.name, parse_value(write_value(each.definition))) == (each.name, each.definition)


def test_definitions_never_lead_back_to_themselves(catalog):
    def reached(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        definition = catalog.resolve(name).definition
        if definition is not None:
            for _, node in walk(definition):
                if isinstance(node, Variable):
                    reached(node.name, (*above, name))

    for name in catalog.variable_names():
        reached(name, ())


def test_only_customers_have_computed_variables():
    assert {each.entity for each in BUILT_IN if each.definition is not None} == {"customer"}


def test_attributes_are_columns_beside_the_stores_own(catalog):
    tables = {"customer": "customers", "company": "companies", "deal": "deals", "product": "products"}
    for entity, table in tables.items():
        assert set(catalog.attributes(entity)) & set(ENTITIES[table]) == set()
    assert {
        name: catalog.attributes("customer")[name]
        for name in ("income", "interests", "birthday", "company_id")
    } == {
        "income": ValueType.MONEY,
        "interests": ValueType.LIST,
        "birthday": ValueType.DATE,
        "company_id": ValueType.INTEGER,
    }
    assert catalog.attributes("deal")["closed_at"] is ValueType.INSTANT
    assert catalog.attributes("company")["technologies"] is ValueType.LIST
    assert "nps_last" not in catalog.attributes("customer")


def test_special_categories_are_exactly_the_six():
    assert {each.name for each in BUILT_IN if each.sensitivity is Sensitivity.SPECIAL} == SPECIAL


def test_windowed_names_are_listed_as_they_resolve(catalog):
    windowed = [each for each in CUSTOMER if each.form]
    assert len(windowed) > 2 * len(MEASURES)
    assert [each.name for each in windowed if catalog.resolve(each.name) != each] == []
