"""What an import would read a file as, before it reads it: for a person to look at and correct."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clientela.collect.files.file_format import FileFormat, FormatOverrides
from clientela.collect.files.formats import detect
from clientela.collect.importing import check_usable, proposed_for
from clientela.collect.mapping.definition import KINDS, Mapping
from clientela.collect.mapping.targets import AttributeCatalog
from clientela.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """How a file is read and what its columns mean."""

    file_format: FileFormat
    mapping: Mapping


def plan_import(
    catalog: AttributeCatalog,
    path: Path,
    kind: str,
    mapping: Mapping | None = None,
    overrides: FormatOverrides | None = None,
) -> ImportPlan:
    """The format and the mapping an import of this file would use; raises ImportFileError as it would."""
    if kind not in KINDS:
        raise UnknownNameError("kind of import", kind, KINDS)
    file_format = detect(path, overrides=overrides or FormatOverrides())
    chosen = mapping or proposed_for(path, file_format, kind, catalog)
    check_usable(chosen, kind, file_format)
    return ImportPlan(file_format, chosen)
