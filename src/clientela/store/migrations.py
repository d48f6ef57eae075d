"""Bringing a store of an older version up to the present one.

A migration is a function from one version to the next; its place in `MIGRATIONS` says which. All that are
due run in one transaction: a failure leaves the store as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from clientela.errors import WorkspaceVersionError
from clientela.store.engine import Engine
from clientela.store.schema import SCHEMA_VERSION
from clientela.store.settings import read_settings, write_setting

PROGRAM = "clientela"

Migration: TypeAlias = Callable[[Engine], None]


def _keep_originals(engine: Engine) -> None:
    """Version 2: the texts that values were written as."""
    engine.execute(
        "CREATE TABLE originals (entity VARCHAR, id BIGINT, attribute VARCHAR, value VARCHAR, source VARCHAR)"
    )


def _keep_discoveries(engine: Engine) -> None:
    """Version 3: estimates, versioned definitions, the names of segments in each language."""
    for table in (
        'estimates (name VARCHAR, "at" TIMESTAMPTZ, customer_id BIGINT,'
        " value DOUBLE, low DOUBLE, high DOUBLE, day DATE, text VARCHAR)",
        'estimate_runs (name VARCHAR, "at" TIMESTAMPTZ,'
        " computed_at TIMESTAMPTZ, model VARCHAR, facts VARCHAR)",
        "definitions (kind VARCHAR, version INTEGER, body VARCHAR, note VARCHAR, created_at TIMESTAMPTZ)",
        "segment_names (segment_id BIGINT, language VARCHAR, name VARCHAR)",
    ):
        engine.execute(f"CREATE TABLE {table}")


def _keep_versions_of_strategies(engine: Engine) -> None:
    """Version 4: who changed a strategy, when and why."""
    for column in ("version INTEGER", "author VARCHAR", "note VARCHAR"):
        engine.execute(f"ALTER TABLE strategies ADD COLUMN IF NOT EXISTS {column}")


def _keep_journals_of_imports(engine: Engine) -> None:
    """Version 5: what imports change, so that they can be undone."""
    for column in ("journaled BOOLEAN", "undone_at TIMESTAMPTZ"):
        engine.execute(f"ALTER TABLE imports ADD COLUMN IF NOT EXISTS {column}")
    for table in (
        "import_cells (import_id BIGINT, place BIGINT, table_name VARCHAR, row_key VARCHAR,"
        " column_name VARCHAR, before VARCHAR, after VARCHAR)",
        "import_rows (import_id BIGINT, table_name VARCHAR, change INTEGER, entity VARCHAR,"
        " owner BIGINT, content VARCHAR)",
    ):
        engine.execute(f"CREATE TABLE IF NOT EXISTS {table}")


# The first leads from version 1 to version 2.
MIGRATIONS: tuple[Migration, ...] = (
    _keep_originals,
    _keep_discoveries,
    _keep_versions_of_strategies,
    _keep_journals_of_imports,
)


def stamp(engine: Engine) -> None:
    """Mark a new store as ours, of the present version."""
    write_setting(engine, "program", PROGRAM)
    write_setting(engine, "schema_version", str(SCHEMA_VERSION))


def schema_version(engine: Engine) -> int:
    """The store's version; raises `WorkspaceVersionError` where another program made it."""
    tables = engine.rows(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_name = 'settings' AND table_schema = 'main'"
    )
    settings = read_settings(engine) if tables else {}
    version = settings.get("schema_version", "")
    if settings.get("program") != PROGRAM or not version.isdecimal():
        raise WorkspaceVersionError(
            "this store was not made by Clientela: another program's tables are in it"
        )
    return int(version)


def migrate(
    engine: Engine, *, target: int = SCHEMA_VERSION, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Run the migrations that are due, all or none.

    Raises `WorkspaceVersionError` for a store of a newer version, or of another program.
    """
    version = schema_version(engine)
    if version > target:
        raise WorkspaceVersionError(
            f"this store was made by a newer Clientela (version {version} of the tables, this one knows "
            f"{target}); install that one"
        )
    if version == target:
        return
    with engine.transaction():
        for step in migrations[version - 1 : target - 1]:
            step(engine)
        write_setting(engine, "schema_version", str(target))
