"""The JSON face of the rule language: one codec, strict both ways.

>>> from clientela.rules.codec import decode_rule, encode_rule
>>> encode_rule(decode_rule('{"node": "in_segment", "segment": "VIP"}'))
b'{"node":"in_segment","segment":"VIP"}'
"""

from __future__ import annotations

import json
from functools import cache
from typing import NoReturn

import msgspec

from clientela.errors import RuleError, RuleFormatError
from clientela.rules.json_faults import Repeated, fault_of, repeated_field
from clientela.rules.json_schema import rule_schema
from clientela.rules.limits import TOO_DEEP, refuse_beyond_limits
from clientela.rules.nodes import Condition, Node, Rule

__all__ = ["decode_rule", "encode_rule", "rule_schema"]

_DECODER: msgspec.json.Decoder[Rule] = msgspec.json.Decoder(Condition)


def decode_rule(data: bytes | str) -> Rule:
    """The rule in the JSON; RuleFormatError names the path, what was expected and the nearest known word.

    Unknown fields, repeated fields, NaN, infinities and rules nested too deep are refused.
    """
    plain = _plain(data)
    if repeated := repeated_field(plain):
        raise RuleFormatError(repeated)
    try:
        rule = _DECODER.decode(data)
        refuse_beyond_limits(rule)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise RuleFormatError(fault_of(str(error), plain)) from None
    except RecursionError:
        raise RuleFormatError(TOO_DEEP) from None
    except RuleError as error:
        raise RuleFormatError(str(error)) from None
    return rule


def encode_rule(rule: Rule) -> bytes:
    """The rule as compact JSON, the same bytes for the same rule; RuleError if it is beyond the limits."""
    refuse_beyond_limits(rule)
    return msgspec.json.encode(_without_defaults(rule))


def _without_defaults(part: object) -> object:
    """The node as plain data, fields at their default left out.

    msgspec's own `omit_defaults` goes by identity: a default that was parsed, not constructed, would be
    written out, and equal rules would have different bytes.
    """
    if isinstance(part, tuple):
        return [_without_defaults(item) for item in part]
    if not isinstance(part, Node):
        return part
    said = {name: getattr(part, name) for name in part.__struct_fields__}
    defaults = _defaults(type(part))
    kept = {name: value for name, value in said.items() if name not in defaults or value != defaults[name]}
    return {"node": part.__struct_config__.tag} | {
        name: _without_defaults(value) for name, value in kept.items()
    }


@cache
def _defaults(node: type[Node]) -> dict[str, object]:
    return {
        field.name: field.default
        for field in msgspec.structs.fields(node)
        if field.default is not msgspec.NODEFAULT
    }


def _plain(data: bytes | str) -> object:
    try:
        plain: object = json.loads(data, object_pairs_hook=Repeated.collect, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise RuleFormatError(
            f"line {error.lineno}, column {error.colno}: this is not JSON ({error.msg.lower()})"
        ) from None
    except UnicodeDecodeError:
        raise RuleFormatError("this is not JSON in UTF-8") from None
    except RecursionError:
        raise RuleFormatError(TOO_DEEP) from None
    return plain


def _refuse_constant(constant: str) -> NoReturn:
    raise RuleFormatError(f"{constant} is not a number a rule can hold")
