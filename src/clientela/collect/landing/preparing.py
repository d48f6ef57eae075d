"""A chunk of raw rows made ready: typed columns by target, which rows are rejected and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.cells.conversion import Converted, convert
from clientela.collect.cells.readings import Reading, Unreadable
from clientela.collect.files.numbers import booleans
from clientela.collect.mapping.definition import ColumnMapping, KindRule, Mapping, RowFilter
from clientela.collect.mapping.targets import EVENT_KINDS, REQUIRED, field_name
from clientela.collect.report import Problem
from clientela.rules.types import NUMERIC

ROW = "_row"
KIND = "_kind"
Mask = npt.NDArray[np.bool_]

PEOPLE_KEYS = ("external_id", "customer", "email", "phone")
PHONES = frozenset({"phone", "mobile"})
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


def prepare(raw: pa.Table, mapping: Mapping, shared: Conventions) -> Prepared:
    """Read every mapped column, give each row its event kind, and set aside rows that cannot be taken."""
    columns: dict[str, pa.Array] = {}
    problems: list[Problem] = []
    rejected = np.zeros(raw.num_rows, dtype=bool)
    rows = raw.column(ROW).combine_chunks()
    required = set(REQUIRED.get(mapping.kind, ())) | {"at"}
    for column in mapping.kept:
        texts = _texts(raw, column.column)
        found = _read(texts, column, raw, mapping, shared)
        columns[column.target] = _numbers_as_keys(found.values) if column.target in NUMBERED else found.values
        needed = column.target in required and mapping.kind not in {"customers", "companies"}
        problems += _problems(found, column, texts, rows, needed=needed)
        if needed and found.unreadable:
            rejected[list(found.unreadable)] = True
    for target, value in mapping.constants.items():
        columns[target] = _constant(value, raw)
    if mapping.kind in {*EVENT_KINDS, "events"}:
        columns[KIND] = _kinds(raw, mapping, columns)
    for check in (_filtered, _incomplete):
        check(raw, mapping, columns, rejected, problems)
    columns[ROW] = rows
    accepted = booleans(~rejected)
    table = pa.table(columns).filter(accepted)
    return Prepared(table, raw.filter(accepted), problems, int(rejected.sum()))


def _read(
    texts: pa.Array, column: ColumnMapping, raw: pa.Table, mapping: Mapping, shared: Conventions
) -> Converted:
    """The column's values; telephone numbers without a country code are those of their row's country."""
    reading, place = reading_of(column, shared), mapping.target("country")
    if column.target not in PHONES or place is None:
        return convert(texts, column.type, reading, column.target)
    countries = convert(_texts(raw, place.column), place.type, reading_of(place, shared), "country").values
    values, unreadable = pa.nulls(len(texts), pa.string()), dict[int, Unreadable]()
    for country in pc.unique(countries).to_pylist():
        known = country if country in phonenumbers.SUPPORTED_REGIONS else reading.country
        there = pc.equal(countries, country) if country is not None else pc.is_null(countries)
        own = pc.if_else(pc.fill_null(there, False), texts, pa.scalar(None, pa.string()))  # noqa: FBT003
        found = convert(own, column.type, replace(reading, country=known), column.target)
        values = pc.coalesce(values, found.values)
        unreadable |= found.unreadable
    return Converted(values, dict(sorted(unreadable.items())))


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
