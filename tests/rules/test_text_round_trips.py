"""Whatever a tree says, its text says the same: compared as JSON, which tells 1 from 1.0 and from true."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from clientela.rules.codec import encode_rule
from clientela.rules.nodes import Compare, Condition, Value
from clientela.rules.text import parse_rule, parse_value, write_rule, write_value
from tests.rules.trees import conditions, values

MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(conditions(2))
def test_rule_reads_back_as_written(rule: Condition) -> None:
    assert encode_rule(parse_rule(write_rule(rule))) == encode_rule(rule)


@MANY
@given(values(2))
def test_value_reads_back_as_written(value: Value) -> None:
    read = parse_value(write_value(value))
    assert encode_rule(Compare(read, "is set")) == encode_rule(Compare(value, "is set"))


@settings(MANY, max_examples=100)
@given(conditions(2))
def test_rule_text_is_one_line_and_stable(rule: Condition) -> None:
    text = write_rule(rule)
    assert text.splitlines() == [text]
    assert write_rule(parse_rule(text)) == text
