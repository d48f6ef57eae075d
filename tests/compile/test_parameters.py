"""What a user writes reaches the engine as a bound parameter, never as SQL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.compile import Question, count_query, members_query
from clientela.compile.draft import Context
from clientela.rules import nodes as n
from clientela.rules.text import parse_rule
from clientela.workspace import Workspace
from tests.cases.faces import Case, read_cases
from tests.cases.shop import AS_OF
from tests.compile.hostile import marked

CASES = read_cases()
NUMBER = 987_654_321
HARMFUL = "x'); DROP TABLE customers; --\" $1 ? {0} %s"


@pytest.fixture(scope="module")
def context(shop: Workspace) -> Context:
    return shop.base.context()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_users_texts_and_numbers_are_bound(case: Case, context: Context):
    rule = parse_rule(case.text)
    query = members_query(Question(marked(rule, HARMFUL, NUMBER), AS_OF), context)
    assert "DROP TABLE" not in query.sql
    assert str(NUMBER) not in query.sql
    plain = members_query(Question(rule, AS_OF), context)
    texts = {value for value in plain.parameters if isinstance(value, str)}
    assert [value for value in texts if f"'{value}'" in plain.sql] == []


def test_users_texts_reach_the_parameters(context: Context):
    """The other half: what is not in the SQL is not lost either."""
    rule = parse_rule("city = 'Vic' and income > 5 and opened campaign 'Spring' and bucket('a') < 5 percent")
    query = members_query(Question(marked(rule, HARMFUL, NUMBER), AS_OF), context)
    held = [str(value) for value in query.parameters]
    assert held.count(HARMFUL) == 1  # one value is bound once, however often it is asked for
    assert str(NUMBER) in held


def test_equal_values_are_bound_once(context: Context):
    rule = parse_rule("city = 'Vic' or city = 'Vic' or country = 'Vic'")
    assert members_query(Question(rule, AS_OF), context).parameters.count("Vic") == 1


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1))
def test_any_text_is_compared_as_it_is(shop: Workspace, context: Context, text: str):
    rule = n.Compare(n.Choose((n.Case(n.AnyOf(()), f"not {text}"),), text), "=", text)
    query = count_query(Question(rule, AS_OF), context)
    assert shop.store.engine.rows(query.sql, query.parameters) == [(13,)]
