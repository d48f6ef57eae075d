"""New fields and event kinds that a mapping names, made before its rows arrive."""

from __future__ import annotations

import datetime as dt
import json
from typing import cast

from clientela.catalog.custom import CustomField, check_name
from clientela.catalog.definitions import EntityName
from clientela.collect.mapping.definition import CUSTOM, ENTITY_OF, ColumnMapping, Mapping
from clientela.collect.mapping.targets import AttributeCatalog
from clientela.errors import ClientelaError, ImportFileError
from clientela.rules.types import ValueType
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


def _declare_kinds(
    store: Store, catalog: AttributeCatalog, mapping: Mapping, created_at: dt.datetime
) -> None:
    """Kinds that a rule or a constant of the mapping names; kinds in a column are the firm's own too."""
    ask = getattr(catalog, "event_kind", None)
    for name in dict.fromkeys([mapping.event_kind, *(rule.kind for rule in mapping.kinds)]):
        if name is None or (ask and ask(name) is not None):
            continue
        check_name(name, "event kind")
        known = store.engine.rows("SELECT 1 FROM custom_event_kinds WHERE name = ?", [name])
        if not known:
            store.engine.execute(
                "INSERT INTO custom_event_kinds VALUES (?, ?, ?, CAST(? AS TIMESTAMPTZ))",
                [name, name.replace("_", " "), json.dumps(_fields(mapping)), created_at],
            )


def _fields(mapping: Mapping) -> dict[str, str]:
    plain = {
        "amount",
        "quantity",
        "item",
        "category",
        "payment_method",
        "score",
        "currency",
        "campaign",
        "discount",
    }
    return {column.target: column.type.value for column in mapping.kept if column.target in plain}
