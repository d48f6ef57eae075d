"""A chunk of raw rows made ready: typed columns by target, which rows are rejected and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.cells.conversion import Converted, convert, convert_phones, differing
from clientela.collect.cells.readings import Reading
from clientela.collect.files.numbers import booleans
from clientela.collect.mapping.definition import ENTITY_OF, ColumnMapping, KindRule, Mapping, RowFilter
from clientela.collect.mapping.targets import EVENT_KINDS, REQUIRED, field_name
from clientela.collect.report import Problem
from clientela.rules.types import NUMERIC, ValueType

ROW = "_row"
KIND = "_kind"
Mask = npt.NDArray[np.bool_]

PEOPLE_KEYS = ("external_id", "customer", "email", "phone")
PHONES = frozenset({"phone", "mobile"})
PHONES = frozenset({"phone", "mobile", "customer.mobile"})
# Of these the text is kept where reading changed it.
REWRITTEN = PHONES | {f"{owner}{name}" for owner in ("", "customer.") for name in ("email", "country")}
REWRITTEN_TYPES = frozenset({ValueType.DATE, ValueType.INSTANT, ValueType.MONEY})
NUMBERED = frozenset({"external_id", "customer", "ref", "item", "event_id", "company"})


@dataclass(frozen=True, slots=True)
class Conventions:
    """What holds for the whole file where its mapping does not say otherwise."""

    zone: str = "UTC"
    country: str | None = None
    currency: str | None = None
    date_order: str = "YMD"
    decimal_comma: bool = False


@dataclass(slots=True)
class Prepared:
    """The accepted rows of one chunk: a column a target, `_row` and, for events, `_kind`."""

    table: pa.Table
    raw: pa.Table
    problems: list[Problem] = field(default_factory=list)
    rejected: int = 0
    originals: dict[str, pa.Array] = field(default_factory=dict)  # by target: texts that reading changed
    is_of_entities: bool = False  # rather than of what happened to customers

    def column(self, target: str) -> pa.Array | None:
        """The values of a target, or None where the file has none."""
        if target not in self.table.column_names:
            return None
        return self.table.column(target).combine_chunks()


def reading_of(column: ColumnMapping, shared: Conventions) -> Reading:
    """How one column's cells are read."""
    return Reading(
        zone=shared.zone,
        country=shared.country,
        date_order=column.date_order or shared.date_order,
        decimal_comma=column.decimal_comma or (shared.decimal_comma and column.type in NUMERIC),
        factor=Decimal(column.factor) if column.factor else None,
        values=column.values,
        separator=column.separator,
    )


def prepare(
    raw: pa.Table, mapping: Mapping, shared: Conventions, countries: pa.Array | None = None
) -> Prepared:
    """Read every mapped column, give each row its event kind, and set aside rows that cannot be taken.

    `countries` are those that the rows' customers are known to live in; a row's own country comes first.
    """
    typed = _typed(raw, mapping, shared, countries)
    columns, problems, rejected = typed.columns, typed.problems, typed.rejected
    for target, value in mapping.constants.items():
        columns[target] = _constant(value, raw)
    if mapping.kind in {*EVENT_KINDS, "events"}:
        columns[KIND] = _kinds(raw, mapping, columns)
    for check in (_filtered, _incomplete):
        check(raw, mapping, columns, rejected, problems)
    columns[ROW] = raw.column(ROW).combine_chunks()
    accepted = booleans(~rejected)
    originals = {target: texts.filter(accepted) for target, texts in typed.originals.items()}
    table = pa.table(columns).filter(accepted)
    return Prepared(
        table, raw.filter(accepted), problems, int(rejected.sum()), originals, mapping.kind in ENTITY_OF
    )


@dataclass(slots=True)
class _Typed:
    """Every mapped column read, by target."""

    rejected: Mask
    columns: dict[str, pa.Array] = field(default_factory=dict)
    originals: dict[str, pa.Array] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _typed(raw: pa.Table, mapping: Mapping, shared: Conventions, countries: pa.Array | None) -> _Typed:
    read = _Typed(np.zeros(raw.num_rows, dtype=bool))
    rows = raw.column(ROW).combine_chunks()
    required = set(REQUIRED.get(mapping.kind, ())) | {"at"}
    for column in sorted(mapping.kept, key=lambda each: each.target in PHONES):  # countries come first
        texts, reading = _texts(raw, column.column), reading_of(column, shared)
        if column.target in PHONES:
            found = convert_phones(texts, _countries(read.columns, countries, raw.num_rows), reading)
        else:
            found = convert(texts, column.type, reading, column.target)
        values = _numbers_as_keys(found.values) if column.target in NUMBERED else found.values
        read.columns[column.target] = values
        if column.target in REWRITTEN or (column.type in REWRITTEN_TYPES and _is_attribute(column, mapping)):
            read.originals[column.target] = differing(texts, values, column.type, reading)
        needed = column.target in required and mapping.kind not in {"customers", "companies"}
        read.problems += _problems(found, column, texts, rows, needed=needed)
        if needed and found.unreadable:
            read.rejected[list(found.unreadable)] = True
    return read


def _is_attribute(column: ColumnMapping, mapping: Mapping) -> bool:
    """Whether it tells something of an entity itself rather than of an event."""
    return mapping.kind in ENTITY_OF or column.target.startswith("customer.")


