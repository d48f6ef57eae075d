"""The published JSON Schema of a rule: what msgspec derives from the nodes, made fit to be read.

msgspec writes every union out in full where it stands; here each family of nodes is named once, and a
validator goes by the word in `node` instead of trying every branch, which would take exponential time on
nested groups and give messages nobody can use.
"""

from __future__ import annotations

from typing import cast

import msgspec

from clientela.rules.json_faults import tags
from clientela.rules.nodes import (
    Condition,
    LastPeriod,
    Moment,
    NextPeriod,
    Value,
    Window,
)

Json = dict[str, object]

_FAMILIES: dict[str, tuple[object, str]] = {
    "Condition": (Condition, "What is true of a customer. A rule is a condition."),
    "Value": (Value, "What a customer has: a variable, an aggregate over events, a calculation."),
    "Moment": (Moment, "A day or an instant, fixed or relative to the instant of the question."),
    "Window": (Window, "A stretch of time."),
    "MomentOrWindow": (Moment | Window, "A moment (for before, after, on) or a window (for within)."),
    "RelativePeriod": (LastPeriod | NextPeriod, "The last or the next so many units."),
}
_MEANINGS = {
    "kinds": "Event kinds; an event of any of them counts.",
    "where": "Which of the events (deals) count; bare names in it are their fields.",
    "window": "When it must lie; all time if left out.",
    "field": "The field of the event (deal) that is taken.",
    "entity": "Whose attribute: the customer's own, or her company's.",
    "operator": "An operator of docs/reference/operators.md, such as =, in, contains, before.",
    "operand": "What the operator wants: nothing, one value, a list of values, a moment or a window.",
    "node": "Says which node this is.",
}
_DATE = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_INSTANT = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})?$",
    "description": "ISO 8601; without an offset it is wall time in the workspace's zone.",
}


def rule_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) that accepts what `decode_rule` accepts.

    Depth, repeated fields and the calendar (30 February) are beyond a schema; `decode_rule` sees to them.
    """
    definitions = cast("dict[str, Json]", msgspec.json.schema(Condition)["$defs"])
    named: Json = {name: _family(name) for name in _FAMILIES}
    named.update({name: _node(name, definitions[name]) for name in sorted(definitions)})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Clientela rule",
        "description": "A segment's rule as JSON; docs/rules.md says what each node means.",
        "$ref": "#/$defs/Condition",
        "$defs": named,
    }


def _family(name: str) -> Json:
    union, meaning = _FAMILIES[name]
    by_tag = dict(zip(tags(union), cast("tuple[type, ...]", union.__args__), strict=True))  # type: ignore[attr-defined]
    return {
        "title": name,
        "description": meaning,
        "type": "object",
        "required": ["node"],
        "properties": {"node": {"enum": list(by_tag)}},
        "allOf": [
            {
                "if": {"properties": {"node": {"const": tag}}, "required": ["node"]},
                "then": {"$ref": f"#/$defs/{node.__name__}"},
            }
            for tag, node in by_tag.items()
        ],
    }


def _node(name: str, definition: Json) -> Json:
    properties = cast("dict[str, Json]", definition["properties"])
    described = {field: _property(field, schema) for field, schema in properties.items()}
    described |= {"at": described["at"] | _INSTANT} if name == "AtInstant" else {}
    meaning = " ".join(str(definition["description"]).split())
    return definition | {"description": meaning, "properties": described}


def _property(field: str, schema: Json) -> Json:
    meaning = {"description": _MEANINGS[field]} if field in _MEANINGS else {}
    calendar = _DATE if schema.get("format") == "date" else {}
    referring = cast("Json", _referring(schema))
    return {"title": field.replace("_", " ").capitalize(), **meaning, **referring, **calendar}


def _referring(schema: object) -> object:
    """The same schema with each written-out union of nodes replaced by a reference to its family."""
    if isinstance(schema, list):
        return [_referring(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "discriminator" not in schema:
        return {key: _referring(part) for key, part in schema.items()}
    mapping = frozenset(schema["discriminator"]["mapping"])
    (family,) = (name for name, (union, _) in _FAMILIES.items() if frozenset(tags(union)) == mapping)
    kept = {key: part for key, part in schema.items() if key not in {"anyOf", "discriminator"}}
    return {"$ref": f"#/$defs/{family}", **kept}
