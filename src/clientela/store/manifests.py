"""The manifest of a backup: what it holds, and how to know that it is whole.

It is written last, in one step: a folder without one is not a backup, however many files are in it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from clientela.errors import BackupError

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One Parquet file, named from the folder of the backup."""

    name: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupTable:
    """One table: its columns with their SQL types, its rows, its files in order."""

    columns: Mapping[str, str]
    rows: int
    files: tuple[BackupFile, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. It names no place on the machine that made it."""

    program: str
    schema_version: int
    at: str | None
    tables: Mapping[str, BackupTable]

    @property
    def rows(self) -> int:
        """Rows in all tables together."""
        return sum(table.rows for table in self.tables.values())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make the folder a backup."""
    facts = asdict(manifest)
    unfinished = folder / (MANIFEST + ".new")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump({**facts, "sha256": _seal(facts)}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """The manifest, if it is there and as it was written; raises `BackupError` otherwise."""
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        seal = facts.pop("sha256")
        manifest = _manifest(facts)
    except FileNotFoundError:
        raise BackupError(
            f"{folder.name} has no {MANIFEST}: it is not a backup, or the backup did not finish"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{MANIFEST} is damaged: {error}") from error
    if seal != _seal(facts):
        raise BackupError(f"{MANIFEST} was altered after the backup was made")
    return manifest


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its checksum; raises `BackupError` naming the first that is wrong."""
    for table in manifest.tables.values():
        for file in table.files:
            _verify_file(folder, file)


def checksum(path: Path) -> str:
    """SHA-256 of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify_file(folder: Path, file: BackupFile) -> None:
    name = PurePosixPath(file.name)
    if name.is_absolute() or ".." in name.parts:
        raise BackupError(f"{MANIFEST} names {file.name}, which is not inside the backup")
    path = folder / name
    if not path.is_file():
        raise BackupError(f"{file.name} is missing from the backup")
    if path.stat().st_size != file.size:
        raise BackupError(
            f"{file.name} is {path.stat().st_size} bytes long, not {file.size} as when it was made"
        )
    if checksum(path) != file.sha256:
        raise BackupError(f"{file.name} was altered: its checksum is not the one in {MANIFEST}")


def _seal(facts: Mapping[str, Any]) -> str:
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _manifest(facts: Mapping[str, Any]) -> Manifest:
    tables = {
        name: BackupTable(
            dict(table["columns"]), int(table["rows"]), tuple(BackupFile(**file) for file in table["files"])
        )
        for name, table in facts["tables"].items()
    }
    return Manifest(facts["program"], int(facts["schema_version"]), facts["at"], tables)
