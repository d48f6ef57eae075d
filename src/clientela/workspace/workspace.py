"""A workspace: one firm's data in a folder."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from clientela.store import Manifest, backup
from clientela.store.backups import Progress
from clientela.workspace.banding import Banding
from clientela.workspace.clock import now
from clientela.workspace.collecting import Collecting
from clientela.workspace.discovering import Discovering
from clientela.workspace.editing import Editing
from clientela.workspace.furnishing import Furnishing
from clientela.workspace.messaging import Messaging
from clientela.workspace.planning import Planning


class Workspace(Collecting, Editing, Banding, Discovering, Furnishing, Planning, Messaging):
    """An open workspace; close it, or use it in a `with` block."""

    def __repr__(self) -> str:
        return f"Workspace({str(self.folder)!r}, {self.population():,} customers)"

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def backup(self, folder: str | Path, *, progress: Progress | None = None) -> Manifest:
        """Write everything as Parquet files with checksums; `progress` is told each table before it is."""
        return backup(self.store, Path(folder), at=now(), progress=progress)
