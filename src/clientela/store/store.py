"""The store of one firm: its tables, open in an engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from clientela.errors import WorkspaceBusyError, WorkspaceError
from clientela.rules.types import ValueType
from clientela.store import cards, compaction, entities, erasure, events, settings
from clientela.store.cards import EventKey
from clientela.store.engine import Engine
from clientela.store.engines.duckdb import DuckDBEngine, HeldElsewhere
from clientela.store.entities import Written
from clientela.store.events import Appended
from clientela.store.holder import read_holder, remove_holder, this_process, write_holder
from clientela.store.migrations import migrate, stamp
from clientela.store.tables import Attributes, create_derived, create_tables, ensure_attributes, entity_table
from clientela.store.words import fill_words


class Store:
    """A store, open until `close` or the end of a `with` block. `engine` answers questions."""

    def __init__(self, engine: Engine, attributes: Attributes, path: Path | None = None) -> None:
        self.engine = engine
        self.path = path
        self._attributes: dict[str, dict[str, ValueType]] = {
            entity: dict(named) for entity, named in attributes.items()
        }

    @classmethod
    def create(
        cls,
        path: Path,
        attributes: Attributes,
        settings: Mapping[str, str] | None = None,
        *,
        program: str | None = None,
        opened_at: dt.datetime | None = None,
    ) -> Store:
        """Make a new store in a file that is not there yet, and open it.

        The file appears when it is complete: a crash leaves none.
        """
        if path.exists():
            raise WorkspaceError(f"{path.name} is already there; open it, or choose another folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".new")
        _remove(unfinished)
        engine = DuckDBEngine(unfinished)
        try:
            _furnish(engine, attributes, settings or {})
        finally:
            engine.close()
        unfinished.rename(path)
        return cls.open(path, attributes, program=program, opened_at=opened_at)

    @classmethod
    def open(
        cls,
        path: Path,
        attributes: Attributes,
        *,
        program: str | None = None,
        opened_at: dt.datetime | None = None,
    ) -> Store:
        """Open a store, bringing an older one up to date and adding the attributes it lacks.

        Raises `WorkspaceBusyError`, naming who has it open, and `WorkspaceVersionError` for a store of a
        newer Clientela or another program's file. `program` and `opened_at` are what others are told of
        this one.
        """
        if not path.exists():
            raise WorkspaceError(f"there is no store at {path}; make one with `clientela init`")
        engine = _opened(path)
        try:
            migrate(engine)
            ensure_attributes(engine, attributes)
            with engine.transaction():
                create_derived(engine)
                fill_words(engine)
        except BaseException:
            engine.close()
            raise
        write_holder(path, this_process(program, opened_at))
        return cls(engine, attributes, path)

    @classmethod
    def in_memory(cls, attributes: Attributes, settings: Mapping[str, str] | None = None) -> Store:
        """A store that is gone when it is closed."""
        engine = DuckDBEngine(None)
        _furnish(engine, attributes, settings or {})
        return cls(engine, attributes)

    def __repr__(self) -> str:
        return f"Store({str(self.path) if self.path else 'in memory'!r})"

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self.engine.close()
        if self.path is not None:
            remove_holder(self.path)

    @property
    def attributes(self) -> Attributes:
        """The attributes that entities have columns for."""
        return self._attributes

    def ensure_attributes(self, attributes: Attributes) -> None:
        """Add columns for the attributes that are new (custom fields)."""
        with self.engine.transaction():
            ensure_attributes(self.engine, attributes)
        for entity, named in attributes.items():
            self._attributes.setdefault(entity, {}).update(named)

    def forget_attribute(self, entity: str, name: str) -> None:
        """An attribute whose column was dropped."""
        self._attributes.get(entity, {}).pop(name, None)

    def settings(self) -> dict[str, str]:
        """Every setting by name; kept until anything is written, for they are asked for all the time."""
        return dict(self.engine.kept("settings", lambda: settings.read_settings(self.engine)))

    def set_setting(self, name: str, value: str) -> None:
        """Set one setting."""
        settings.write_setting(self.engine, name, value)

    def allocate_ids(self, entity: str, number: int) -> range:
        """Internal ids for `number` new rows; none is ever given twice."""
        entity_table(entity)
        return settings.allocate_ids(self.engine, entity, number)

    def append_events(self, data: pa.Table | pa.RecordBatchReader) -> Appended:
        """See `events.append_events`."""
        return events.append_events(self.engine, data)

    def append_in_groups(self, data: pa.Table) -> Appended:
        """See `events.append_in_groups`."""
        return events.append_in_groups(self.engine, data)

    def append_consents(self, data: pa.Table | pa.RecordBatchReader) -> Appended:
        """See `events.append_consents`."""
        return events.append_consents(self.engine, data)

    def write_entities(
        self, entity: str, data: pa.Table | pa.RecordBatchReader, *, source: str, received_at: dt.datetime
    ) -> Written:
        """See `entities.write_entities`."""
        if received_at.tzinfo is None:
            raise ValueError("received_at needs a time zone")
        entity_table(entity)
        known = self._attributes.get(entity, {})
        return entities.write_entities(
            self.engine, entity, data, known=known, source=source, received_at=received_at
        )

    def events_of(
        self,
        customer_id: int,
        *,
        as_of: dt.datetime,
        limit: int = 100,
        beyond: EventKey | None = None,
        newest_first: bool = True,
    ) -> pa.Table:
        """See `cards.events_of`."""
        return cards.events_of(
            self.engine, customer_id, as_of=as_of, limit=limit, beyond=beyond, newest_first=newest_first
        )

    def changes_of(self, entity: str, internal_id: int, *, as_of: dt.datetime) -> pa.Table:
        """See `cards.changes_of`."""
        return cards.changes_of(self.engine, entity, internal_id, as_of=as_of)

    def compact(self, before: dt.datetime) -> None:
        """See `compaction.compact`."""
        compaction.compact(self.engine, before)

    def erase_person(self, customer_id: int) -> None:
        """See `erasure.erase_person`."""
        erasure.erase_person(self.engine, customer_id)


def _furnish(engine: Engine, attributes: Attributes, named: Mapping[str, str]) -> None:
    with engine.transaction():
        create_tables(engine, attributes)
        stamp(engine)
        for name, value in named.items():
            settings.write_setting(engine, name, value)


def _opened(path: Path) -> DuckDBEngine:
    try:
        return DuckDBEngine(path)
    except HeldElsewhere as held:
        holder = read_holder(path)
        if holder is None or (held.pid is not None and holder.pid != held.pid):
            raise
        raise WorkspaceBusyError(f"the workspace is open in {holder}; close it there first") from held


def _remove(file: Path) -> None:
    for left_over in (file, file.with_name(file.name + ".wal")):
        left_over.unlink(missing_ok=True)
