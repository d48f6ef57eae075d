"""The store's tables as they stand in an engine: names, columns, and making what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from clientela.rules.types import ValueType
from clientela.store.engine import Engine
from clientela.store.schema import ENTITIES, SQL_TYPES, TABLES

Attributes: TypeAlias = Mapping[str, Mapping[str, ValueType]]  # entity -> attribute -> type

ENTITY_TABLES: dict[str, str] = {
    "customer": "customers",
    "company": "companies",
    "deal": "deals",
    "product": "products",
}

# Worked out from other tables, so no backup holds them: the hash of every event id, in a column of its own
# because an anti-join over 64-bit numbers reads a tenth of what one over the ids would.
# The words are what customers and companies are found by; see `words`.
DERIVED: dict[str, dict[str, str]] = {
    "event_hashes": {"hash": "UBIGINT"},
    "customer_words": {"customer_id": "BIGINT", "words": "VARCHAR"},
    "company_words": {"company_id": "BIGINT", "words": "VARCHAR"},
}


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def id_column(entity: str) -> str:
    """The column that holds the entity's internal id."""
    return f"{entity}_id"


def entity_table(entity: str) -> str:
    """The table of an entity; raises `ValueError` for anything else."""
    if entity not in ENTITY_TABLES:
        raise ValueError(f"no entity {entity!r}: it is one of {', '.join(ENTITY_TABLES)}")
    return ENTITY_TABLES[entity]


def create_tables(engine: Engine, attributes: Attributes) -> None:
    """Create every table of an empty store."""
    for name, columns in {**TABLES, **ENTITIES}.items():
        create_table(engine, name, columns)
    create_derived(engine)
    ensure_attributes(engine, attributes)


def create_table(engine: Engine, name: str, columns: Mapping[str, str]) -> None:
    """Create one table; raises `ValueError` for a table or a column type no store has."""
    if name not in TABLES and name not in ENTITIES:
        raise ValueError(f"no store has a table {name!r}")
    if unknown := sorted({kind for kind in columns.values() if _plain(kind) not in _KNOWN_TYPES}):
        raise ValueError(f"no column of a store is of type {unknown[0]!r}")
    engine.execute(f"CREATE TABLE {name} ({_spelled(columns)})")


def create_derived(engine: Engine) -> None:
    """Create the tables that are worked out from others, empty, where they are missing."""
    for name, columns in DERIVED.items():
        engine.execute(f"CREATE TABLE IF NOT EXISTS {name} ({_spelled(columns)})")


def fill_derived(engine: Engine) -> None:
    """Work out the derived tables of a store whose other tables are filled."""
    hashed = engine.functions["text_hash"].format("event_id")
    engine.execute(f"INSERT INTO event_hashes SELECT {hashed} FROM events")


def ensure_attributes(engine: Engine, attributes: Attributes) -> None:
    """Add the columns that entities lack; raises `ValueError` where one is there with another type."""
    for entity, named in attributes.items():
        table = entity_table(entity)
        there = columns_of(engine, table)
        for name, kind in named.items():
            _ensure_column(engine, table, there, name, SQL_TYPES[kind])


def columns_of(engine: Engine, table: str) -> dict[str, str]:
    """The table's columns and their types, in order."""
    return dict(engine.rows("SELECT name, type FROM pragma_table_info(?)", [table]))


def names_of(columns: Iterable[str]) -> str:
    """The names as an SQL list."""
    return ", ".join(quoted(name) for name in columns)


def _spelled(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{quoted(name)} {sql_type}" for name, sql_type in columns.items())


def _ensure_column(engine: Engine, table: str, there: Mapping[str, str], name: str, sql_type: str) -> None:
    held = {column.lower(): kind for column, kind in there.items()}.get(name.lower())
    if held is None:
        engine.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(name)} {sql_type}")
    elif _plain(held) != _plain(sql_type):
        raise ValueError(f"{table}.{name} holds {held}, not {sql_type}; give the new field another name")


def _plain(sql_type: str) -> str:
    return sql_type.upper().replace(" ", "").replace("TIMESTAMPWITHTIMEZONE", "TIMESTAMPTZ")


_KNOWN_TYPES = frozenset(
    _plain(kind)
    for kind in (*SQL_TYPES.values(), *(kind for table in TABLES.values() for kind in table.values()))
)
