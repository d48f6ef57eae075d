"""New fields and event kinds that a mapping names, made before its rows arrive."""

from __future__ import annotations

import datetime as dt
import json
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc

from clientela.catalog.custom import CustomField, CustomKind
from clientela.catalog.definitions import EntityName
from clientela.catalog.kinds import EVERYWHERE, FIELDS, built_in_kinds
from clientela.collect.mapping.definition import CUSTOM, ENTITY_OF, ColumnMapping, Mapping
from clientela.collect.mapping.targets import AttributeCatalog
from clientela.errors import ClientelaError, ImportFileError
from clientela.rules.types import EventKindFacts, ValueType
from clientela.store.journal import ADDED, TAKEN, note_rows
from clientela.store.store import Store


def declare_fields(
    store: Store, catalog: AttributeCatalog, mapping: Mapping, created_at: dt.datetime
) -> list[str]:
    """Add the mapping's new fields and kinds to the store; returns the names of the fields that are new."""
    entity = ENTITY_OF.get(mapping.kind)
    if entity is None:
        _declare_kinds(store, catalog, mapping, created_at)
        return []
    known = store.attributes.get(entity, {})
    fresh = {}
    for column in mapping.kept:
        name = column.target.removeprefix(CUSTOM)
        if not column.target.startswith(CUSTOM):
            continue
        if name not in known:
            fresh[name] = _checked(entity, name, column)
        elif known[name] is not column.type:
            raise ImportFileError(
                f"column {column.column!r} is {column.type}, but the field {name!r} holds {known[name]}; "
                f"set its type to {known[name]} in the mapping, or give it another name"
            )
    _write(store, entity, fresh, created_at)
    return sorted(fresh)


def _checked(entity: str, name: str, column: ColumnMapping) -> ValueType:
    try:
        return CustomField(cast(EntityName, entity), name, column.type).type
    except ClientelaError as problem:
        raise ImportFileError(f"column {column.column!r}: {problem}") from problem


def _write(store: Store, entity: str, fresh: dict[str, ValueType], created_at: dt.datetime) -> None:
    if not fresh:
        return
    with store.engine.transaction():
        store.ensure_attributes({entity: fresh})
        for name, typed in fresh.items():
            store.engine.execute(
                "INSERT INTO custom_fields VALUES (?, ?, ?, ?, 'ordinary', CAST(? AS TIMESTAMPTZ))",
                [entity, name, typed.value, name.replace("_", " "), created_at],
            )
            note_rows(store.engine, "custom_fields", ADDED, "entity = ? AND name = ?", [entity, name])


def _declare_kinds(
    store: Store, catalog: AttributeCatalog, mapping: Mapping, created_at: dt.datetime
) -> None:
    """Kinds that a rule or a constant of the mapping names; those in a column are declared as they come."""
    ask = getattr(catalog, "event_kind", None)
    for name in dict.fromkeys([mapping.event_kind, *(rule.kind for rule in mapping.kinds)]):
        if name is not None and (ask is None or ask(name) is None):
            add_fields(store, name, {}, created_at)


def add_fields(store: Store, kind: str, fields: dict[str, ValueType], created_at: dt.datetime) -> None:
    """Make an event kind known, with these fields beside those it has; a kind that is built in only grows."""
    known = store.engine.rows("SELECT fields FROM custom_event_kinds WHERE name = ?", [kind])
    told = {name: typed.value for name, typed in fields.items()}
    if not known:
        if kind in built_in_kinds() and not fields:
            return
        CustomKind(kind, fields=fields)  # raises where rules cannot spell a name
        store.engine.execute(
            "INSERT INTO custom_event_kinds VALUES (?, ?, ?, CAST(? AS TIMESTAMPTZ))",
            [kind, kind.replace("_", " "), json.dumps(told), created_at],
        )
        note_rows(store.engine, "custom_event_kinds", ADDED, "name = ?", [kind])
        return
    before = json.loads(known[0][0])
    if told.keys() - before.keys():
        CustomKind(kind, fields=fields)
        note_rows(store.engine, "custom_event_kinds", TAKEN, "name = ?", [kind])
        store.engine.execute(
            "UPDATE custom_event_kinds SET fields = ? WHERE name = ?", [json.dumps({**told, **before}), kind]
        )
        note_rows(store.engine, "custom_event_kinds", ADDED, "name = ?", [kind])


class FieldsSeen:
    """The kinds of one import with the fields that some row of them has; what is new is declared once."""

    def __init__(self, store: Store, catalog: AttributeCatalog, mapping: Mapping, at: dt.datetime) -> None:
        self.store, self.catalog, self.at = store, catalog, at
        self._types = {
            column.target.removeprefix(CUSTOM): (column.target, _kept_type(column.type))
            for column in mapping.kept
            if column.target.startswith(CUSTOM) or column.target in FIELDS
        }
        self._seen: set[tuple[str, str]] = set()
        self._refuse_other_types()

    def _refuse_other_types(self) -> None:
        """One name means one thing in all kinds: raise where a property is known with another type."""
        for (fields,) in self.store.engine.rows("SELECT fields FROM custom_event_kinds"):
            for name, other in json.loads(fields).items():
                target, typed = self._types.get(name, ("", None))
                if typed not in (None, other) and name not in FIELDS:
                    raise ImportFileError(
                        f"{target!r} is {typed} in the mapping, but events keep {name!r} as {other}; "
                        f"set its type to {other}, or give it another name"
                    )

    def look(self, kinds: pa.Array, table: pa.Table) -> None:
        """Declare what these rows have that their kinds were not known to have."""
        ask = getattr(self.catalog, "event_kind", None)
        for kind in pc.unique(kinds).to_pylist():
            facts = ask(kind) if ask else None
            fields = self._fields_of(kind, facts, kinds, table)
            if fields or (facts is None and (kind, "") not in self._seen):
                add_fields(self.store, kind, fields, self.at)
            self._seen |= {(kind, name) for name in ("", *fields)}

    def _fields_of(
        self, kind: str, facts: EventKindFacts | None, kinds: pa.Array, table: pa.Table
    ) -> dict[str, ValueType]:
        known = facts.fields if facts else EVERYWHERE
        mine = None
        found = {}
        for name, (target, typed) in self._types.items():
            if name in known or (kind, name) in self._seen or target not in table.column_names:
                continue
            mine = pc.equal(kinds, kind) if mine is None else mine
            if pc.any(pc.and_(mine, pc.is_valid(table[target].combine_chunks()))).as_py():
                found[name] = FIELDS[name].type if name in FIELDS else typed
        return found


def _kept_type(typed: ValueType) -> ValueType:
    """Events hold exact numbers."""
    return ValueType.DECIMAL if typed is ValueType.NUMBER else typed
