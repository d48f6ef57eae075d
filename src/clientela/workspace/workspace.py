"""A workspace: one firm's data in a folder."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from clientela.store import Manifest, backup
from clientela.workspace.banding import Banding
from clientela.workspace.clock import now
from clientela.workspace.collecting import Collecting
from clientela.workspace.discovering import Discovering
from clientela.workspace.furnishing import Furnishing


class Workspace(Collecting, Banding, Discovering, Furnishing):
    """An open workspace; close it, or use it in a `with` block."""

    def __repr__(self) -> str:
        return f"Workspace({str(self.folder)!r}, {self.population():,} customers)"

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def backup(self, folder: str | Path) -> Manifest:
        """Write everything as Parquet files with checksums."""
        return backup(self.store, Path(folder), at=now())
