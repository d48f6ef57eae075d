"""Backup to Parquet and restore from it, through Arrow: any engine can read what another wrote."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from clientela.errors import BackupError, WorkspaceError, WorkspaceVersionError
from clientela.store.engine import Engine
from clientela.store.engines.duckdb import DuckDBEngine
from clientela.store.manifests import (
    MANIFEST,
    BackupFile,
    BackupTable,
    Manifest,
    checksum,
    read_manifest,
    verify_files,
    write_manifest,
)
from clientela.store.migrations import PROGRAM, schema_version
from clientela.store.offers import OFFER
from clientela.store.schema import ENTITIES, SCHEMA_VERSION, TABLES
from clientela.store.store import Store
from clientela.store.tables import columns_of, create_derived, create_table, fill_derived, names_of
from clientela.store.words import fill_words

Progress: TypeAlias = Callable[[int, int, str], None]  # tables done, tables in all, the one that comes


def backup(
    store: Store, folder: Path, *, at: dt.datetime | None = None, progress: Progress | None = None
) -> Manifest:
    """Write the whole store, as it is at one instant, to an empty or new folder.

    Events go to a file a month, other tables to one each. `at` is what the manifest says of when. Raises
    `BackupError` where the folder holds anything; whatever `progress` raises stops it, and what is there by
    then is no backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder.name} is not empty; give the backup a folder of its own")
    folder.mkdir(parents=True, exist_ok=True)
    engine = store.engine
    with engine.snapshot():
        version = schema_version(engine)
        tables = {name: _save_table(engine, folder, name) for name in _told((*TABLES, *ENTITIES), progress)}
    manifest = Manifest(PROGRAM, version, at.astimezone(dt.UTC).isoformat() if at else None, tables)
    write_manifest(folder, manifest)
    return manifest


def restore(folder: Path, path: Path) -> Manifest:
    """Make a store at `path`, which is not there yet, from a backup.

    Every file is compared with its checksum before anything is made, and the store appears when it is whole.
    Raises `BackupError` naming the file that is wrong, and `WorkspaceVersionError` for a backup of a newer
    Clientela.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise WorkspaceError(f"{path.name} is already there; restore to another place")
    manifest = read_manifest(folder)
    if manifest.program != PROGRAM or manifest.schema_version > SCHEMA_VERSION:
        raise WorkspaceVersionError(f"{folder.name} was made by a newer Clientela or another program")
    verify_files(folder, manifest)
    _build(folder, path, manifest)
    return manifest


@contextmanager
def unpacked(backup: Path, beside: Path) -> Iterator[Path]:
    """The folder of a backup; a zip file of one is unpacked beside the place for the length of the block.

    Raises `BackupError` for a file that is no zip file.
    """
    if not backup.is_file():
        yield backup
        return
    beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="restore-", dir=beside) as folder:
        try:
            with zipfile.ZipFile(backup) as packed:
                packed.extractall(folder)
        except zipfile.BadZipFile as error:
            raise BackupError(f"{backup.name} is no zip file, or a damaged one") from error
        yield Path(folder)


def _told(names: Sequence[str], progress: Progress | None) -> Iterator[str]:
    """The names, each told before it is given."""
    for done, name in enumerate(names):
        if progress is not None:
            progress(done, len(names), name)
        yield name


def _save_table(engine: Engine, folder: Path, name: str) -> BackupTable:
    columns = columns_of(engine, name)
    select = f"SELECT {names_of(columns)} FROM {name}"
    if name == "events":
        files = tuple(_save_months(engine, folder, select))
    else:
        files = (_save_file(folder, f"{name}.parquet", engine.stream(select)),)
    return BackupTable(columns, sum(file.rows for file in files), files)


def _save_months(engine: Engine, folder: Path, select: str) -> Iterator[BackupFile]:
    months = engine.rows(
        "SELECT start, start + INTERVAL 1 MONTH FROM "
        "(SELECT DISTINCT date_trunc('month', \"at\") AS start FROM events) ORDER BY start"
    )
    for start, end in months:
        rows = engine.stream(f'{select} WHERE "at" >= ? AND "at" < ?', [start, end])
        yield _save_file(folder, f"events/{start:%Y-%m}.parquet", rows)


def _save_file(folder: Path, name: str, rows: pa.RecordBatchReader) -> BackupFile:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    written = 0
    with path.open("wb") as file:
        with pq.ParquetWriter(file, rows.schema, compression="zstd") as writer:
            for batch in rows:
                writer.write_batch(batch)
                written += batch.num_rows
        file.flush()
        os.fsync(file.fileno())
    return BackupFile(name, written, path.stat().st_size, checksum(path))


def _build(folder: Path, path: Path, manifest: Manifest) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".new")
    for left_over in (unfinished, path.with_name(path.name + ".new.wal")):
        left_over.unlink(missing_ok=True)
    engine = DuckDBEngine(unfinished)
    try:
        _load(engine, folder, manifest)
    except BaseException:
        engine.close()
        unfinished.unlink()
        raise
    engine.close()
    unfinished.rename(path)


def _load(engine: Engine, folder: Path, manifest: Manifest) -> None:
    create_derived(engine)
    for name, table in manifest.tables.items():
        create_table(engine, name, table.columns)
        for file in table.files:
            loaded = _load_file(engine, folder / file.name, name, table)
            if loaded != file.rows:
                raise BackupError(f"{file.name} holds {loaded} rows, not {file.rows} as {MANIFEST} says")
    fill_derived(engine)
    fill_words(engine)
    engine.checkpoint()


def _load_file(engine: Engine, path: Path, name: str, table: BackupTable) -> int:
    columns = names_of(table.columns)
    with pq.ParquetFile(path) as file:
        reader = pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())
        with engine.transaction(), engine.offered(OFFER, reader):
            engine.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {OFFER}")
        return int(file.metadata.num_rows)
