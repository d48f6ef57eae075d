"""What each column of a file means: data that is proposed, shown, corrected by hand and used again."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace

from clientela.errors import ImportFileError, UnknownNameError, nearest
from clientela.rules.types import ValueType

IGNORE = "ignore"
QUARANTINE = "quarantine"
CUSTOM = "custom:"  # custom:<name>: a new typed field
IDENTITY = "identity:"  # identity:<namespace>: a further external id of the customer
ANSWER = "answer:"  # answer:<question>: one event an answered cell, for wide survey tables

KINDS = (
    "customers",
    "companies",
    "deals",
    "products",
    "events",
    "orders",
    "order-lines",
    "consents",
    "surveys",
    "reviews",
)
ENTITY_OF = {"customers": "customer", "companies": "company", "deals": "deal", "products": "product"}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where one column goes, how sure that is, and how its values are read."""

    column: str
    target: str
    type: ValueType = ValueType.TEXT
    confidence: float = 1.0
    reason: str = "set by hand"
    values: Pairs[str, str] = field(default_factory=dict)  # value in the file -> value in the store
    date_order: str | None = None  # DMY, MDY, YMD
    decimal_comma: bool = False
    factor: str | None = None  # every number is multiplied by it: "0.01" for cents
    separator: str = ";"  # between the members of a list

    @property
    def is_kept(self) -> bool:
        """Whether its values go into the store."""
        return self.target not in {IGNORE, QUARANTINE}


@dataclass(frozen=True, slots=True)
class KindRule:
    """Rows whose `column` begins with `prefix` (or equals one of `values`) are events of `kind`."""

    column: str
    kind: str
    prefix: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Only rows whose `column` is one of `values` (or, with `exclude`, none of them) are imported."""

    column: str
    values: tuple[str, ...]
    exclude: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one kind of file is read; `constants` give a target the same value in every row."""

    kind: str
    columns: tuple[ColumnMapping, ...]
    constants: Pairs[str, str] = field(default_factory=dict)
    event_kind: str | None = None
    kinds: tuple[KindRule, ...] = ()
    filters: tuple[RowFilter, ...] = ()
    event_id: tuple[str, ...] = ()  # columns that tell events apart; none: every mapped column
    duplicates: str = "keep"  # rows alike in every mapped column: keep, or drop all but the first
    people: str = "key"  # key: found by their keys; row: every row is a customer; ref: by the order named
    namespace: str = "external_id"  # whose customer numbers these are
    zone: str | None = None
    country: str | None = None
    currency: str | None = None

    def target(self, name: str) -> ColumnMapping | None:
        """The column mapped to that target."""
        return next((column for column in self.columns if column.target == name), None)

    def column(self, name: str) -> ColumnMapping:
        """The mapping of that column; raises UnknownNameError."""
        found = next((column for column in self.columns if column.column == name), None)
        if found is None:
            raise UnknownNameError("column", name, [column.column for column in self.columns])
        return found

    def with_target(self, column: str, target: str, **changes: object) -> Mapping:
        """The same mapping with one column sent elsewhere, by hand."""
        old = self.column(column)
        new = replace(old, target=target, confidence=1.0, reason="set by hand", **changes)  # type: ignore[arg-type]
        return replace(self, columns=tuple(new if each is old else each for each in self.columns))

    @property
    def kept(self) -> tuple[ColumnMapping, ...]:
        """The columns whose values go into the store."""
        return tuple(column for column in self.columns if column.is_kept)


def check_mapping(mapping: Mapping, columns: list[str]) -> None:
    """Raise where a mapping does not fit a file: unknown kind or column, a target given twice."""
    if mapping.kind not in KINDS:
        raise UnknownNameError("kind of import", mapping.kind, KINDS)
    for column in mapping.columns:
        if column.is_kept and column.column not in columns:
            near = nearest(column.column, columns)
            hint = f"; did you mean {near!r}?" if near else f"; the file has {', '.join(columns)}"
            raise ImportFileError(f"the mapping names a column {column.column!r} that the file has not{hint}")
    _refuse_doubles(mapping)


def _refuse_doubles(mapping: Mapping) -> None:
    seen: dict[str, str] = {}
    for column in mapping.kept:
        if column.target in seen:
            raise ImportFileError(
                f"columns {seen[column.target]!r} and {column.column!r} both go to {column.target!r}; "
                f"keep one and set the other to {IGNORE!r}"
            )
        seen[column.target] = column.column
