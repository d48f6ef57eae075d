"""Backups asked for, made and thrown away."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from clientela_web.models import BackupRun
from clientela_web.models.account import Account
from clientela_web.models.job import State
from clientela_web.workspace import firm

FOLDER = "backups"


class GivenUpError(Exception):
    """The backup is to be cancelled, or another worker has taken it up."""


def ask_for_backup(by: Account) -> BackupRun:
    """Have a backup made in the background; the one that is under way already, where there is one."""
    with transaction.atomic():
        under_way = BackupRun.objects.filter(state__in=(State.WAITING, State.RUNNING)).first()
        return under_way or BackupRun.objects.create(account=by)


def make_backup(run: BackupRun) -> None:
    """Write everything to one zip file of Parquet files; a file appears when it is whole.

    Raises GivenUpError where it is to be cancelled. A worker that dies leaves only what the next one removes.
    """
    name = f"{FOLDER}/clientela-{timezone.now():%Y-%m-%d-%H%M%S}-{run.pk}.zip"
    place = firm().folder / name
    scratch = place.with_suffix(".part")
    place.parent.mkdir(parents=True, exist_ok=True)
    _forget_unfinished(place.parent, run)
    try:
        firm().backup(scratch / "files", progress=lambda *told: _tell(run, *told))
        _pack(scratch / "files", scratch / "whole.zip")
        (scratch / "whole.zip").replace(place)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    BackupRun.objects.filter(pk=run.pk).update(path=name, size_bytes=place.stat().st_size)


def remove_backup(run: BackupRun) -> None:
    """Throw a finished backup away, or stop one that is under way."""
    BackupRun.objects.filter(pk=run.pk).update(cancel_asked=True)
    if file := backup_file(run):
        file.unlink()
    BackupRun.objects.filter(pk=run.pk).exclude(state=State.RUNNING).delete()


def backup_file(run: BackupRun) -> Path | None:
    """The file of a finished backup, if it is still there."""
    file = firm().folder / run.path
    return file if run.path and file.is_file() else None


def _tell(run: BackupRun, done: int, total: int, doing: str) -> None:
    if not run.report(done, total, doing):
        raise GivenUpError


def _pack(folder: Path, file: Path) -> None:
    """The files are compressed already."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                packed.write(each, each.relative_to(folder))


def _forget_unfinished(folder: Path, run: BackupRun) -> None:
    for left in folder.glob(f"clientela-*-{run.pk}.part"):
        shutil.rmtree(left, ignore_errors=True)
