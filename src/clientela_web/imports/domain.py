"""Files taken in, imports asked for, carried out, stopped and undone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from time import monotonic

from django.db import transaction
from django.utils import timezone

from clientela.collect import FormatOverrides, ImportReport, Mapping, PastImport
from clientela.collect.importing import checksum
from clientela.collect.mapping.definition import IGNORE, QUARANTINE
from clientela.collect.mapping.storing import mapping_text, parse_mapping
from clientela.errors import ImportFileError
from clientela.rules.types import ValueType
from clientela_web.imports.queries import Reading, place_of
from clientela_web.imports.uploading import Received, folder
from clientela_web.imports.words import Targets
from clientela_web.models import Account, ImportRun, Upload
from clientela_web.models.import_run import KEPT
from clientela_web.models.job import State
from clientela_web.workspace import firm

REPORT_SECONDS = 0.4


class GivenUpError(Exception):
    """Somebody stopped it, or another worker has it."""


def take_in(received: Received, account: Account) -> Upload:
    """Keep a file that was sent, and propose what its rows are; raises ImportFileError for no table."""
    name = PurePath((received.name or "file").replace("\\", "/")).name[-120:] or "file"
    upload = Upload.objects.create(file=name, size_bytes=received.size or 0, account=account)
    own = folder() / str(upload.pk)
    own.mkdir()
    try:
        shutil.move(received.place, own / name)
        upload.path = str((own / name).relative_to(firm().folder))
        upload.kind = firm().propose_kinds(own / name)[0]
    except BaseException:
        shutil.rmtree(own, ignore_errors=True)
        upload.delete()
        raise
    settings = firm().store.settings()
    upload.country, upload.currency = settings.get("country", "")[:2], settings.get("currency", "")[:3]
    upload.save()
    return upload


def read_otherwise(
    upload: Upload, overrides: FormatOverrides, *, kind: str, country: str, currency: str
) -> None:
    """Read the file as somebody says; a mapping made by hand stays where it still fits."""
    told = {
        name: getattr(overrides, name) for name in overrides.__slots__ if getattr(overrides, name) is not None
    }
    upload.overrides, upload.kind, upload.country, upload.currency = told, kind, country, currency
    upload.save(update_fields=["overrides", "kind", "country", "currency"])


class UnknownTargetsError(Exception):
    """Somebody wrote names that no target has: column -> what was written."""

    def __init__(self, written: dict[str, str]) -> None:
        super().__init__(", ".join(written))
        self.written = written


def map_columns(reading: Reading, targets: Targets, chosen: dict[str, str], types: dict[str, str]) -> Mapping:
    """The mapping with the columns sent where somebody says; columns are quarantined for good."""
    mapping, wrong = reading.mapping, {}
    for column in reading.mapping.columns:
        if column.target == QUARANTINE or column.column not in chosen:
            continue
        target = targets.target(chosen[column.column], column.column)
        if target is None:
            wrong[column.column] = chosen[column.column]
            continue
        mapping = _sent(mapping, column.column, target, types.get(column.column, ""), targets)
    if wrong:
        raise UnknownTargetsError(wrong)
    return mapping


def _sent(mapping: Mapping, column: str, target: str, typed: str, targets: Targets) -> Mapping:
    from clientela.collect.mapping.targets import target_type

    before = mapping.column(column)
    known = ValueType(typed) if typed in set(ValueType) else before.type
    kind = target_type(target, mapping.kind, targets.catalog, known)
    if (before.target, before.type) == (target, kind) or before.target == target == IGNORE:
        return mapping
    values = {} if before.target != target else before.values
    return mapping.with_target(column, target, type=kind, values=values)


def save_mapping(upload: Upload, mapping: Mapping | None) -> None:
    """Keep the mapping somebody made; None goes back to the proposal."""
    upload.mapping = mapping_text(mapping) if mapping else ""
    upload.save(update_fields=["mapping"])


def ask_for(upload: Upload, mapping: Mapping, account: Account, *, dry_run: bool) -> ImportRun:
    """Put an import, or a trial, at the end of the queue; one that is under way is not asked twice."""
    with transaction.atomic():
        same = upload.runs.filter(dry_run=dry_run, state__in=(State.WAITING, State.RUNNING)).first()
        if same is not None:
            return same
        return ImportRun.objects.create(
            upload=upload,
            kind=upload.kind,
            mapping=mapping_text(mapping),
            overrides=upload.overrides,
            country=upload.country,
            currency=upload.currency,
            dry_run=dry_run,
            total=upload.size_bytes,
            account=account,
        )


def go_on(run: ImportRun) -> None:
    """Ask again for what was stopped or failed; the store knows how far it had come."""
    ImportRun.objects.filter(pk=run.pk, state__in=(State.CANCELLED, State.FAILED)).update(
        state=State.WAITING, cancel_asked=False, error="", finished_at=None, attempts=0
    )


def stop(run: ImportRun) -> None:
    """Stop a run: at once where it only waits, else as soon as the rows under way are whole."""
    ImportRun.objects.filter(pk=run.pk, state=State.WAITING).update(
        state=State.CANCELLED, finished_at=timezone.now()
    )
    ImportRun.objects.filter(pk=run.pk, state=State.RUNNING).update(cancel_asked=True)


def discard(upload: Upload) -> None:
    """Remove the file; what was imported of it stays."""
    place = place_of(upload)
    if upload.path and place.parent.parent == folder():
        shutil.rmtree(place.parent, ignore_errors=True)
    upload.removed_at = timezone.now()
    upload.mapping = ""
    upload.save(update_fields=["removed_at", "mapping"])
    upload.runs.filter(dry_run=True).exclude(state=State.RUNNING).update(result=None)


def tidy() -> None:
    """Remove the files whose time has come, and parts of such as never came whole."""
    old = timezone.now() - KEPT
    for upload in Upload.objects.filter(removed_at=None, created_at__lt=old):
        if not upload.runs.filter(state__in=(State.WAITING, State.RUNNING)).exists():
            discard(upload)
    for part in folder().glob("*.part"):
        if part.stat().st_mtime < old.timestamp():
            part.unlink(missing_ok=True)


def carry_out(run: ImportRun) -> None:
    """Do what a run asks for; raises GivenUpError where it is stopped, ImportFileError where it cannot be.

    An import that a killed process had begun goes on behind the rows that are in already; one that it had
    finished without saying so is recognised.
    """
    place = place_of(run.upload)
    if not place.is_file():
        raise ImportFileError(f"the file {run.upload.file} is not kept any more; bring it again")
    done = None if run.dry_run or run.attempts < 2 else _known(run, place)
    try:
        report = done.report if done and done.finished_at else None
        report = report or _bring(run, place)
    except BaseException:
        begun = None if run.dry_run else _known(run, place)
        if begun is not None:
            ImportRun.objects.filter(pk=run.pk).update(import_id=begun.import_id)
        raise
    if run.dry_run:
        run.result = json.loads(replace(report, import_id=0).as_json())
    else:
        run.import_id = report.import_id
    run.save(update_fields=["result", "import_id"])


def _bring(run: ImportRun, place: Path) -> ImportReport:
    rejects = None
    if not run.dry_run:
        rejects = firm().folder / "rejects" / f"{run.upload.pk}-{place.name}.rejects.csv"
        rejects.parent.mkdir(exist_ok=True)
    return firm().import_file(
        place,
        run.kind,
        mapping=parse_mapping(run.mapping, place.name),
        overrides=FormatOverrides(**run.overrides),
        dry_run=run.dry_run,
        country=run.country or None,
        currency=run.currency or None,
        progress=_watch(run),
        rejects=rejects,
    )


def _watch(run: ImportRun) -> Callable[[int, int, int], None]:
    """Tell the row how far it is, a few times a second; raise where it is stopped."""
    told = [0.0]

    def watch(rows: int, done: int, total: int) -> None:
        if monotonic() - told[0] < REPORT_SECONDS and done < total:
            return
        told[0] = monotonic()
        if not run.report(done, total, str(rows)):
            raise GivenUpError

    return watch


def _known(run: ImportRun, place: Path) -> PastImport | None:
    """The import in the store's own list that this run began; None where it did not come to that."""
    content = checksum(place)
    for past in firm().imports(limit=20):
        same = past.checksum == content and past.kind == run.kind and past.file == place.name
        if same and not past.undone_at and run.started_at and past.started_at >= run.started_at:
            return past
    return None
