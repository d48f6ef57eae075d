"""What the settings pages show."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb
from django.db import connection

from clientela.catalog import VariableDefinition
from clientela.rules.folding import fold_text
from clientela.workspace import FILE
from clientela.workspace.furnishing import OwnField, OwnKind
from clientela_web.models import BackupRun
from clientela_web.workspace import firm


@dataclass(frozen=True, slots=True)
class About:
    """Which program this is, and where the data are."""

    version: str
    engine: str
    python: str
    folder: Path
    data_bytes: int
    control: str


def found_fields(words: str) -> list[OwnField]:
    """The firm's own fields in whose name or label every word is found."""
    return [own for own in firm().own_fields() if _says(words, own.field.name, own.field.label)]


def found_kinds(words: str) -> list[OwnKind]:
    """The firm's own event kinds in whose name, label or fields every word is found."""
    return [
        own for own in firm().own_kinds() if _says(words, own.kind.name, own.kind.label, *own.kind.fields)
    ]


def quarantined() -> list[VariableDefinition]:
    """The special categories of personal data, which are kept out."""
    catalog = firm().catalog
    return [each for each in catalog.definitions() if catalog.is_quarantined(each)]


def backups() -> list[BackupRun]:
    """The newest backups, whatever became of them."""
    return list(BackupRun.objects.select_related("account")[:50])


def about() -> About:
    """Facts for whoever keeps the machine."""
    folder = firm().folder
    return About(
        version("clientela"),
        f"DuckDB {duckdb.__version__}",
        platform.python_version(),
        folder,
        _size(folder / FILE),
        "PostgreSQL" if connection.vendor == "postgresql" else str(connection.settings_dict["NAME"]),
    )


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _says(words: str, *texts: str) -> bool:
    hay = fold_text(" ".join(texts)).replace("_", " ")
    return all(word.replace("_", " ") in hay for word in fold_text(words).split())
