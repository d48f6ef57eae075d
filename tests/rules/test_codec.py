"""Rules as JSON: strict, canonical, and described by a schema that accepts exactly what the codec accepts."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela.errors import RuleError, RuleFormatError
from clientela.rules import nodes as n
from clientela.rules.codec import decode_rule, encode_rule, rule_schema
from tests.rules.trees import conditions, values

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCHEMA = jsonschema.Draft202012Validator(rule_schema(), format_checker=jsonschema.FormatChecker(["date"]))

AGE = '{"node":"compare","value":{"node":"variable","name":"age"},"operator":">","operand":%s}'
NODES = {
    node.__struct_config__.tag: node
    for node in vars(n).values()
    if isinstance(node, type) and issubclass(node, n.Node) and node is not n.Node
}


@MANY
@given(conditions(2))
def test_rule_decodes_as_encoded(rule: n.Condition) -> None:
    data = encode_rule(rule)
    assert decode_rule(data) == rule
    assert encode_rule(decode_rule(data)) == data


@MANY
@given(conditions(2))
def test_defaults_written_out_mean_the_same_rule(rule: n.Condition) -> None:
    written_out = msgspec.json.encode(_with_defaults(rule))
    assert encode_rule(decode_rule(written_out)) == encode_rule(rule)


def _with_defaults(part: object) -> object:
    if isinstance(part, tuple):
        return [_with_defaults(item) for item in part]
    if not isinstance(part, n.Node):
        return part
    fields = {name: _with_defaults(getattr(part, name)) for name in part.__struct_fields__}
    return {"node": part.__struct_config__.tag, **fields}


@MANY
@given(conditions(2))
def test_schema_accepts_every_encoded_rule(rule: n.Condition) -> None:
    SCHEMA.validate(json.loads(encode_rule(rule)))


@MANY
@given(conditions(1), st.data())
def test_schema_and_codec_refuse_the_same_damage(rule: n.Condition, data: st.DataObject) -> None:
    """One part of the JSON is replaced by something else: both must take it, or neither."""
    plain = json.loads(encode_rule(rule))
    holder, key = data.draw(st.sampled_from(list(_places(plain))))
    replacement = data.draw(
        st.sampled_from([None, True, 1.5, "day", "x", [], [[]], {}, {"node": "now"}, {"node": "field"}])
    )
    holder[key] = copy.deepcopy(replacement)
    assert _decodes(json.dumps(plain)) == SCHEMA.is_valid(plain)


def _places(plain: object) -> list[tuple[dict[str, object] | list[object], str | int]]:
    found: list[tuple[dict[str, object] | list[object], str | int]] = []
    if isinstance(plain, dict):
        found += [(plain, key) for key in plain]
        found += [place for part in plain.values() for place in _places(part)]
    elif isinstance(plain, list):
        found += [(plain, index) for index in range(len(plain))]
        found += [place for part in plain for place in _places(part)]
    return found


def _decodes(data: bytes | str) -> bool:
    try:
        decode_rule(data)
    except RuleFormatError:
        return False
    return True


@pytest.mark.parametrize(
    "data",
    [
        "{}",
        "[]",
        '{"node":"all"}',
        '{"node":"all","conditions":[{"node":"field","name":"x"}]}',
        '{"node":"all","conditions":[],"extra":1}',
        '{"node":"happened","kinds":"order_completed"}',
        '{"node":"happened","kinds":["a"],"window":{"node":"now"}}',
        '{"node":"stopped","kinds":["a"],"count":1.5,"unit":"day"}',
        '{"node":"stopped","kinds":["a"],"count":1,"unit":"days"}',
        '{"node":"in_segment","segment":"VIP","at":{"node":"on_date","date":"2026-13-01"}}',
        '{"node":"in_polygon","corners":[[1,2,3]]}',
        '{"node":"anniversary","value":{"node":"variable","name":"b"},"window":{"node":"all_time"}}',
        AGE % "[[1]]",
        AGE % '{"node":"all","conditions":[]}',
    ],
)
def test_schema_and_codec_refuse_what_is_no_rule(data: str) -> None:
    assert not _decodes(data)
    assert not SCHEMA.is_valid(json.loads(data))


CONDITIONS = (
    "all, any, not, compare, changed, happened, sequence, regularly, stopped, resumed, first_time, rank, "
    "in_segment, segment_change, related, near_place, in_polygon, anniversary, message_activity, "
    "consents, bucket"
)
TOO_DEEP = (
    "the rule nests deeper than 100 levels; save parts of it as segments and refer to them "
    "with: in segment 'NAME'"
)
FAULTS: dict[str, tuple[str, str]] = {
    "not json": ('{"node":', "line 1, column 9: this is not JSON (expecting value)"),
    "no node": (
        "{}",
        "the field 'node' is missing: it says what this is, such as all, any, not, compare, changed, "
        "happened …",
    ),
    "misspelt node": (
        '{"node":"all","conditions":[{"node":"happend","kinds":["a"]}]}',
        "at conditions[0].node: no node 'happend'; did you mean 'happened'? "
        f"(a condition is one of {CONDITIONS})",
    ),
    "value for condition": (
        '{"node":"not","condition":{"node":"now"}}',
        f"at condition.node: 'now' is a moment, but a condition is expected here: {CONDITIONS}",
    ),
    "moment for window": (
        '{"node":"happened","kinds":["a"],"window":{"node":"ago","count":1,"unit":"day"}}',
        "at window.node: 'ago' is a moment, but a window is expected here: all_time, last_period, "
        "next_period, calendar_period, date_range, span",
    ),
    "unknown field": (
        '{"node":"not","condition":{"node":"happened","kind":["a"]}}',
        "at condition: no field 'kind' here; did you mean 'kinds'? (there are node, kinds, where, window, "
        "at_least, at_most)",
    ),
    "missing field": ('{"node":"not"}', "the field 'condition' is missing"),
    "repeated field": (
        '{"node":"all","conditions":[{"node":"in_segment","segment":"a","segment":"b"}]}',
        "at conditions[0]: the field 'segment' is given twice",
    ),
    "wrong word": (
        '{"node":"stopped","kinds":["a"],"count":1,"unit":"days"}',
        "at unit: 'days' is not allowed here; did you mean 'day'? (it is one of second, minute, hour, day, "
        "week, month, quarter, year)",
    ),
    "wrong type": (
        AGE % "[[1]]",
        "at operand[0]: a true or false, a number or a text is expected, not a list",
    ),
    "wrong length": (
        '{"node":"in_polygon","corners":[[1]]}',
        "at corners[0]: a list of length 2 is expected",
    ),
    "NaN": (AGE % "NaN", "NaN is not a number a rule can hold"),
    "infinity": (AGE % "-Infinity", "-Infinity is not a number a rule can hold"),
    "huge double": (AGE % "1e400", "at operand: the number is too large"),
    "huge whole number": (AGE % 2**63, "Compare.operand: a whole number in a rule has at most 64 bits"),
    "no such day": (
        '{"node":"in_segment","segment":"a","at":{"node":"on_date","date":"2026-02-30"}}',
        "at at.date: a date as in 2026-01-31 is expected",
    ),
    "deep": ('{"node":"not","condition":' * 200 + AGE % 1 + "}" * 200, TOO_DEEP),
    "bottomless": ('{"node":"not","condition":' * 100_000 + AGE % 1 + "}" * 100_000, TOO_DEEP),
}


@pytest.mark.parametrize("case", FAULTS)
def test_fault_is_named_with_its_path(case: str) -> None:
    data, sentence = FAULTS[case]
    with pytest.raises(RuleFormatError) as caught:
        decode_rule(data)
    assert str(caught.value) == sentence


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(RuleFormatError, match="not JSON in UTF-8"):
        decode_rule(b'{"node":"in_segment","segment":"\xff"}')


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1 << 63, "\ud800"])
def test_literal_no_store_can_keep_is_refused_when_encoded(value: float | str) -> None:
    with pytest.raises(RuleError, match=r"^Compare\.operand: "):
        encode_rule(n.Compare(n.Variable("x"), "=", value))


def test_rule_too_deep_is_refused_when_encoded() -> None:
    rule: n.Condition = n.InSegment("VIP")
    for _ in range(5000):
        rule = n.Not(rule)
    with pytest.raises(RuleError, match="nests deeper"):
        encode_rule(rule)


def test_encoding_leaves_defaults_out_whoever_made_them() -> None:
    data = b'{"node":"happened","kinds":["order_completed"]}'
    written_out = (
        '{"node":"happened","kinds":["order_completed"],"where":null,'
        '"window":{"node":"all_time"},"at_least":1,"at_most":null}'
    )
    assert encode_rule(n.Happened(("order_completed",))) == data
    assert encode_rule(decode_rule(written_out)) == data


def test_published_schema_is_the_one_of_the_code() -> None:
    published = Path(__file__).resolve().parents[2] / "docs" / "reference" / "rule.schema.json"
    assert json.loads(published.read_text("utf-8")) == json.loads(json.dumps(rule_schema()))


def test_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(rule_schema())
    json.dumps(rule_schema(), allow_nan=False)


def test_schema_describes_every_node() -> None:
    described = {
        definition["properties"]["node"]["enum"][0]: definition
        for name, definition in rule_schema()["$defs"].items()  # type: ignore[attr-defined]
        if "allOf" not in definition
    }
    assert set(described) == set(NODES)
    assert all(definition["title"] and definition["description"] for definition in described.values())


def test_strategies_make_every_node() -> None:
    """The round trips above mean nothing for a node that is never generated."""
    seen: set[str] = set()

    @settings(MANY, max_examples=1_000, database=None, derandomize=True)
    @given(conditions(1), values(1))
    def collect(rule: n.Condition, value: n.Value) -> None:
        parts = [*n.walk(rule), *n.walk(value)]
        seen.update(str(part.__struct_config__.tag) for _, part in parts)

    collect()
    assert seen == set(NODES)
