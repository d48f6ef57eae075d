"""How far an import has come, kept in the store with the rows themselves."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from clientela.collect.report import ImportReport, decode_report
from clientela.store.engine import Engine
from clientela.store.settings import allocate_ids


@dataclass(slots=True)
class Progress:
    """One row of the imports table, and the report so far."""

    import_id: int
    started_at: dt.datetime
    report: ImportReport
    rows_done: int = 0  # number of the last row that is landed, as a person counts rows
    rejects_size: int = 0

    def record(self, engine: Engine, rejects_size: int, finished_at: dt.datetime | None = None) -> None:
        """Write down how far it is; to be called inside the chunk's transaction."""
        summary = json.dumps({"rejects": rejects_size, "report": self.report.as_json().decode()})
        engine.execute(
            "UPDATE imports SET rows_done = ?, summary = ?, finished_at = CAST(? AS TIMESTAMPTZ) "
            "WHERE import_id = ?",
            [self.rows_done, summary, finished_at, self.import_id],
        )


def begin(
    engine: Engine,
    file: str,
    checksum: str,
    kind: str,
    mapping: str,
    *,
    as_of: dt.datetime,
    resume: bool,
) -> Progress:
    """Go on with the same import where it was broken off, or begin a new one."""
    found = engine.rows(
        "SELECT import_id, started_at, rows_done, summary FROM imports WHERE checksum = ? AND kind = ? "
        "AND mapping = ? AND finished_at IS NULL AND undone_at IS NULL ORDER BY import_id DESC LIMIT 1",
        [checksum, kind, mapping],
    )
    if found and resume:
        import_id, started_at, rows_done, summary = found[0]
        kept = json.loads(summary) if summary else {}
        report = decode_report(kept["report"]) if kept else ImportReport(file, kind)
        report.resumed_at = rows_done
        return Progress(import_id, started_at, report, rows_done, kept.get("rejects", 0))
    with engine.transaction():
        import_id = allocate_ids(engine, "import", 1)[0]
        engine.execute(
            "INSERT INTO imports "
            "(import_id, file, checksum, kind, mapping, started_at, rows_done, journaled) "
            "VALUES (?, ?, ?, ?, ?, CAST(? AS TIMESTAMPTZ), 0, true)",
            [import_id, file, checksum, kind, mapping, as_of],
        )
    return Progress(import_id, as_of, ImportReport(file, kind))


def finish(engine: Engine, state: Progress, at: dt.datetime) -> None:
    """Mark the import as done."""
    state.record(engine, 0, at)
