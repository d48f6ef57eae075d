"""Workspaces made, found, opened and restored."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

from clientela.catalog import FirmCatalog
from clientela.errors import UnknownNameError, WorkspaceError
from clientela.store import Manifest, Store, restore
from clientela.store.backups import unpacked
from clientela.workspace.clock import now
from clientela.workspace.room import attributes_of
from clientela.workspace.workspace import Workspace

FILE = "clientela.duckdb"
DEFAULT_FOLDER = "clientela-data"


def create(
    folder: str | Path,
    *,
    time_zone: str = "UTC",
    country: str | None = None,
    currency: str = "EUR",
    language: str = "en",
) -> Workspace:
    """Make a workspace in a folder and open it; raises WorkspaceError where there is one already."""
    if time_zone not in available_timezones():
        raise UnknownNameError("time zone", time_zone, available_timezones())
    path = Path(folder) / FILE
    if path.exists():
        raise WorkspaceError(f"there is a workspace in {folder} already")
    settings = {"time_zone": time_zone, "country": country or "", "currency": currency, "language": language}
    Store.create(path, attributes_of(FirmCatalog()), settings, opened_at=now()).close()
    return open_workspace(folder)


def open_workspace(folder: str | Path) -> Workspace:
    """Open the workspace in a folder; raises WorkspaceError where there is none, or who holds it."""
    path = Path(folder) / FILE
    if not path.exists():
        raise WorkspaceError(f"no workspace in {folder}; make one with `clientela init {folder}`")
    return Workspace(Store.open(path, attributes_of(FirmCatalog()), opened_at=now()))


def find_folder(start: Path) -> Path:
    """The nearest workspace: `start` or a folder above it, or its `clientela-data`; else that default."""
    for folder in (start, *start.parents):
        for candidate in (folder, folder / DEFAULT_FOLDER):
            if (candidate / FILE).exists():
                return candidate
    return start / DEFAULT_FOLDER


def restore_workspace(backup_folder: str | Path, folder: str | Path) -> Manifest:
    """Make a workspace from a backup, verified by its checksums before anything is created.

    The backup is a folder, or a zip file of one as the site makes it.
    """
    with unpacked(Path(backup_folder), Path(folder)) as found:
        return restore(found, Path(folder) / FILE)
