"""Pass 4: the tree becomes the engine's SQL text; our own functions get the engine's spelling."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import sqlglot
from sqlglot import exp

from clientela.compile.draft import Bound, Draft
from clientela.compile.sql import Sql
from clientela.errors import UnsupportedByEngineError

_PREFIX = "clientela_"


def write(tree: exp.Select, draft: Draft) -> tuple[str, list[Bound]]:
    """SQL text with numbered parameters, and their values in order. The tree is used up."""
    dialect = draft.context.dialect
    spelled = tree.transform(_spell, draft.context.functions, dialect, copy=False)
    numbers: dict[str, int] = {}
    for hole in spelled.find_all(exp.Placeholder):
        number = numbers.setdefault(str(hole.this), len(numbers) + 1)
        hole.set("this", str(number))
    return spelled.sql(dialect=dialect, comments=False, copy=False), [
        draft.parameters[name] for name in numbers
    ]


def _spell(node: Sql, functions: Mapping[str, str], dialect: str) -> Sql:
    if not (isinstance(node, exp.Anonymous) and str(node.this).startswith(_PREFIX)):
        return node
    function = str(node.this).removeprefix(_PREFIX)
    if function not in functions:
        raise UnsupportedByEngineError(f"this engine has no function {function!r}")
    spelled = _template(functions[function], len(node.expressions), dialect).copy()
    arguments = {f"argument_{index}": part for index, part in enumerate(node.expressions)}
    for hole in list(spelled.find_all(exp.Column)):
        if hole.name in arguments:
            hole.replace(exp.Paren(this=arguments[hole.name].copy()))
    return spelled.transform(_spell, functions, dialect, copy=False)


@lru_cache(maxsize=256)
def _template(template: str, arguments: int, dialect: str) -> Sql:
    holes = [f"argument_{index}" for index in range(arguments)]
    parsed = sqlglot.parse_one(template.format(*holes), dialect=dialect)
    return exp.Paren(this=parsed)
