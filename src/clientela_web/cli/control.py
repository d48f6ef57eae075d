"""The control database and the data, as commands open them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.errors import WorkspaceBusyError, WorkspaceError

if TYPE_CHECKING:
    from clientela.workspace import Workspace


def prepare_control(workspace: Path | None) -> Path:
    """The folder of that workspace, with its control database ready; the site may have it open as well.

    Raises WorkspaceError where there is none.
    """
    from clientela.workspace import FILE, find_folder

    folder = (workspace or find_folder(Path.cwd())).resolve()
    if not (folder / FILE).exists():
        raise WorkspaceError(f"no workspace in {folder}; make one with `clientela init {folder}`")
    os.environ["CLIENTELA_WORKSPACE"] = str(folder)
    from clientela_web.database import prepare

    prepare()
    return folder


@contextmanager
def data_in(folder: Path) -> Iterator[Workspace]:
    """The data, also for what the site's functions ask; raises WorkspaceBusyError while the site has them."""
    from clientela.workspace import open_workspace
    from clientela_web.workspace import using

    with open_workspace(folder) as workspace, using(workspace):
        yield workspace


@contextmanager
def data_if_free(folder: Path) -> Iterator[Workspace | None]:
    """The same, or None while another process has them."""
    try:
        opened = data_in(folder)
        workspace = opened.__enter__()
    except WorkspaceBusyError:
        yield None
        return
    try:
        yield workspace
    finally:
        opened.__exit__(None, None, None)
