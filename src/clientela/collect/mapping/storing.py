"""Mappings as small YAML files, made to be edited by hand."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from pathlib import Path
from typing import Any

import yaml

from clientela.collect.mapping.definition import KINDS, ColumnMapping, KindRule, Mapping, RowFilter
from clientela.errors import ImportFileError, nearest
from clientela.rules.types import ValueType

HEAD = """\
# How Clientela reads this kind of file. Edit freely and import with it again.
# target: a field of the store; custom:<name> for a new field; ignore; quarantine (special categories).
# A column may also have: values (value in the file: value in the store), date_order (DMY, MDY, YMD),
# decimal_comma, factor (numbers are multiplied by it), separator (between members of a list).
"""
PLAIN = ("event_kind", "duplicates", "people", "namespace", "zone", "country", "currency")
CHOICES = {
    "duplicates": ("keep", "drop"),
    "people": ("key", "row", "ref"),
    "date_order": ("DMY", "MDY", "YMD"),
}
TOP = ("kind", "columns", "constants", "kinds", "filters", "event_id", *PLAIN)
OF_COLUMN = ("target", "type", "values", "date_order", "decimal_comma", "factor", "separator")
TYPES = {kind.value: kind for kind in ValueType}


def save_mapping(mapping: Mapping, path: Path) -> None:
    """Write the mapping with a comment on each column saying why it goes where it goes."""
    Path(path).write_text(mapping_text(mapping), encoding="utf-8")


def mapping_text(mapping: Mapping) -> str:
    """The mapping as YAML."""
    lines = [HEAD + f"kind: {mapping.kind}"]
    defaults = Mapping(kind=mapping.kind, columns=())
    for name in PLAIN:
        if getattr(mapping, name) != getattr(defaults, name):
            lines.append(f"{name}: {_quoted(getattr(mapping, name))}")
    if mapping.event_id:
        lines.append(f"event_id: {_quoted(list(mapping.event_id))}")
    if mapping.constants:
        lines.append(f"constants: {_quoted(dict(mapping.constants))}")
    for name, rules in (("kinds", mapping.kinds), ("filters", mapping.filters)):
        if rules:
            lines.append(f"{name}:")
            lines.extend(f"  - {_quoted(_without_defaults(rule))}" for rule in rules)
    lines.append("columns:")
    lines.extend(_column_text(column) for column in mapping.columns)
    return "\n".join(lines) + "\n"


def _column_text(column: ColumnMapping) -> str:
    entry: dict[str, object] = {"target": column.target}
    if column.is_kept and column.type is not ValueType.TEXT:
        entry["type"] = column.type.value
    if column.values:
        entry["values"] = dict(column.values)
    for name in ("date_order", "factor"):
        if getattr(column, name):
            entry[name] = getattr(column, name)
    if column.decimal_comma:
        entry["decimal_comma"] = True
    if column.separator != ";":
        entry["separator"] = column.separator
    return f"  {_quoted(column.column)}: {_quoted(entry)}  # {column.confidence:.0%}: {column.reason}"


def _quoted(value: object) -> str:
    text: str = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False
    )
    return text.removesuffix("\n").removesuffix("...").strip()


def _without_defaults(rule: KindRule | RowFilter) -> dict[str, object]:
    fields = {name: getattr(rule, name) for name in rule.__slots__}
    shown = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
    return {name: value for name, value in shown.items() if value not in (None, [], False)}


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file; raises ImportFileError naming the file, the field and the cure."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as problem:
        raise ImportFileError(f"the mapping {path} cannot be read: {problem.strerror}") from problem
    return parse_mapping(text, str(path))


def parse_mapping(text: str, name: str = "mapping") -> Mapping:
    """Read a mapping from YAML text; `name` is what errors call it."""
    try:
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise ImportFileError(f"{name}, line {line}: this is not YAML ({problem.problem})") from problem
    reader = _Reader(name, text)
    return reader.mapping(data)


class _Reader:
    """Turns parsed YAML into a mapping, complaining with the line of the name at fault."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.lines = name, text.splitlines()

    def mapping(self, data: object) -> Mapping:
        fields = self.pairs(data, "the file", TOP)
        kind = fields.get("kind")
        if kind not in KINDS:
            raise self.problem("kind", f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
        columns = self.pairs(fields.get("columns", {}), "columns", None)
        if not columns:
            raise self.problem("columns", "there are no columns; list them under 'columns:'")
        plain = {name: self.text(name, fields[name]) for name in PLAIN if fields.get(name) is not None}
        return Mapping(
            kind=kind,
            columns=tuple(self.column(str(name), entry) for name, entry in columns.items()),
            constants={str(k): self.text(str(k), v) for k, v in (fields.get("constants") or {}).items()},
            kinds=tuple(self.kind_rule(rule) for rule in self.items("kinds", fields)),
            filters=tuple(self.row_filter(rule) for rule in self.items("filters", fields)),
            event_id=tuple(str(item) for item in self.items("event_id", fields)),
            **plain,
        )

    def column(self, name: str, entry: object) -> ColumnMapping:
        entry = {"target": entry} if isinstance(entry, str) else entry
        fields = self.pairs(entry, name, OF_COLUMN)
        if not isinstance(fields.get("target"), str):
            raise self.problem(name, f"column {name!r} needs a target; write 'ignore' to leave it out")
        typed = fields.get("type", "text")
        if typed not in TYPES:
            raise self.problem(name, f"column {name!r} has an unknown type {typed!r}; use {', '.join(TYPES)}")
        values = {str(k): self.text(name, v) for k, v in (fields.get("values") or {}).items()}
        return ColumnMapping(
            column=name,
            target=fields["target"],
            type=TYPES[typed],
            values=values,
            date_order=self.choice("date_order", fields.get("date_order")),
            decimal_comma=bool(fields.get("decimal_comma", False)),
            factor=None if fields.get("factor") is None else str(fields["factor"]),
            separator=str(fields.get("separator", ";")),
        )

    def kind_rule(self, rule: object) -> KindRule:
        fields = self.pairs(rule, "kinds", KindRule.__slots__)
        if "column" not in fields or "kind" not in fields:
            raise self.problem("kinds", "each rule under 'kinds' needs a column and a kind")
        values = tuple(str(value) for value in fields.get("values", ()))
        return KindRule(str(fields["column"]), str(fields["kind"]), fields.get("prefix"), values)

    def row_filter(self, rule: object) -> RowFilter:
        fields = self.pairs(rule, "filters", RowFilter.__slots__)
        if "column" not in fields or "values" not in fields:
            raise self.problem("filters", "each rule under 'filters' needs a column and values")
        values = tuple(str(value) for value in fields["values"])
        return RowFilter(str(fields["column"]), values, bool(fields.get("exclude", False)))

    def pairs(self, data: object, where: str, known: tuple[str, ...] | None) -> Pairs[str, Any]:
        if not isinstance(data, dict):
            raise self.problem(where, f"{where} must be a list of 'name: value' lines")
        for name in data:
            if known is not None and name not in known:
                near = nearest(str(name), known)
                hint = f"; did you mean {near!r}?" if near else f"; known are {', '.join(known)}"
                raise self.problem(str(name), f"{where} has an unknown entry {name!r}{hint}")
        return data

    def items(self, name: str, fields: Pairs[str, Any]) -> list[Any]:
        found = fields.get(name) or []
        if not isinstance(found, list):
            raise self.problem(name, f"{name} must be a list")
        return found

    def text(self, name: str, value: object) -> str:
        if isinstance(value, dict | list):
            raise self.problem(name, f"{name} must be one value")
        written = str(value).lower() if isinstance(value, bool) else str(value)
        self.choice(name, written)
        return written

    def choice(self, name: str, value: object) -> str | None:
        if value is not None and name in CHOICES and value not in CHOICES[name]:
            raise self.problem(name, f"{name} must be one of {', '.join(CHOICES[name])}, not {value!r}")
        return None if value is None else str(value)

    def problem(self, field: str, message: str) -> ImportFileError:
        line = next((n for n, text in enumerate(self.lines, 1) if field in text.split("#")[0]), 1)
        return ImportFileError(f"{self.name}, line {line}: {message}")
