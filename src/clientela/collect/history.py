"""The imports there were, from wherever they were made, and what each could not take."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientela.collect.report import REJECTS_HEADER, ImportReport, Problem, decode_report
from clientela.errors import UnknownNameError
from clientela.store.engine import Engine


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import; `report` is what it had done when it was last heard of."""

    import_id: int
    file: str
    kind: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    undone_at: dt.datetime | None
    rows_done: int
    checksum: str
    mapping: str
    is_journaled: bool
    report: ImportReport | None

    @property
    def source(self) -> str:
        """What rows of the store say of where they came from."""
        return f"import:{self.file}"


_IMPORTS = """
SELECT import_id, file, kind, started_at, finished_at, undone_at, rows_done, checksum, mapping,
  coalesce(journaled, false), summary
FROM imports
"""


def past_imports(engine: Engine, *, limit: int | None = None, beyond: int | None = None) -> list[PastImport]:
    """The imports there were, the latest first; those before number `beyond`."""
    newest = f"ORDER BY import_id DESC {'' if limit is None else f'LIMIT {int(limit)}'}"
    if beyond is not None:
        return [_past(row) for row in engine.rows(f"{_IMPORTS} WHERE import_id < ? {newest}", [beyond])]
    asked = f"{_IMPORTS} {newest}"
    return list(engine.kept(asked, lambda: [_past(row) for row in engine.rows(asked)]))


def past_import(engine: Engine, import_id: int) -> PastImport:
    """One import by its number; raises UnknownNameError."""
    rows = engine.rows(f"{_IMPORTS} WHERE import_id = ?", [import_id])
    if not rows:
        raise UnknownNameError("import", str(import_id))
    return _past(rows[0])


def _past(row: tuple[Any, ...]) -> PastImport:
    kept = json.loads(str(row[-1])) if row[-1] else {}
    report = decode_report(kept["report"]) if kept else None
    facts: list[Any] = [*row[:-1], report]
    return PastImport(*facts)


def rejects_of(found: PastImport) -> Iterator[Problem]:
    """What an import could not take, in the order it was found: all of it where its file is still there.

    Else the first thousand, which are kept with the import itself.
    """
    report = found.report
    if report is None:
        return
    path = Path(report.rejects_file) if report.rejects_file else None
    if path is not None and _is_whole(path, report):
        yield from _read(path)
    else:
        yield from report.problems


def _is_whole(path: Path, report: ImportReport) -> bool:
    """Whether the file is this import's: a later one of the same name writes to the same place."""
    if not path.is_file():
        return False
    problems = sum(report.reasons.values())
    read = _read(path)
    first = [each for _, each in zip(range(len(report.problems)), read, strict=False)]
    return first == report.problems and len(first) + sum(1 for _ in read) == problems


def _read(path: Path) -> Iterator[Problem]:
    with path.open(newline="", encoding="utf-8") as stream:
        rows = csv.reader(stream)
        if tuple(next(rows, ())) != REJECTS_HEADER:
            return
        for line, field, value, reason, cure, whole in rows:
            said = (_plain(field), _plain(value), _plain(reason), _plain(cure))
            yield Problem(int(line), *said, whole == "yes")


def _plain(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@", "\t", "\r"} else cell
