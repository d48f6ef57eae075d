"""A workspace: one firm's data in a folder. Everything a notebook does hangs from it.

>>> import clientela
>>> with clientela.create("shop", time_zone="Europe/Madrid") as shop:  # doctest: +SKIP
...     shop.segment("city = 'Barcelona'").count()
"""

from clientela.workspace.clock import now
from clientela.workspace.opening import (
    DEFAULT_FOLDER,
    FILE,
    create,
    find_folder,
    open_workspace,
    restore_workspace,
)
from clientela.workspace.segment import Segment
from clientela.workspace.workspace import Workspace

__all__ = [
    "DEFAULT_FOLDER",
    "FILE",
    "Segment",
    "Workspace",
    "create",
    "find_folder",
    "now",
    "open_workspace",
    "restore_workspace",
]
