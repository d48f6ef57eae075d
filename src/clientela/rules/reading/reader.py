"""The way down a parse tree: what a bare name means at this place, how deep we are, where a mistake is.

A bare name is a variable of the customer; inside `where` it is a field of the event, inside a deal
condition a field of the deal, and inside `any person of company (…)` a variable again. The parser cannot
know, so the tree is read from the top, with the scope in hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar, cast

from lark import Token, Tree

from clientela.errors import RuleSyntaxError
from clientela.rules.limits import MAX_DEPTH
from clientela.rules.mistake_sentences import mistake_in_english
from clientela.rules.name_scope import NameScope
from clientela.rules.nodes import Condition, Moment, Value, Window
from clientela.rules.spelling import (
    JOINTS,
    SpellingError,
    read_date,
    read_instant,
    read_number,
    read_quoted,
)

Branch: TypeAlias = "Tree[Token]"
Part: TypeAlias = "Tree[Token] | Token | None"
T = TypeVar("T")
N = TypeVar("N")


def parts(tree: Branch) -> list[Part]:
    """The children, with None where something optional was left out."""
    return cast("list[Part]", tree.children)


def rule_name(part: Part) -> str:
    """The grammar's name for this part: the alias of a branch, the terminal of a token."""
    if isinstance(part, Token):
        return part.type
    return str(part.data) if part is not None else ""


def by_name(*reads: Callable[[Reader, Branch], N]) -> dict[str, Callable[[Reader, Branch], N]]:
    """The functions by the grammar's name for what they read: `_in_segment` reads `in_segment`."""
    return {read.__name__.removeprefix("_"): read for read in reads}


@dataclass(frozen=True, slots=True)
class Tables:
    """Which function reads which branch of the grammar."""

    conditions: Mapping[str, Callable[[Reader, Branch], Condition]]
    values: Mapping[str, Callable[[Reader, Branch], Value]]
    windows: Mapping[str, Callable[[Reader, Branch], Window]]
    moments: Mapping[str, Callable[[Reader, Branch], Moment]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the parts of one rule text; a mistake is raised as RuleSyntaxError at its place."""

    text: str
    tables: Tables = field(repr=False)
    scope: NameScope = NameScope.CUSTOMER
    depth: int = 0

    def within(self, scope: NameScope) -> Reader:
        """A reader for what lies inside a node that changes the meaning of bare names."""
        return replace(self, scope=scope)

    def condition(self, part: Part) -> Condition:
        return self.tables.conditions[rule_name(part)](self._below(part), cast("Branch", part))

    def filter(self, part: Part, scope: NameScope = NameScope.EVENT) -> Condition | None:
        """The condition after `where`, if there is one."""
        return None if part is None else self.within(scope).condition(part)

    def value(self, part: Part) -> Value:
        return self.tables.values[rule_name(part)](self._below(part), cast("Branch", part))

    def window(self, part: Part) -> Window:
        return self.tables.windows[rule_name(part)](self, cast("Branch", part))

    def moment(self, part: Part) -> Moment:
        return self.tables.moments[rule_name(part)](self, cast("Branch", part))

    def is_moment(self, part: Part) -> bool:
        return rule_name(part) in self.tables.moments

    def is_window(self, part: Part) -> bool:
        return rule_name(part) in self.tables.windows

    def _below(self, part: Part) -> Reader:
        if self.depth >= MAX_DEPTH:
            raise self.mistake(part, "too_deep", levels=MAX_DEPTH)
        return replace(self, depth=self.depth + 1)

    def mistake(self, part: Part, code: str, **facts: object) -> RuleSyntaxError:
        """The error with the sentence of that code, at the first word of the part."""
        token = first_token(part)
        line, column = (token.line or 1, token.column or 1) if token else (1, 1)
        message = mistake_in_english(code, facts)
        return RuleSyntaxError(message, line=line, column=column, text=self.text, code=code, facts=facts)

    def number(self, part: Part) -> int | float:
        return self._spelled(read_number, part)

    def whole(self, part: Part) -> int:
        """A whole number; a fraction is refused."""
        number = self.number(part)
        if isinstance(number, int):
            return number
        raise self.mistake(part, "whole_number", word=str(part))

    def scalar(self, part: Part) -> bool | int | float | str:
        kind = rule_name(part)
        if kind in {"TRUE", "FALSE"}:
            return kind == "TRUE"
        return self.string(part) if kind == "TEXT" else self.number(part)

    def string(self, part: Part) -> str:
        """A text, or a name in backticks, without its quotes."""
        return self._spelled(read_quoted, part)

    def name(self, part: Part) -> str:
        if rule_name(part) == "QUOTED":
            return self.string(part)
        if str(part).lower() in JOINTS:
            raise self.mistake(part, "joint_for_name", word=str(part))
        return str(part)

    def date(self, part: Part) -> dt.date:
        return self._spelled(read_date, part)

    def instant(self, part: Part) -> dt.datetime:
        return self._spelled(read_instant, part)

    def _spelled(self, read: Callable[[str], T], part: Part) -> T:
        try:
            return read(str(part))
        except SpellingError as error:
            raise self.mistake(part, error.code, word=error.word) from None


def first_token(part: Part) -> Token | None:
    """The leftmost token below a part; None for a branch that kept none."""
    pending = [part]
    while pending:
        found = pending.pop()
        if isinstance(found, Token):
            return found
        if found is not None:
            pending.extend(reversed(parts(found)))
    return None
