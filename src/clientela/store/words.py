"""The words customers and companies are found by, folded beforehand: folding a million names takes seconds.

Worked out from the wide tables, so no backup holds them. Every write of a customer or a company renews hers
in the same transaction; who has none yet is folded when she is asked for.
"""

from __future__ import annotations

from clientela.store.engine import Engine
from clientela.store.tables import columns_of, entity_table, id_column, quoted

# What each is found by, of the columns the store has.
SOURCES: dict[str, tuple[str, ...]] = {
    "customer": ("full_name", "first_name", "last_name", "external_id", "email", "phone", "mobile"),
    "company": ("name", "legal_name", "external_id"),
}
TABLES = {entity: f"{entity}_words" for entity in SOURCES}


def folded(engine: Engine, entity: str, where: str) -> str:
    """A SELECT of the id and the folded words of the entity's rows `t` that meet a condition."""
    there = columns_of(engine, entity_table(entity))
    named = ", ".join(f"t.{quoted(name)}" for name in SOURCES[entity] if name in there)
    words = engine.functions["fold_quickly"].format("said")
    said = f"SELECT t.{id_column(entity)} AS id, concat_ws(' ', {named}) AS said"
    return f"SELECT id, {words} AS words FROM ({said} FROM {entity_table(entity)} t WHERE {where})"


def renew_words(engine: Engine, entity: str, ids: str) -> None:
    """Fold again the words of the rows whose ids the SELECT `ids` gives; those who are gone have none."""
    if entity not in SOURCES:
        return
    table, key = TABLES[entity], id_column(entity)
    engine.execute(f"DELETE FROM {table} WHERE {key} IN ({ids})")
    engine.execute(f"INSERT INTO {table} {folded(engine, entity, f't.{key} IN ({ids})')}")


def fill_words(engine: Engine) -> None:
    """Fold the words of all who have none, and forget those of rows that are gone."""
    for entity, table in TABLES.items():
        key, rows = id_column(entity), entity_table(entity)
        engine.execute(f"DELETE FROM {table} WHERE {key} NOT IN (SELECT {key} FROM {rows})")
        engine.execute(
            f"INSERT INTO {table} {folded(engine, entity, f't.{key} NOT IN (SELECT {key} FROM {table})')}"
        )
