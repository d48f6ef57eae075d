"""Customer segmentation for people who have customers: collect, analyse, define, act, measure."""

from typing import TYPE_CHECKING

from clientela.errors import ClientelaError

if TYPE_CHECKING:
    from clientela.workspace import Segment, Workspace, create, restore_workspace
    from clientela.workspace import open_workspace as open  # noqa: A004  (the word users look for)

__all__ = ["ClientelaError", "Segment", "Workspace", "create", "open", "restore_workspace"]


def __getattr__(name: str) -> object:
    """Load the workspace with the first name that needs it: `clientela --help` needs none."""
    if name not in __all__:
        raise AttributeError(f"module 'clientela' has no attribute {name!r}")
    from clientela import workspace

    return getattr(workspace, "open_workspace" if name == "open" else name)