def _countries(columns: dict[str, pa.Array], known: pa.Array | None, rows: int) -> pa.Array:
    """The country each row's phone is written in, as far as anything says it."""
    own = columns.get("country", columns.get("customer.country"))
    told = [pc.if_else(pc.match_substring_regex(own, "^[A-Z]{2}$"), own, None)] if own is not None else []
    told += [known] if known is not None else []
    return pc.coalesce(*told, pa.nulls(rows, pa.string())) if told else pa.nulls(rows, pa.string())


def _texts(raw: pa.Table, column: str) -> pa.Array:
    return raw.column(column).combine_chunks().cast(pa.string())


def _constant(value: str, raw: pa.Table) -> pa.Array:
    """A text in every row, or, with =name, a copy of a column."""
    if value.startswith("="):
        return _texts(raw, value[1:])
    return pa.repeat(pa.scalar(value, pa.string()), raw.num_rows)


def _numbers_as_keys(values: pa.Array) -> pa.Array:
    """Numbers that a spreadsheet made floats (17850.0) as they were."""
    if not pc.any(pc.ends_with(values, ".0")).as_py():
        return values
    return pc.replace_substring_regex(values, r"^(\d+)\.0$", r"\1")


def _problems(
    found: Converted, column: ColumnMapping, texts: pa.Array, rows: pa.Array, *, needed: bool
) -> list[Problem]:
    return [
        Problem(
            rows[position].as_py(),
            column.column,
            texts[position].as_py() or "",
            f"{why.reason}" if needed else f"{why.reason}; the row is imported without it",
            why.cure,
            whole_row=needed,
        )
        for position, why in found.unreadable.items()
    ]


def _kinds(raw: pa.Table, mapping: Mapping, columns: dict[str, pa.Array]) -> pa.Array:
    """The event kind of each row: by its own column, else the mapping's, then by the mapping's rules."""
    if "kind" in columns:
        encoded = columns.pop("kind").dictionary_encode()
        names = pa.array([field_name(name) for name in encoded.dictionary.to_pylist()], pa.string())
        kinds = names.take(encoded.indices)
    else:
        kinds = pa.repeat(pa.scalar(mapping.event_kind, pa.string()), raw.num_rows)
    for rule in mapping.kinds:
        kinds = pc.if_else(_matches(rule, raw), pa.scalar(rule.kind), kinds)
    return kinds


def _matches(rule: KindRule, raw: pa.Table) -> pa.Array:
    texts = pc.utf8_trim_whitespace(_texts(raw, rule.column))
    if rule.prefix is not None:
        return pc.fill_null(pc.starts_with(texts, rule.prefix), False)  # noqa: FBT003
    return pc.is_in(pc.utf8_lower(texts), pa.array([value.lower() for value in rule.values], pa.string()))


def _filtered(
    raw: pa.Table, mapping: Mapping, columns: dict[str, pa.Array], rejected: Mask, problems: list[Problem]
) -> None:
    """Set aside the rows that the mapping's filters leave out."""
    del columns
    for rule in mapping.filters:
        out = _outside(rule, raw) & ~rejected
        rejected |= out
        for position in np.flatnonzero(out).tolist():
            value = raw.column(rule.column)[position].as_py() or ""
            row = raw.column(ROW)[position].as_py()
            problems.append(
                Problem(row, rule.column, value, "left out by the mapping's filter", "change the filter")
            )


def _outside(rule: RowFilter, raw: pa.Table) -> Mask:
    inside = pc.is_in(_texts(raw, rule.column), pa.array(rule.values, pa.string())).to_numpy(
        zero_copy_only=False
    )
    kept: Mask = ~inside if rule.exclude else inside
    return ~kept


NEEDS = {
    "at": ("has no date", "fill in when it happened"),
    "ref": ("has no order number", "fill in the order it belongs to"),
    "channel": ("has no channel", "fill in email, sms, phone, post …"),
    "state": ("has no consent state", "fill in given or withdrawn"),
    KIND: ("has no kind of event", "fill in what happened, or set event_kind in the mapping"),
}
NO_PERSON = ("names no customer", "fill in a customer number, an e-mail or a phone")
NO_KEY = ("has no number and no name", "fill in what identifies it")


def _incomplete(
    raw: pa.Table, mapping: Mapping, columns: dict[str, pa.Array], rejected: Mask, problems: list[Problem]
) -> None:
    """Set aside the rows that lack what their kind cannot do without."""
    for target in (*REQUIRED.get(mapping.kind, ()), KIND):
        if target in columns:
            empty = pc.is_null(columns[target]).to_numpy(zero_copy_only=False) & ~rejected
            rejected |= empty
            problems += _rejections(raw, mapping, target, empty, NEEDS[target])
    keys = [columns[key] for key in PEOPLE_KEYS if key in columns]
    if mapping.kind == "deals":
        keys = [columns[key] for key in ("external_id",) if key in columns]
    if keys and mapping.people == "key":
        nobody = np.logical_and.reduce([pc.is_null(key).to_numpy(zero_copy_only=False) for key in keys])
        message = NO_PERSON if mapping.kind not in {"companies", "products", "deals"} else NO_KEY
        key = next(key for key in PEOPLE_KEYS if key in columns)
        nobody &= ~rejected
        rejected |= nobody
        problems += _rejections(raw, mapping, key, nobody, message)


def _rejections(
    raw: pa.Table, mapping: Mapping, target: str, mask: Mask, message: tuple[str, str]
) -> list[Problem]:
    found = mapping.target(target)
    name = found.column if found else target
    rows = raw.column(ROW).filter(pa.array(mask)).to_pylist()
    return [Problem(row, name, "", *message) for row in rows]
