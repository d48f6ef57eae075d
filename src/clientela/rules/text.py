"""The text face of the rule language: what people type, diff and keep in git.

>>> from clientela.rules.text import parse_rule, write_rule
>>> rule = parse_rule("AGE  between 25 and 35 and city = 'Barcelona'")
>>> write_rule(rule)
"AGE between 25 and 35 and city = 'Barcelona'"
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

from lark import Lark, Token
from lark.exceptions import UnexpectedInput

from clientela.rules.limits import refuse_beyond_limits
from clientela.rules.mistakes import explain
from clientela.rules.nodes import Rule, Value
from clientela.rules.reading.conditions import CONDITIONS
from clientela.rules.reading.reader import Branch, Reader, Tables
from clientela.rules.reading.values import VALUES
from clientela.rules.reading.windows import MOMENTS, WINDOWS
from clientela.rules.writing.conditions import Writer


class _WholeWords:
    """Keeps names in the lexer everywhere, so that `include` is never read as `in` and `clude`."""

    always_accept = ("NAME",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return stream


_TABLES = Tables(CONDITIONS, VALUES, WINDOWS, MOMENTS)


@cache
def grammar() -> Lark:
    """The parser of rule text, built once a process (about a fifth of a second)."""
    source = files("clientela.rules").joinpath("grammar.lark").read_text("utf-8")
    return Lark(
        source, parser="lalr", start=["condition", "value"], maybe_placeholders=True, postlex=_WholeWords()
    )


def parse_rule(text: str) -> Rule:
    """The rule that the text says; RuleSyntaxError points at the first mistake and suggests."""
    return Reader(text, _TABLES).condition(_tree(text, "condition"))


def parse_value(text: str) -> Value:
    """The value that the text says, such as `sum(order_completed.amount)`; raises RuleSyntaxError."""
    return Reader(text, _TABLES).value(_tree(text, "value"))


def write_rule(rule: Rule) -> str:
    """The rule as one line of text that `parse_rule` reads back as the very same rule."""
    refuse_beyond_limits(rule)
    return Writer().condition(rule)


def write_value(value: Value) -> str:
    """The value as one line of text that `parse_value` reads back as the very same value."""
    refuse_beyond_limits(value)
    return Writer().value(value)


def _tree(text: str, start: Literal["condition", "value"]) -> Branch:
    try:
        return grammar().parse(text, start=start)
    except UnexpectedInput as error:
        raise explain(grammar(), text, start, error) from None
