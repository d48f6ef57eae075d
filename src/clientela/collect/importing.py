"""Importing a file: detected, mapped, read in chunks, each chunk landed whole or not at all.

Every chunk is one transaction that also records how far the import has come, so a run that was killed goes on
behind the last chunk that was finished; every id is derived from the rows, so a run that is repeated adds
nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.files.ahead import ReadAhead
from clientela.collect.files.file_format import FileFormat, FormatOverrides
from clientela.collect.files.formats import detect
from clientela.collect.files.reading import Rejected, read
from clientela.collect.landing.chunks import Landing
from clientela.collect.landing.order_totals import write_order_totals
from clientela.collect.landing.preparing import ROW, Conventions
from clientela.collect.landing.settling import settle
from clientela.collect.mapping.definition import ENTITY_OF, IGNORE, KINDS, QUARANTINE, Mapping, check_mapping
from clientela.collect.mapping.proposing import propose_mapping
from clientela.collect.mapping.storing import mapping_text
from clientela.collect.mapping.targets import REQUIRED, AttributeCatalog
from clientela.collect.progress import Progress, begin, finish
from clientela.collect.report import ImportReport, Problem, RejectsFile
from clientela.errors import ImportFileError, UnknownNameError
from clientela.store.journal import Journal, journaled
from clientela.store.store import Store

CHUNK_ROWS = 245_760  # two groups of rows as the store keeps them
AHEAD = 4  # batches read while a chunk is landed
SAMPLE_ROWS = 2_000
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
    job = _Job(store, catalog, path, file_format, mapping, shared, as_of, progress, chunk_rows, rejects)
    if not dry_run:
        return _run(job, resume=resume)
    outcome: list[ImportReport] = []
    try:
        with store.engine.transaction():
            outcome.append(_run(job, resume=False))
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
    if not mapping.kept:
        raise ImportFileError(
            "nothing tells what the columns are; say in a mapping where each of them goes "
            f"(the file has {', '.join(file_format.columns)})"
        )
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


@dataclass(frozen=True, slots=True)
class _Job:
    """One call of `import_file`, decided."""

    store: Store
    catalog: AttributeCatalog
    path: Path
    file_format: FileFormat
    mapping: Mapping
    shared: Conventions
    as_of: dt.datetime
    progress: OnProgress | None
    chunk_rows: int
    rejects: Path | None

    @property
    def source(self) -> str:
        """What rows of the store say of where they came from."""
        return f"import:{self.path.name}"


def _run(job: _Job, *, resume: bool) -> ImportReport:
    engine = job.store.engine
    identity = (job.path.name, checksum(job.path), job.mapping.kind, mapping_text(job.mapping))
    state = begin(engine, *identity, as_of=job.as_of, resume=resume)
    state.report.import_id = state.import_id
    with journaled(Journal(state.import_id, job.source, state.started_at)):
        return _land(job, state)


def _land(job: _Job, state: Progress) -> ImportReport:
    engine, mapping, report = job.store.engine, job.mapping, state.report
    landing = Landing(
        job.store,
        job.catalog,
        mapping,
        job.shared,
        source=job.source,
        received_at=state.started_at,
        report=report,
    )
    landing.declare()
    _describe(mapping, report)
    sink = RejectsFile(job.rejects, state.rejects_size)
    broken: list[Rejected] = []
    try:
        for raw in _chunks(job, landing, state, broken):
            last = raw.column(ROW)[-1].as_py()
            with engine.transaction():
                _note(report, sink, _unread(broken, state.rows_done, last, report) + landing.land(raw))
                state.rows_done = last
                state.record(engine, sink.size())
        with engine.transaction():
            _note(report, sink, _unread(broken, state.rows_done, None, report))
            if mapping.kind == "order-lines":
                _total_orders(job, state)
            entity = ENTITY_OF.get(mapping.kind, "customer")
            settle(engine, entity, source=job.source, at=state.started_at)
            report.rejects_file = str(job.rejects) if job.rejects and sink.size() else None
            finish(engine, state, job.as_of)
    finally:
        sink.close()
    return report


def _note(report: ImportReport, sink: RejectsFile, problems: list[Problem]) -> None:
    report.add_problems(problems)
    sink.write(problems)


def _total_orders(job: _Job, state: Progress) -> None:
    new, revised = write_order_totals(job.store.engine, source=job.source, received_at=state.started_at)
    state.report.revised_orders = revised
    state.report.events.update(new)


def _unread(broken: list[Rejected], done: int, last: int | None, report: ImportReport) -> list[Problem]:
    """Rows up to `last` that the reader could not read, as problems; counts them, leaves later ones."""
    there = broken[:]
    fresh = [row for row in there if row.row > done and (last is None or row.row <= last)]
    # The reader may be adding to the end of the list meanwhile: only what was looked at is replaced.
    broken[: len(there)] = [row for row in there if last is not None and row.row > last]
    report.read += len(fresh)
    report.rejected += len(fresh)
    return [Problem(row.row, "(whole row)", row.line_text, row.reason, row.cure) for row in fresh]


def _chunks(job: _Job, landing: Landing, state: Progress, broken: list[Rejected]) -> Iterator[pa.Table]:
    """The file in chunks, behind what is done; rows that are done are still counted as occurrences."""
    place = [0, job.path.stat().st_size]

    def on_bytes(done: int, total: int) -> None:
        place[:] = [done, total]

    start = 0 if landing.numbers_rows else state.rows_done
    batches = read(
        job.path, job.file_format, start_row=start, on_rejected=broken.append, on_progress=on_bytes
    )
    held: list[pa.RecordBatch] = []
    rows = count = 0
    with ReadAhead(batches, AHEAD) as ahead:
        for batch in ahead:
            held.append(batch)
            count += batch.num_rows
            rows += batch.num_rows
            if job.progress:
                job.progress(rows, place[0], place[1])
            while count >= job.chunk_rows:
                table = pa.Table.from_batches(held)
                yield from _ready(table.slice(0, job.chunk_rows), landing, state)
                held = table.slice(job.chunk_rows).to_batches()
                count -= job.chunk_rows
        if count:
            yield from _ready(pa.Table.from_batches(held), landing, state)


def _ready(rows: pa.Table, landing: Landing, state: Progress) -> Iterator[pa.Table]:
    raw = landing.numbered(rows.combine_chunks())
    if state.rows_done:
        raw = raw.filter(pc.greater(raw.column(ROW), state.rows_done))
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
