"""Importing a file: detected, mapped, read in chunks, each chunk landed whole or not at all.

Every chunk is one transaction that also records how far the import has come, so a run that was killed goes on
behind the last chunk that was finished; every id is derived from the rows, so a run that is repeated adds
nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from clientela.collect.file_format import FileFormat, FormatOverrides
from clientela.collect.formats import detect
from clientela.collect.landing import Landing
from clientela.collect.mapping import IGNORE, KINDS, QUARANTINE, Mapping, check_mapping
from clientela.collect.mapping_files import mapping_text
from clientela.collect.order_totals import write_order_totals
from clientela.collect.preparing import ROW, Conventions, Problem
from clientela.collect.progress import Progress, begin, finish
from clientela.collect.proposing import propose_mapping
from clientela.collect.reading import Rejected, read
from clientela.collect.report import ImportReport, RejectsFile
from clientela.collect.targets import REQUIRED, AttributeCatalog
from clientela.errors import ImportFileError, UnknownNameError
from clientela.store.store import Store

CHUNK_ROWS = 262_144
SAMPLE_ROWS = 2_000
PREVIEW_ROWS = 5
OnProgress = Callable[[int, int, int], None]
"""Called with rows read, bytes read, bytes in all."""


class _Undone(Exception):
    """Ends the transaction of a dry run."""


def import_file(
    store: Store,
    catalog: AttributeCatalog,
    path: Path | str,
    kind: str,
    *,
    as_of: dt.datetime,
    mapping: Mapping | None = None,
    overrides: FormatOverrides | None = None,
    dry_run: bool = False,
    zone: str = "UTC",
    country: str | None = None,
    currency: str | None = None,
    progress: OnProgress | None = None,
    resume: bool = True,
    rejects: Path | None = None,
    chunk_rows: int = CHUNK_ROWS,
) -> ImportReport:
    """Import one file and account for every row of it.

    `as_of` is when the file arrived. Without a `mapping` one is proposed from the columns. With `dry_run`
    everything is tried and undone: the report says what would have happened. Rows that cannot be taken go
    to the file `rejects`. With `resume` an import of the same file that was broken off goes on.
    Raises ImportFileError where the file or its mapping cannot be used at all.
    """
    path = Path(path)
    if kind not in KINDS:
        raise UnknownNameError("kind of import", kind, KINDS)
    if as_of.tzinfo is None:
        raise ValueError("as_of needs a time zone")
    file_format = detect(path, overrides=overrides or FormatOverrides())
    mapping = mapping or proposed_for(path, file_format, kind, catalog)
    check_usable(mapping, kind, file_format)
    shared = _conventions(mapping, file_format, zone, country, currency)
    arguments = (store, catalog, path, file_format, mapping, shared, as_of, progress, chunk_rows)
    if not dry_run:
        return _run(*arguments, resume=resume, rejects=rejects)
    outcome: list[ImportReport] = []
    try:
        with store.engine.transaction():
            outcome.append(_run(*arguments, resume=False, rejects=rejects))
            raise _Undone
    except _Undone:
        _forget_columns(store)
    return replace(outcome[0], dry_run=True)


def proposed_for(path: Path, file_format: FileFormat, kind: str, catalog: AttributeCatalog) -> Mapping:
    """The mapping proposed for a file from its columns and its first rows."""
    sample = next(iter(read(path, file_format, on_rejected=lambda _: None)), None)
    texts = {} if sample is None else sample.slice(0, SAMPLE_ROWS).to_pydict()
    name = path.name.split(".")[0].lower()
    return propose_mapping(file_format.columns, texts, kind, catalog, name=name)


def check_usable(mapping: Mapping, kind: str, file_format: FileFormat) -> None:
    """Raise where a mapping is for another kind of file, or lacks what this kind cannot do without."""
    if mapping.kind != kind:
        raise ImportFileError(
            f"the mapping is for {mapping.kind}, not for {kind}; choose the one or the other"
        )
    check_mapping(mapping, list(file_format.columns))
    for target in REQUIRED.get(kind, ()):
        given = mapping.target(target) or target in mapping.constants or target == "at"
        if not given and not (target == "kind" and mapping.event_kind):
            raise ImportFileError(
                f"no column holds the {target.replace('_', ' ')}, which {kind} need; "
                f"say in the mapping which column it is (the file has {', '.join(file_format.columns)})"
            )


def _conventions(
    mapping: Mapping, file_format: FileFormat, zone: str, country: str | None, currency: str | None
) -> Conventions:
    return Conventions(
        zone=mapping.zone or zone,
        country=mapping.country or country,
        currency=mapping.currency or file_format.currency or currency,
        date_order=file_format.date_order,
        decimal_comma=file_format.decimal == ",",
    )


def _run(
    store: Store,
    catalog: AttributeCatalog,
    path: Path,
    file_format: FileFormat,
    mapping: Mapping,
    shared: Conventions,
    as_of: dt.datetime,
    progress: OnProgress | None,
    chunk_rows: int,
    *,
    resume: bool,
    rejects: Path | None,
) -> ImportReport:
    text = mapping_text(mapping)
    source = f"import:{path.name}"
    state = begin(store.engine, path.name, checksum(path), mapping.kind, text, as_of, resume=resume)
    report = state.report
    landing = Landing(store, catalog, mapping, shared, source, state.started_at, report)
    landing.declare()
    _describe(mapping, report)
    sink = RejectsFile(rejects, state.rejects_size)
    broken: list[Rejected] = []
    try:
        for raw in _chunks(path, file_format, broken, landing, state, progress, chunk_rows):
            with store.engine.transaction():
                problems = _unread(broken, state.rows_done, report) + landing.land(raw)
                state.rows_done = max(state.rows_done, raw.column(ROW)[-1].as_py() if raw.num_rows else 0)
                report.add_problems(problems)
                sink.write(problems)
                state.record(store.engine, sink.size())
        with store.engine.transaction():
            problems = _unread(broken, state.rows_done, report)
            report.add_problems(problems)
            sink.write(problems)
            if mapping.kind == "order-lines":
                new, report.revised_orders = write_order_totals(
                    store.engine, source=source, received_at=state.started_at
                )
                report.events.update(new)
            finish(store.engine, state, as_of)
    finally:
        sink.close()
    report.rejects_file = str(rejects) if rejects and rejects.exists() else None
    return report


def _unread(broken: list[Rejected], done: int, report: ImportReport) -> list[Problem]:
    """Rows the reader could not read at all, as problems; counts them."""
    fresh = [row for row in broken if row.row > done]
    broken.clear()
    report.read += len(fresh)
    report.rejected += len(fresh)
    return [Problem(row.row, "(whole row)", row.line_text, row.reason, row.cure) for row in fresh]


def _chunks(
    path: Path,
    file_format: FileFormat,
    broken: list[Rejected],
    landing: Landing,
    state: Progress,
    progress: OnProgress | None,
    chunk_rows: int,
) -> Iterator[pa.Table]:
    """The file in chunks, behind what is done; rows that are done are still counted as occurrences."""
    size = path.stat().st_size
    place = [0, size]

    def on_bytes(done: int, total: int) -> None:
        place[:] = [done, total]

    start = 0 if landing.numbers_rows else state.rows_done
    held: list[pa.RecordBatch] = []
    count = 0
    rows = 0
    for batch in read(path, file_format, start_row=start, on_rejected=broken.append, on_progress=on_bytes):
        held.append(batch)
        count += batch.num_rows
        rows += batch.num_rows
        if progress:
            progress(rows, place[0], place[1])
        if count >= chunk_rows:
            yield from _ready(held, landing, state)
            held, count = [], 0
    if held:
        yield from _ready(held, landing, state)


def _ready(held: list[pa.RecordBatch], landing: Landing, state: Progress) -> Iterator[pa.Table]:
    raw = landing.numbered(pa.Table.from_batches(held).combine_chunks())
    if state.rows_done:
        raw = raw.filter(pa.compute.greater(raw.column(ROW), state.rows_done))
    if raw.num_rows:
        yield raw


def _describe(mapping: Mapping, report: ImportReport) -> None:
    report.quarantined = [c.column for c in mapping.columns if c.target == QUARANTINE]
    ignored = [c.column or "(no name)" for c in mapping.columns if c.target == IGNORE]
    report.notes = [f"columns left out: {', '.join(ignored)}"] if ignored else []
    kinds = {"orders", "order-lines", "events", "surveys", "reviews", "consents"}
    if (
        mapping.kind in kinds
        and mapping.people != "ref"
        and not mapping.target("at")
        and "at" not in mapping.constants
    ):
        report.notes.append("no column holds a date: everything is dated to the arrival of the file")
    if mapping.people == "row":
        report.notes.append("no column identifies customers: every row is one")


def _forget_columns(store: Store) -> None:
    """Custom fields that a dry run declared are gone with it; the store must not remember them."""
    from clientela.store.tables import ENTITY_TABLES, columns_of

    for entity, named in store.attributes.items():
        there = columns_of(store.engine, ENTITY_TABLES[entity])
        for name in [name for name in named if name not in there]:
            del named[name]  # type: ignore[attr-defined]


def checksum(path: Path) -> str:
    """What tells one content of a file from another."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()[:32]
