"""Imports taken back: what that would mean, what stands in the way, in words of six languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from clientela.catalog.phrasebook import Phrasebook
from clientela.collect.history import PastImport, past_import, past_imports
from clientela.collect.mapping.definition import ENTITY_OF
from clientela.collect.mapping.storing import parse_mapping
from clientela.errors import CannotUndoError
from clientela.store.engine import Engine
from clientela.store.obstacles import Obstacle
from clientela.store.store import Store
from clientela.store.undoing import Mark, Undone, plan_undo, undo_import

BOOK = Phrasebook("clientela.collect", "phrases_undoing.yaml")


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What taking an import back means; `later` are imports that found some of it known already.

    Those left it as it was, so what they brought as well goes with it: import them again afterwards.
    """

    past: PastImport
    undone: Undone
    later: tuple[PastImport, ...]

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands in the way; empty where nothing does."""
        return self.undone.obstacles

    def reasons(self, language: str = "en") -> list[str]:
        """The obstacles as sentences, each with its cure."""
        return [reason(obstacle, language) for obstacle in self.obstacles]


Users = Callable[[str, str], Iterable[str]]
"""The saved segments that ask for a field of an entity."""


def nobody(entity: str, name: str) -> Iterable[str]:
    """No segment asks for anything."""
    del entity, name
    return ()


def plan_undoing(engine: Engine, import_id: int, users: Users = nobody) -> UndoPlan:
    """What taking that import back would do; nothing is changed. Raises UnknownNameError."""
    past = past_import(engine, import_id)
    hindered = _beforehand(engine, past, users)
    undone = Undone({}, {}, {}, 0, 0, 0, (), hindered) if hindered else plan_undo(engine, _mark(past))
    return UndoPlan(past, undone, _later(engine, past))


def undo(store: Store, import_id: int, *, at: dt.datetime, users: Users = nobody) -> UndoPlan:
    """Take an import back whole, or raise CannotUndoError with everything that stands in the way."""
    engine = store.engine
    past = past_import(engine, import_id)
    hindered = _beforehand(engine, past, users)
    undone = (
        Undone({}, {}, {}, 0, 0, 0, (), hindered) if hindered else undo_import(engine, _mark(past), at=at)
    )
    plan = UndoPlan(past, undone, _later(engine, past))
    if plan.obstacles:
        raise CannotUndoError(f"import {import_id} of {past.file} cannot be undone:", plan.reasons())
    for field in undone.fields:
        store.forget_attribute(*field.split(".", 1))
    return replace(plan, past=past_import(engine, import_id))


def reason(obstacle: Obstacle, language: str = "en") -> str:
    """An obstacle as a sentence with its cure."""
    who = f"«{obstacle.who}»" if obstacle.who else BOOK.say("somebody", language)
    return BOOK.say(obstacle.code, language, obstacle.number, who=who, what=obstacle.what)


def _mark(past: PastImport) -> Mark:
    return Mark(past.import_id, past.source, past.started_at)


def _beforehand(engine: Engine, past: PastImport, users: Users) -> tuple[Obstacle, ...]:
    """What can be told without trying."""
    if past.undone_at is not None:
        return (Obstacle("undone", past.file),)
    twins = engine.rows(
        "SELECT count(*) FROM imports WHERE file = ? AND started_at = ? AND import_id <> ? "
        "AND undone_at IS NULL",
        [past.file, past.started_at, past.import_id],
    )
    if twins[0][0]:
        return (Obstacle("twins", past.file),)
    if not past.is_journaled:
        return _unproved(past)
    made = past.report.new_fields if past.report else []
    entity = ENTITY_OF.get(past.kind, "customer")
    return tuple(Obstacle("segment", who, name) for name in made for who in users(entity, name))


def _unproved(past: PastImport) -> tuple[Obstacle, ...]:
    """Why an import of which no journal was kept cannot be taken back.

    It can be where it is sure that it changed nothing of what was there: it created everybody it tells of,
    or told of nothing but events.
    """
    report = past.report
    if report is None:
        return ()
    entity = ENTITY_OF.get(past.kind)
    touched = any(report.changed.values()) or report.revised_orders or report.merges or report.new_fields
    created = report.created[entity] if entity else 0
    if touched or (entity is not None and (report.unchanged or created != report.imported)):
        return (Obstacle("old_changed", past.file),)
    if entity is None and (past.kind == "consents" or _tells_of_people(past.mapping)):
        return (Obstacle("old_unsure", past.file),)
    return ()


def _tells_of_people(mapping: str) -> bool:
    """Whether rows of events may have told something of their customers too, or of kinds of event."""
    kept = parse_mapping(mapping).kept
    return any(
        column.target in {"email", "phone"} or column.target.startswith(("customer.", "custom:"))
        for column in kept
    )


def _later(engine: Engine, past: PastImport) -> tuple[PastImport, ...]:
    """Later imports of the same kind that found something known already."""
    later = [each for each in past_imports(engine) if each.import_id > past.import_id and not each.undone_at]
    return tuple(each for each in later if each.kind == past.kind and each.report and each.report.unchanged)
